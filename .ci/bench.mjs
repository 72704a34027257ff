// `npm run bench`: latency of our language server beside yaml-language-server's, in one run, and the cost of the live status and its views.
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureYamlLanguageServer, main, top } from './tools.mjs';
import { runInVsCode } from './vscode.mjs';
import { runWithNode } from './with-node.mjs';

await main(async () => {
  await build({ production: true });
  const latency = await runWithNode(['test/bench/latency.ts', ensureYamlLanguageServer()]);
  const live = [];
  for (const name of ['status', 'omni', 'kubernetes']) live.push(await runWithNode([`test/bench/${name}.ts`]));
  const { table } = await runInVsCode({ tests: join(top, 'out', 'vscode', 'tree-bench.js'), bare: true });
  console.log(`\ntrees in VS Code\n\n${table.join('\n')}`);
  return [latency, ...live].every((code) => code === 0) ? 0 : 1;
});
