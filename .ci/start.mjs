// `npm start`: the example workspace in VS Code with the extension of this checkout. `--smoke` does it without a window,
// waits for the findings and prints them; `--picture FILE` also takes a picture of them.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { startCodeServer } from './code-server.mjs';
import { addressOf } from './page.mjs';
import { findingsPicture } from './picture.mjs';
import { main, say, top, which } from './tools.mjs';
import { exampleWorkspace, runInVsCode } from './vscode.mjs';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    picture: { type: 'string' },
    light: { type: 'boolean', default: false },
    port: { type: 'string' },
  },
});

await main(async () => {
  await build();
  if (values.smoke || values.picture) return smoke();
  const code = which(['code']);
  return code && !values.port ? desktop(code) : browser();
});

function desktop(code) {
  say('opening the example workspace in VS Code');
  return (
    spawnSync(code, ['--new-window', `--extensionDevelopmentPath=${top}`, exampleWorkspace], { stdio: 'inherit' })
      .status ?? 1
  );
}

async function browser() {
  const server = await startCodeServer({ installed: true, ...(values.port ? { port: Number(values.port) } : {}) });
  console.log(
    `\nVS Code with the example workspace: ${addressOf(server, { workspace: exampleWorkspace })}\nCtrl-C ends it.`,
  );
  const reason = await server.failed;
  await server.close();
  console.error(reason);
  return 1;
}

async function smoke() {
  const picture = values.picture && resolve(values.picture);
  if (picture) mkdirSync(dirname(picture), { recursive: true });
  const { findings, problem } = await runInVsCode({
    tests: join(top, 'out', 'vscode', 'smoke.js'),
    env: picture ? { OMNI_SCALE_LINGER: '20' } : {},
    settings: { 'workbench.colorTheme': values.light ? 'Default Light Modern' : 'Default Dark Modern' },
    during: picture ? (page) => findingsPicture(page, picture) : undefined,
  });
  for (const line of findings) console.log(line);
  console.log(problem ?? `${findings.length} findings shown in VS Code`);
  return problem === undefined && findings.length > 0 ? 0 : 1;
}
