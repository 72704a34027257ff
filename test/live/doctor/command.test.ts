// `omni-scale doctor` as a person or a pipeline runs it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { errors, fakeOmnictl } from '../../support/omnictl/index.ts';

const cli = join(import.meta.dirname, '..', '..', '..', 'server', 'src', 'cli', 'main.ts');

function run(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const node = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, cli, 'doctor', ...args], {
    encoding: 'utf8',
    timeout: 120_000,
    env: { NO_COLOR: '1', ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

test('a problem gives exit code 1 and its repair; what is not set up does not', (t) => {
  const fake = fakeOmnictl();
  t.after(() => fake.remove());
  const env = { ...fake.env, PATH: `${fake.folder}:/bin:/usr/bin` };
  const good = run(env, '--format', 'json');
  assert.equal(good.code, 0);
  const { checks } = JSON.parse(good.out);
  assert.deepEqual(
    checks.find(({ id }: { id: string }) => id === 'omni-sign-in'),
    {
      ...{ id: 'omni-sign-in', name: 'Sign-in to Omni', verdict: 'ok', found: 'Omni v1.9.3 answers.' },
    },
  );
  fake.day({ fails: errors.unavailable });
  const { code, out } = run(env);
  assert.equal(code, 1);
  assert.match(out, /^1 problem, \d+ in order, \d+ skipped\.\n/);
  assert.match(out, /^problem {2}Sign-in to Omni +Omni at `omni\.example\.internal` can not be reached/m);
  assert.match(out, /^skipped {2}Kubernetes cluster/m);
  assert.deepEqual(fake.alive(), []);
});

test('what a flag names and is not there is a problem', (t) => {
  const fake = fakeOmnictl();
  t.after(() => fake.remove());
  const { code, out } = run({ PATH: '/nowhere', HOME: fake.home }, '--kubeconfig', '/nowhere/nope.yaml');
  assert.equal(code, 1);
  assert.match(out, /^problem {2}Kubernetes cluster +There is no kubeconfig at `\/nowhere\/nope\.yaml`\.$/m);
});

test('a machine with nothing on it has no problem', () => {
  const { code, out } = run({ PATH: dirname(process.execPath), HOME: '/nowhere' });
  assert.equal(code, 0);
  assert.match(out, /^\d skipped\.$|^\d in order, \d skipped\.$/m);
});

test('a format that does not exist is refused', () => {
  assert.deepEqual(run({}, '--format', 'markdown'), {
    ...{ code: 2, out: '', err: 'omni-scale: --format takes text or json; not `markdown`\n' },
  });
});
