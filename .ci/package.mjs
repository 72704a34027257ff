// `npm run package`: the extension as a .vsix, with nothing in it that a user does not need; prints its size.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { main, top } from './tools.mjs';
import { runWithNode } from './with-node.mjs';

await main(async () => {
  await build({ production: true });
  const { name, version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
  const file = `${name}-${version}.vsix`;
  // Everything is bundled, so no packages go in.
  const { status } = runWithNode([
    'node_modules/@vscode/vsce/vsce',
    'package',
    '--no-dependencies',
    '--skip-license',
    '--out',
    file,
  ]);
  if (status !== 0) return status ?? 1;
  console.log(`${file}: ${Math.round(statSync(join(top, file)).size / 1024)} kB`);
  return 0;
});
