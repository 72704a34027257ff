// `npm run bench`: latency of our language server beside yaml-language-server's, in one run.
import { build } from './build.mjs';
import { ensureYamlLanguageServer, main } from './tools.mjs';
import { runWithNode } from './with-node.mjs';

await main(async () => {
  await build({ production: true });
  return (await runWithNode(['test/bench/latency.ts', ensureYamlLanguageServer()])) === 0 ? 0 : 1;
});
