// `npm test`: everything that is checked, in order, and a count at the end. `npm test -- types unit` runs these steps only.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { temporaryFolder } from './cleanup.mjs';
import { ensureSshd } from './openssh.mjs';
import { ensurePackages, main, SetupError, top } from './tools.mjs';
import { runInVsCode } from './vscode.mjs';
import { runWithNode } from './with-node.mjs';

/** A step resolves to how many tests passed and failed; a step without tests of its own counts as one. */
const steps = {
  types: () => oneTool(['node_modules/typescript/bin/tsc', '-b']),
  lint: () => oneTool(['node_modules/@biomejs/biome/bin/biome', 'ci', '.']),
  generated: () => oneTool(['.ci/generate.ts', '--check']),
  build: async () => {
    await build();
    return { passed: 1, failed: 0 };
  },
  unit,
  vscode,
};

async function oneTool(args) {
  return (await runWithNode(args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Unit, rule, protocol and command line tests on node's own runner. */
async function unit() {
  ensureSshd();
  const folder = temporaryFolder('test');
  const file = join(folder.path, 'result.tap');
  // A failing test is told in full; of the passing ones the count is enough.
  const reporters = [
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${file}`,
  ];
  try {
    const args = ['--test', '--test-timeout=120000', ...reporters, 'test/**/*.test.ts'];
    const code = await runWithNode(args, { deadline: 1_200_000 });
    if (typeof code === 'string') console.log(`\nThe tests did not come to their end: ${code}.`);
    const tap = readFileSync(file, 'utf8');
    // The summary stands at the end; tests may print lines that look like it.
    const count = (name) =>
      Number(
        tap
          .match(new RegExp(`^# ${name} \\d+$`, 'gm'))
          ?.at(-1)
          ?.split(' ')[2] ?? 0,
      );
    const failed = count('fail') + count('cancelled');
    // A runner that broke off without a failing test has failed all the same.
    return { passed: count('pass'), failed: failed === 0 && code !== 0 ? 1 : failed };
  } finally {
    await folder.remove();
  }
}

/** The mocha suite inside a real VS Code. */
async function vscode() {
  ensureSshd();
  const quiet = await suite({ bare: true, env: { OMNI_SCALE_SUITE: 'quiet' } });
  const untrusted = await suite({ trusted: false, env: { OMNI_SCALE_SUITE: 'untrusted' } });
  const full = await suite({});
  const sum = (key) => quiet[key] + untrusted[key] + full[key];
  return { passed: sum('passed'), failed: sum('failed') };
}

async function suite(options) {
  const { passed, failed, code } = await runInVsCode({ ...options, tests: join(top, 'out', 'vscode', 'index.js') });
  for (const title of passed) console.log(`  ok ${title}`);
  for (const { title, error } of failed) console.log(`  FAILED ${title}\n${error}`);
  if (passed.length + failed.length === 0) throw new SetupError('The VS Code suite ran no test.');
  return { passed: passed.length, failed: failed.length === 0 && code !== 0 ? 1 : failed.length };
}

await main(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in steps));
  if (unknown.length > 0)
    throw new SetupError(`There is no step ${unknown.join(', ')}; the steps are ${Object.keys(steps).join(', ')}.`);
  try {
    ensurePackages();
  } catch (error) {
    console.error(error.message);
    console.log('\n0 passed, 1 failed');
    return 2;
  }
  let passed = 0;
  let failed = 0;
  for (const [name, step] of Object.entries(steps)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const start = performance.now();
    console.log(`\n== ${name}`);
    try {
      const result = await step();
      passed += result.passed;
      failed += result.failed;
      console.log(
        `== ${name}: ${result.passed} passed, ${result.failed} failed (${((performance.now() - start) / 1000).toFixed(1)} s)`,
      );
    } catch (error) {
      failed++;
      console.log(error instanceof SetupError ? error.message : error);
      console.log(`== ${name}: could not run`);
      // Without bundles every test after this would only repeat that.
      if (name === 'build') break;
    }
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
