// Runs a script or tool on a Node that is new enough for it: `node .ci/with-node.mjs <file> [arguments]`.
import { spawnSync } from 'node:child_process';
import { ensurePackages, main, modernNode, top } from './tools.mjs';

/** Node's flags for running TypeScript sources: their module syntax is found out by reading them. */
export const nodeFlags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'];

export function runWithNode(args, options = {}) {
  return spawnSync(modernNode(), [...nodeFlags, ...args], { cwd: top, stdio: 'inherit', ...options });
}

if (process.argv[1]?.endsWith('with-node.mjs')) {
  await main(() => {
    ensurePackages();
    return runWithNode(process.argv.slice(2)).status ?? 1;
  });
}
