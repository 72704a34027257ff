// Runs a test module inside a real VS Code with the extension and a copy of the example workspace: the desktop's, where
// it can be had, otherwise the browser's. A run counts only when the module wrote its result *and* VS Code ended as it
// should: a test that ends the process itself would otherwise pass.
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './cleanup.mjs';
import { startCodeServer } from './code-server.mjs';
import { desktopIsPossible, downloadVsCode, runInElectron } from './electron.mjs';
import { openPage, runInPage } from './page.mjs';
import { SetupError, say, top } from './tools.mjs';

const example = join(top, 'test', 'workspace');
export const exampleWorkspace = join(example, 'example.code-workspace');
const deadline = 240_000;

/**
 * @param options `tests` (path of the built module), `bare` (open an empty workspace instead of the example), `trusted`
 *   (false for a workspace that is not; only in a browser), `during` (called with the page while the module runs in a browser; the module may wait until the file that OMNI_SCALE_HOLD
 *   names is gone)
 * @returns what the module wrote to the file that OMNI_SCALE_RESULT names, and the code that VS Code ended with
 */
export async function runInVsCode({ tests, env = {}, settings, during, bare = false, trusted = true }) {
  // A copy, so that tests may write what they like.
  const folder = temporaryFolder('workspace');
  cpSync(example, join(folder.path, 'example'), { recursive: true });
  const nothing = join(folder.path, 'nothing.code-workspace');
  writeFileSync(nothing, JSON.stringify({ folders: [] }));
  const file = join(folder.path, 'result.json');
  const hold = join(folder.path, 'hold');
  writeFileSync(hold, '');
  if (!trusted) nameProgram(join(folder.path, 'example'));
  const options = {
    tests,
    workspace: bare ? nothing : join(folder.path, 'example', 'example.code-workspace'),
    env: { ...env, OMNI_SCALE_RESULT: file, ...(during ? { OMNI_SCALE_HOLD: hold } : {}) },
    settings,
    trusted,
    during: during && ((page) => during(page).finally(() => rmSync(hold))),
  };
  try {
    const runner = await chooseRunner({ needsPage: during !== undefined || !trusted });
    const { code, log } = await runner(options);
    const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    if (result === undefined)
      throw new SetupError(`VS Code ended (${code}) without a result:\n${log.slice(-15).join('\n')}`);
    return { ...result, code };
  } finally {
    await folder.remove();
  }
}

/** A workspace as an attacker would make it: its settings name a program in it, which leaves a trace when it runs. */
function nameProgram(folder) {
  const program = join(folder, 'omnictl');
  writeFileSync(program, `#!/bin/sh\ntouch "${join(folder, 'omnictl-ran')}"\n`);
  chmodSync(program, 0o755);
  const file = join(folder, 'example.code-workspace');
  const workspace = JSON.parse(readFileSync(file, 'utf8'));
  const settings = { ...workspace.settings, 'omniScale.omni.omnictlPath': program };
  writeFileSync(file, JSON.stringify({ ...workspace, settings }));
}

/** OMNI_SCALE_VSCODE chooses `electron` or `code-server`; otherwise it is the first of them that can be had. */
async function chooseRunner({ needsPage }) {
  const asked = process.env.OMNI_SCALE_VSCODE;
  if (asked && !['electron', 'code-server'].includes(asked))
    throw new SetupError(`OMNI_SCALE_VSCODE is \`${asked}\`; it can be \`electron\` or \`code-server\`.`);
  if (needsPage || asked === 'code-server') return inBrowser;
  if (!asked && !(await desktopIsPossible())) return inBrowser;
  try {
    const program = await downloadVsCode();
    return (options) => runInElectron(program, options, deadline);
  } catch (error) {
    if (asked) throw error;
    say(error.message);
    return inBrowser;
  }
}

async function inBrowser({ tests, workspace, env, settings, trusted, during }) {
  say('running in a VS Code in the browser (code-server)');
  const server = await startCodeServer({ env, settings, trusted, driver: true });
  try {
    const { page, close } = await openPage();
    try {
      const running = runInPage(page, server, { workspace, extension: top, tests }, deadline);
      const [outcome] = await Promise.all([running, during?.(page)]);
      return outcome;
    } finally {
      await close();
    }
  } finally {
    await server.close();
  }
}
