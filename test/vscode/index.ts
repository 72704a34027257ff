// Runs inside VS Code, as @vscode/test-electron and the browser runner start it: mocha over the suites beside this file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

const suites = ['extension'];

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 40_000, reporter: 'dot' });
  for (const name of suites) mocha.addFile(join(__dirname, `${name}.js`));
  const passed: string[] = [];
  const failed: { title: string; error: string }[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => passed.push(test.fullTitle()));
    runner.on('fail', (test, error) => failed.push({ title: test.fullTitle(), error: error.stack ?? String(error) }));
  });
  const result = process.env.OMNI_SCALE_RESULT;
  if (result) writeFileSync(result, JSON.stringify({ passed, failed }));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
