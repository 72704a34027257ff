// Installs what the scripts need and a machine may lack: the project's packages, a newer Node, code-server. All of it
// goes into ignored folders, pinned, and is left alone when it is there already.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const tools = join(top, '.tools');

/** The Node that runs the tests and code-server; newer tools want 22 or later, code-server wants 24. */
const nodeVersion = '24.21.0';
const codeServerVersion = '4.139.1';
const playwrightVersion = '1.65.1';
const yamlLanguageServerVersion = '2.0.0';

/** A failure a person can act on; printed without a stack. */
export class SetupError extends Error {}

export function say(message) {
  console.error(`\u2022 ${message}`);
}

/** Runs a program to its end with the terminal's output; throws with the last lines when it fails. */
function run(program, args, options = {}) {
  const result = spawnSync(program, args, {
    cwd: top,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 900_000,
    ...options,
  });
  if (result.status === 0) return;
  const said = `${result.stderr ?? ''}\n${result.stdout ?? ''}\n${result.error?.message ?? ''}`
    .trim()
    .split('\n')
    .slice(-8)
    .join('\n');
  throw new SetupError(`${[program, ...args].join(' ')} failed:\n${said}`);
}

/** npm as it runs here, whether the script was started by npm or by hand. */
function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js') || script?.endsWith('.cjs')) run(process.execPath, [script, ...args], options);
  else run('npm', args, options);
}

/** Does a step once: the stamp holds what it was done for. */
function once(folder, key, step) {
  const stamp = join(folder, '.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  step();
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, key);
}

/** Installs the project's packages when the lock file has changed since. */
export function ensurePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(top, 'package-lock.json')))
    .digest('hex');
  once(join(top, 'node_modules'), lock, () => {
    say('installing packages (npm ci)');
    npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  });
}

/** Installs packages by exact version into a folder of their own. */
function ensureFolder(name, packages) {
  const folder = join(tools, name);
  once(folder, packages.join(' '), () => {
    say(`installing ${packages.join(', ')}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    npm(['install', '--prefix', folder, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', ...packages], {
      cwd: folder,
    });
  });
  return join(folder, 'node_modules');
}

function fetchedNode() {
  const { platform, arch } = process;
  if (platform === 'win32')
    throw new SetupError(`Node ${process.versions.node} is too old for the tests; install Node 24 or newer.`);
  const name = `node-${platform}-${arch}`;
  return join(ensureFolder('node', [`${name}@${nodeVersion}`]), name, 'bin', 'node');
}

/** A Node that runs TypeScript and the current tools: the running one where it is new enough, else one from npm. */
export function modernNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : fetchedNode();
}

/** code-server with the Node it wants, and the library that drives its pages. */
export function ensureCodeServer() {
  const modules = ensureFolder('code-server', [
    `code-server@${codeServerVersion}`,
    `playwright-core@${playwrightVersion}`,
  ]);
  const vscode = join(modules, 'code-server', 'lib', 'vscode');
  // Its own packages are not part of its tarball; its install script would build native parts that nothing here needs.
  once(join(vscode, 'node_modules'), codeServerVersion, () => {
    say('installing the packages of code-server');
    npm(['install', '--omit=dev', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'], { cwd: vscode });
  });
  const node = Number(process.versions.node.split('.')[0]) === 24 ? process.execPath : fetchedNode();
  return {
    node,
    entry: join(modules, 'code-server', 'out', 'node', 'entry.js'),
    playwright: join(modules, 'playwright-core', 'index.mjs'),
  };
}

export function ensureYamlLanguageServer() {
  return join(
    ensureFolder('yaml-language-server', [`yaml-language-server@${yamlLanguageServerVersion}`]),
    'yaml-language-server',
    'bin',
    'yaml-language-server',
  );
}

function which(names) {
  for (const name of names) {
    const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' }).stdout?.trim();
    if (found) return found;
  }
  return undefined;
}

/** A Chromium: the machine's own, else Debian's, installed where that is possible. */
export function ensureChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const found = process.env.CHROMIUM ?? which(names);
  if (found) return found;
  const next =
    'Install Chromium (on Debian: `apt-get install chromium`) or set CHROMIUM to its path, then run this again.';
  if (!which(['apt-get']) || process.getuid?.() !== 0) throw new SetupError(`There is no Chromium here. ${next}`);
  say('installing Chromium from Debian (apt-get)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    run('apt-get', ['update', '-qq'], { env });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  } catch (error) {
    throw new SetupError(`${error.message}\n${next}`);
  }
  const installed = which(names);
  if (!installed) throw new SetupError(`apt-get installed no chromium. ${next}`);
  return installed;
}

export { which };

/** Runs a script's main function: a SetupError is shown as its message, with exit code 2. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 2;
  }
}
