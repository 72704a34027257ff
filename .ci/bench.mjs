// `npm run bench`: latency of our language server beside yaml-language-server's, in one run, and the cost of the live status.
import { build } from './build.mjs';
import { ensureYamlLanguageServer, main } from './tools.mjs';
import { runWithNode } from './with-node.mjs';

await main(async () => {
  await build({ production: true });
  const latency = await runWithNode(['test/bench/latency.ts', ensureYamlLanguageServer()]);
  const live = [];
  for (const name of ['status', 'omni', 'kubernetes']) live.push(await runWithNode([`test/bench/${name}.ts`]));
  return [latency, ...live].every((code) => code === 0) ? 0 : 1;
});
