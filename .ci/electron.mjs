// A test module in the desktop VS Code that @vscode/test-electron downloads into an ignored folder.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './cleanup.mjs';
import { run } from './processes.mjs';
import { SetupError, say, top } from './tools.mjs';

const releases = 'https://update.code.visualstudio.com/api/releases/stable';
const downloadDeadline = 300_000;

/** Whether a desktop VS Code could run here: it needs a screen, and a place to come from. */
export async function desktopIsPossible() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  return fetch(releases, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.ok,
    () => false,
  );
}

/** Resolves with the path of VS Code's program; throws when it cannot be had. */
export async function downloadVsCode() {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  const cachePath = join(top, '.tools', 'vscode');
  try {
    const late = delay(downloadDeadline, undefined, { ref: false }).then(() => {
      throw new Error(`no end within ${downloadDeadline / 1000} s`);
    });
    return await Promise.race([downloadAndUnzipVSCode({ cachePath }), late]);
  } catch (error) {
    throw new SetupError(`The desktop VS Code could not be downloaded: ${error.message}`);
  }
}

/** Runs a test module; a process of its own, so that VS Code can be ended with all its helpers. */
export async function runInElectron(program, { tests, workspace, env }, deadline) {
  say('running in the desktop VS Code');
  const data = temporaryFolder('data');
  const request = JSON.stringify({
    vscodeExecutablePath: program,
    extensionDevelopmentPath: top,
    extensionTestsPath: tests,
    launchArgs: [workspace, '--disable-extensions', `--user-data-dir=${data.path}`],
  });
  const code = await run(process.execPath, [fileURLToPath(import.meta.url), request], {
    deadline,
    env: { ...process.env, ...env },
  });
  await data.remove();
  return { code, log: [] };
}

if (process.argv[1]?.endsWith('electron.mjs')) {
  const { runTests } = await import('@vscode/test-electron');
  process.exitCode = await runTests(JSON.parse(process.argv[2])).catch(() => 1);
}
