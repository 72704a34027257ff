// VS Code in a browser on 127.0.0.1: starts code-server with folders of its own and ends it without leaving a process.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCodeServer, SetupError, top } from './tools.mjs';

/** Settings that keep the window calm: no welcome page, no network, no second side bar. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'files.hotExit': 'off',
};

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Starts code-server.
 * @param options `port`, `settings` (added to the quiet ones), `env`, `driver` (lets a page run a test module),
 *   `installed` (the extension is loaded from this checkout as an installed one)
 * @returns `{ port, origin, failed, close }`; `failed` resolves with a reason when it ends by itself
 */
export async function startCodeServer({ port, settings = {}, env = {}, driver = false, installed = false } = {}) {
  const { node, entry } = ensureCodeServer();
  const work = mkdtempSync(join(tmpdir(), 'omni-scale-vscode-'));
  const data = join(work, 'data');
  const extensions = join(work, 'extensions');
  const home = join(work, 'home');
  for (const folder of [join(data, 'User'), extensions, home]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  writeFileSync(join(work, 'config.yaml'), 'auth: none\n');
  if (installed) linkExtension(extensions);
  const listen = port ?? (await freePort());
  const log = join(work, 'server.log');
  const output = openSync(log, 'w');
  const args = [
    '--config',
    join(work, 'config.yaml'),
    '--bind-addr',
    `127.0.0.1:${listen}`,
    '--auth',
    'none',
    '--user-data-dir',
    data,
    '--extensions-dir',
    extensions,
  ];
  const flags = [
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    '--disable-proxy',
    '--ignore-last-opened',
  ];
  const child = spawn(
    node,
    [entry, ...args, ...flags, ...(driver ? ['--vscode-option', 'enable-smoke-test-driver'] : [])],
    {
      detached: true,
      stdio: ['ignore', output, output],
      env: {
        ...process.env,
        ...env,
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
        XDG_DATA_HOME: join(home, '.local', 'share'),
        EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
      },
    },
  );
  const failed = new Promise((resolve) =>
    child.on('exit', (code) => resolve(`code-server ended with ${code}:\n${tail(log)}`)),
  );
  const close = () => stop(child, work);
  const onSignal = () => void close().then(() => process.exit(130));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const origin = `http://127.0.0.1:${listen}`;
  try {
    await ready(origin, child, log);
  } catch (error) {
    await close();
    throw error;
  }
  return { port: listen, origin, failed, close };
}

function linkExtension(extensions) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
  symlinkSync(top, join(extensions, `${publisher}.${name}-${version}`), 'dir');
}

/** The page of the workbench says more than the health check, which is green even when VS Code itself cannot load. */
async function ready(origin, child, log) {
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(100)) {
    if (child.exitCode !== null) throw new SetupError(`code-server ended with ${child.exitCode}:\n${tail(log)}`);
    const response = await fetch(origin, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    const text = await response?.text().catch(() => '');
    if (response && response.status >= 500)
      throw new SetupError(`VS Code does not load: HTTP ${response.status}\n${tail(log)}`);
    if (text?.includes('vscode-workbench-web-configuration')) return;
  }
  throw new SetupError(`code-server did not start within 60 s:\n${tail(log)}`);
}

function tail(log) {
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-12).join('\n') : '';
}

/** Ends the whole group: the server has helpers of its own. */
async function stop(child, work) {
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
      return true;
    } catch {
      return false;
    }
  };
  kill('SIGTERM');
  for (let i = 0; i < 50 && kill(0); i++) await delay(100);
  kill('SIGKILL');
  rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
