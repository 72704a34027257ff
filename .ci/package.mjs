// `npm run package`: the extension as a .vsix, with nothing in it that a user does not need; prints its size.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { main, SetupError, top } from './tools.mjs';
import { runWithNode } from './with-node.mjs';

await main(async () => {
  await build({ production: true });
  const { name, version } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
  const file = `${name}-${version}.vsix`;
  rmSync(join(top, file), { force: true });
  // Everything is bundled, so no packages go in.
  const code = await runWithNode(['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--out', file]);
  if (code !== 0) throw new SetupError(`vsce did not package the extension (${code}).`);
  console.log(`${file}: ${Math.round(statSync(join(top, file)).size / 1024)} kB`);
  return 0;
});
