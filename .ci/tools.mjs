// Installs what the scripts need and a machine may lack: the project's packages, a newer Node, code-server. All of it
// goes into ignored folders, pinned, and is left alone when it is there already.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

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

/** Runs a program to its end, in silence; says what went wrong and what to do next when it fails. */
export function runQuietly(program, args, { next, name = [basename(program), ...args].join(' '), ...options }) {
  const result = spawnSync(program, args, {
    cwd: top,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 900_000,
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  if (result.status === 0) return;
  const why =
    result.error?.message ?? firstError(`${result.stderr}\n${result.stdout}`) ?? `it ended with ${result.signal}`;
  throw new SetupError(`\`${name}\` failed: ${why} ${next}`);
}

/** The line that tells the most: npm's and apt's own words about the error, without codes; else the last one. */
function firstError(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const marked = lines.filter((line) => /^(npm (error|ERR!)|E:) /.test(line));
  const told = marked.map((line) => line.replace(/^(npm (error|ERR!)|E:) /, ''));
  const line =
    told.find((text) => !/^(code|errno|syscall|type|network This|A complete log) /.test(text)) ?? lines.at(-1);
  return line?.trim().replace(/([^.!?])$/, '$1.');
}

/** npm: the one that runs this script, else the one beside the running Node, else the one in PATH. */
function npm(args, options) {
  const next = 'Check that npm reaches its registry, then run this again.';
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [process.env.npm_execpath, beside].find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  const all = [...args, '--ignore-scripts', '--no-audit', '--no-fund'];
  const told = { next, name: ['npm', ...args].join(' '), ...options };
  if (script) runQuietly(process.execPath, [script, ...all], told);
  else runQuietly('npm', all, { ...told, shell: process.platform === 'win32' });
}

/** Does a step once: the stamp in the folder holds what it was done for. */
function once(folder, key, name, step) {
  const stamp = join(folder, '.stamp');
  const isDone = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
  if (isDone()) return;
  const install = () => {
    if (isDone()) return;
    step();
    mkdirSync(folder, { recursive: true });
    writeFileSync(stamp, key);
  };
  withLock(join(tools, `${name}.lock`), install, () => say('waiting for another run that installs the same'));
}

/** Installs the project's packages when the lock file has changed since. */
export function ensurePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(top, 'package-lock.json')))
    .digest('hex');
  once(join(top, 'node_modules'), lock, 'packages', () => {
    say('installing packages (npm ci)');
    npm(['ci', '--include=dev']);
  });
}

/** Installs packages by exact version into a folder of their own. */
function ensureFolder(name, packages) {
  const folder = join(tools, name);
  once(folder, packages.join(' '), name, () => {
    say(`installing ${packages.join(', ')}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    npm(['install', '--prefix', folder, '--no-save', ...packages], { cwd: folder });
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
  return major > 23 || (major === 22 && minor >= 18) ? process.execPath : fetchedNode();
}

/** code-server with the Node it wants, and the library that drives its pages. */
export function ensureCodeServer() {
  const modules = ensureFolder('code-server', [
    `code-server@${codeServerVersion}`,
    `playwright-core@${playwrightVersion}`,
  ]);
  const vscode = join(modules, 'code-server', 'lib', 'vscode');
  // Its own packages are not part of its tarball; its install script would build native parts that nothing here needs.
  once(join(vscode, 'node_modules'), codeServerVersion, 'code-server-packages', () => {
    say('installing the packages of code-server');
    npm(['install', '--omit=dev', '--no-save'], { cwd: vscode });
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

/** The first of the programs that is installed. */
export function which(names) {
  for (const name of names) {
    const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' }).stdout?.trim();
    if (found) return found;
  }
  return undefined;
}

/** Runs a script's main function: a SetupError is shown as its message, with exit code 2. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 2;
  }
}
