// Runs a test module inside a real VS Code with the extension and the example workspace: the desktop's, where it can be
// had, otherwise the browser's. A run counts only when the module wrote its result *and* VS Code ended as it should: a
// test that ends the process itself would otherwise pass.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCodeServer } from './code-server.mjs';
import { openPage, runInPage } from './page.mjs';
import { SetupError, say, top, which } from './tools.mjs';

export const exampleWorkspace = join(top, 'test', 'workspace', 'example.code-workspace');
const deadline = 240_000;

/**
 * @param options `tests` (path of the built module), `during` (called with the page while the module runs in a browser)
 * @returns what the module wrote to the file that OMNI_SCALE_RESULT names
 */
export async function runInVsCode({ tests, env = {}, settings, during }) {
  const folder = mkdtempSync(join(tmpdir(), 'omni-scale-result-'));
  const file = join(folder, 'result.json');
  const all = { ...env, OMNI_SCALE_RESULT: file };
  try {
    const runner = await chooseRunner();
    const { code, log } = await runner({ tests, env: all, settings, during });
    const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    if (result === undefined)
      throw new SetupError(`VS Code ended (${code}) without a result:\n${log.slice(-15).join('\n')}`);
    return { ...result, code };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** OMNI_SCALE_VSCODE chooses `desktop` or `browser`; otherwise the desktop's where it has a screen and can be had. */
async function chooseRunner() {
  const asked = process.env.OMNI_SCALE_VSCODE;
  if (asked === 'browser') return inBrowser;
  if (asked === 'desktop') return inDesktop;
  const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return hasScreen && (await desktopCanBeHad()) ? inDesktop : inBrowser;
}

async function desktopCanBeHad() {
  if (which(['code'])) return true;
  return fetch('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.ok,
    () => false,
  );
}

async function inDesktop({ tests, env }) {
  const { runTests } = await import('@vscode/test-electron');
  say('running in the desktop VS Code');
  try {
    const code = await runTests({
      extensionDevelopmentPath: top,
      extensionTestsPath: tests,
      extensionTestsEnv: env,
      launchArgs: [exampleWorkspace, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'],
    });
    return { code, log: [] };
  } catch (error) {
    return { code: 1, log: [String(error)] };
  }
}

async function inBrowser({ tests, env, settings, during }) {
  say('running in a VS Code in the browser (code-server)');
  const server = await startCodeServer({ env, settings, driver: true });
  try {
    const { page, close } = await openPage();
    try {
      const watching = during?.(page);
      const outcome = await runInPage(page, server, { workspace: exampleWorkspace, extension: top, tests }, deadline);
      await watching;
      return outcome;
    } finally {
      await close();
    }
  } finally {
    await server.close();
  }
}
