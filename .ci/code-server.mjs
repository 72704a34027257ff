// VS Code in a browser on 127.0.0.1: starts code-server with folders of its own and ends it without leaving a process.
import { existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from './cleanup.mjs';
import { start } from './processes.mjs';
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

/** Folders are not trusted, and nobody is asked whether they should be. */
const untrustedSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.emptyWindow': false,
};

const flags = [
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-getting-started-override',
  '--disable-proxy',
  '--ignore-last-opened',
];

/** A run that nobody watches: a page may start a test module, and the server ends itself if its script was killed. */
const driverFlags = ['--vscode-option', 'enable-smoke-test-driver', '--idle-timeout-seconds', '600'];

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

/**
 * Starts code-server.
 * @param options `port`, `settings` (added to the quiet ones), `env`, `driver` (lets a page run a test module),
 *   `installed` (the extension is loaded from this checkout as an installed one), `trusted` (every folder is)
 * @returns `{ port, origin, failed, close }`; `failed` resolves with a reason when it ends by itself
 */
export async function startCodeServer(options = {}) {
  const { port, settings = {}, env = {}, driver = false, installed = false, trusted = true } = options;
  const { node, entry } = ensureCodeServer();
  const work = temporaryFolder('vscode');
  const inside = (name) => join(work.path, name);
  for (const name of ['data/User', 'extensions', 'home']) mkdirSync(inside(name), { recursive: true });
  writeFileSync(
    inside('data/User/settings.json'),
    JSON.stringify({ ...quietSettings, ...(trusted ? {} : untrustedSettings), ...settings }),
  );
  writeFileSync(inside('config.yaml'), 'auth: none\n');
  if (installed) linkExtension(inside('extensions'));
  const listen = port ?? (await freePort());
  const log = inside('server.log');
  const output = openSync(log, 'w');
  const folders = ['--config', inside('config.yaml'), '--user-data-dir', inside('data')];
  folders.push('--extensions-dir', inside('extensions'));
  const address = ['--bind-addr', `127.0.0.1:${listen}`, '--auth', 'none'];
  const more = [...(trusted ? ['--disable-workspace-trust'] : []), ...(driver ? driverFlags : [])];
  const server = start(node, [entry, ...folders, ...address, ...flags, ...more], {
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      ...env,
      HOME: inside('home'),
      XDG_CONFIG_HOME: inside('home/.config'),
      XDG_DATA_HOME: inside('home/.local/share'),
      EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
    },
  });
  const failed = server.ended.then((code) => `code-server ended (${code}):\n${tail(log)}`);
  const close = async () => {
    await server.stop();
    await work.remove();
  };
  const origin = `http://127.0.0.1:${listen}`;
  try {
    const problem = await Promise.race([ready(origin, log), failed]);
    if (problem) throw new SetupError(problem);
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

/**
 * Waits for the page of the workbench; it says more than the health check, which is green even when VS Code itself
 * cannot load. Resolves with what is wrong, if anything is.
 */
async function ready(origin, log) {
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(100)) {
    const response = await fetch(origin, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    const text = await response?.text().catch(() => '');
    if (response && response.status >= 500) return `VS Code does not load: HTTP ${response.status}\n${tail(log)}`;
    if (text?.includes('vscode-workbench-web-configuration')) return undefined;
  }
  return `code-server did not start within 60 s:\n${tail(log)}`;
}

function tail(log) {
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-12).join('\n') : '';
}
