// Runs a script or tool on a Node that is new enough for it: `node .ci/with-node.mjs <file> [arguments]`.
import { join } from 'node:path';
import { run } from './processes.mjs';
import { ensurePackages, main, modernNode, top } from './tools.mjs';

/** Node's flags for running TypeScript sources: their module syntax is found out by reading them. */
export const nodeFlags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'];

/** Node keeps what it made of each source here: tests start programs from their sources hundreds of times. */
const compiled = join(top, 'out', 'compiled');

/** Resolves with the exit code, or with a word about what ended it. */
export function runWithNode(args, options = {}) {
  const env = { NODE_COMPILE_CACHE: compiled, ...process.env };
  return run(modernNode(), [...nodeFlags, ...args], { cwd: top, env, ...options });
}

if (process.argv[1]?.endsWith('with-node.mjs')) {
  await main(async () => {
    ensurePackages();
    const code = await runWithNode(process.argv.slice(2));
    return typeof code === 'number' ? code : 1;
  });
}
