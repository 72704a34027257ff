// `npm start`: the example workspace in VS Code with the extension of this checkout. `--smoke` does it without a window,
// waits for the findings and prints them; `--screenshot FILE` also takes a picture of them. `--demo` opens the sidebar with
// recorded clusters, so that the views live without one.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { startCodeServer } from './code-server.mjs';
import { addressOf } from './page.mjs';
import { takePicture, theme, waitForFindings } from './picture.mjs';
import { main, SetupError, say, top, which } from './tools.mjs';
import { exampleWorkspace, runInVsCode } from './vscode.mjs';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    screenshot: { type: 'string' },
    light: { type: 'boolean', default: false },
    port: { type: 'string' },
    demo: { type: 'boolean', default: false },
  },
});

const env = values.demo ? { OMNI_SCALE_DEMO: '1' } : {};

await main(async () => {
  await build();
  if (values.smoke || values.screenshot) return smoke();
  const code = which(['code']);
  return code && !values.port ? desktop(code) : browser();
});

function desktop(code) {
  say('opening the example workspace in VS Code');
  return (
    spawnSync(code, ['--new-window', `--extensionDevelopmentPath=${top}`, exampleWorkspace], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    }).status ?? 1
  );
}

async function browser() {
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new SetupError(`\`${values.port}\` is no port.`);
  const server = await startCodeServer({ env, installed: true, port });
  const address = addressOf(server, { workspace: exampleWorkspace });
  console.log(`\nVS Code with the example workspace: ${address}\nCtrl-C ends it.`);
  const reason = await server.failed;
  await server.close();
  throw new SetupError(reason);
}

async function smoke() {
  const { screenshot, light } = values;
  const { findings, problem } = await runInVsCode({
    tests: join(top, 'out', 'vscode', 'smoke.js'),
    settings: theme(light),
    during: screenshot
      ? async (page) => {
          await waitForFindings(page);
          await takePicture(page, screenshot);
        }
      : undefined,
  });
  for (const line of findings) console.log(line);
  console.log(problem ?? `${findings.length} findings shown in VS Code`);
  return problem === undefined && findings.length > 0 ? 0 : 1;
}
