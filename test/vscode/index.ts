// Runs inside VS Code, as @vscode/test-electron and the browser runner start it: mocha over every file of a
// folder: `suite/`, or the one that OMNI_SCALE_SUITE names.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 40_000, reporter: 'dot' });
  const suite = join(__dirname, process.env.OMNI_SCALE_SUITE ?? 'suite');
  for (const name of readdirSync(suite).sort()) if (name.endsWith('.js')) mocha.addFile(join(suite, name));
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
