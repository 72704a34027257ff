// `omni-scale template` and `omni-scale class`: the built program against the fake omnictl.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { confirmed } from '../../server/src/cli/before-sending.ts';
import type { Terminal } from '../../server/src/cli/command.ts';
import { unifiedDiff } from '../../server/src/cli/unified-diff.ts';
import { errors, type FakeOmnictl, fakeOmnictl } from '../support/omnictl/index.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

const template = `kind: Cluster
name: lab
kubernetes:
  version: v1.36.2
talos:
  version: v1.13.6
---
kind: ControlPlane
machineClass:
  name: lab
  size: 3
`;
const labClass = `metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: lab
spec:
  matchlabels:
    - omni.sidero.dev/platform = metal
`;

function setUp(t: TestContext) {
  const fake = fakeOmnictl({ step: 20 });
  t.after(() => {
    assert.deepEqual(fake.alive(), [], 'no process is left');
    assert.ok(!existsSync(join(fake.home, '.talos')), 'no file in the home');
    fake.remove();
  });
  fake.set('machineclasses', [{ id: 'lab' }]);
  const top = join(fake.folder, 'repository');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  };
  write('omni-scale.yaml', 'rules: {}\n');
  write('machine-classes/lab.yaml', labClass);
  write('clusters/lab.yaml', template);
  const runWith = (variables: Readonly<Record<string, string>>, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
      cwd: top,
      encoding: 'utf8',
      timeout: 60_000,
      input: '',
      env: { ...process.env, ...fake.env, NO_COLOR: '1', ...variables },
    });
    return { code: status, out: stdout, err: stderr };
  };
  const run = (...args: readonly string[]) => runWith({}, ...args);
  return { fake, run, runWith, write };
}

test('template validate: our own rules stop it before omnictl is asked', (t) => {
  const { fake, run, write } = setUp(t);
  assert.deepEqual(run('template', 'validate', 'clusters/lab.yaml'), {
    code: 0,
    out: '',
    err: 'clusters/lab.yaml is valid.\n',
  });
  const calls = fake.calls().length;
  write('clusters/lab.yaml', template.replace('v1.13.6', '1.13.6'));
  const { code, out } = run('template', 'validate', 'clusters/lab.yaml');
  assert.equal(code, 1);
  assert.match(out, /^clusters\/lab\.yaml:6:12: error: The Talos version begins with `v`/);
  assert.equal(fake.calls().length, calls);
});

test('template validate: what only omnictl finds is told too', (t) => {
  const { fake, run } = setUp(t);
  fake.day({ on: 'cluster template validate', fails: '1 error occurred:\n\t* something only omnictl knows\n\n' });
  const { code, out } = run('template', 'validate', 'clusters/lab.yaml');
  assert.equal(code, 1);
  assert.equal(out, 'clusters/lab.yaml: error: something only omnictl knows [omnictl]\n');
});

test('template diff and sync: shown, confirmed, sent, and then the same', (t) => {
  const { fake, run, write } = setUp(t);
  const diff = run('template', 'diff', 'clusters/lab.yaml');
  assert.equal(diff.code, 1);
  assert.match(diff.out, /^--- \/dev\/null\n\+\+\+ clusters\/lab\.yaml\n@@ -0,0 \+1,\d+ @@\n\+metadata:/);

  const asked = run('template', 'sync', 'clusters/lab.yaml');
  assert.equal(asked.code, 2);
  assert.match(asked.err, /--yes/);
  assert.equal(fake.calls('cluster', 'template', 'sync').length, 0, 'nothing is sent unconfirmed');

  const synced = run('template', 'sync', 'clusters/lab.yaml', '--yes');
  assert.equal(synced.code, 0, synced.err);
  assert.match(synced.err, /\* creating Clusters\.omni\.sidero\.dev\(lab\)\n/);
  assert.match(synced.err, /`lab` is synced/);

  const same = run('template', 'sync', 'clusters/lab.yaml');
  assert.equal(same.code, 0);
  assert.match(same.err, /Omni has `lab` as clusters\/lab\.yaml declares it/);
  write('clusters/lab.yaml', template.replace('size: 3', 'size: 5'));
  assert.match(run('template', 'diff', 'clusters/lab.yaml').out, /\n- {4}machinecount: 3\n\+ {4}machinecount: 5\n/);
});

test('class diff and apply', (t) => {
  const { fake, run, write } = setUp(t);
  const asked = run('class', 'apply', 'machine-classes/lab.yaml');
  assert.equal(asked.code, 2);
  assert.deepEqual(sent(fake), []);
  assert.equal(run('class', 'apply', 'machine-classes/lab.yaml', '--yes').code, 0);
  assert.deepEqual(run('class', 'diff', 'machine-classes/lab.yaml'), {
    code: 0,
    out: '',
    err: 'Omni has `lab` as machine-classes/lab.yaml declares it.\n',
  });
  write('machine-classes/lab.yaml', labClass.replace('matchlabels:', 'matchlabel:'));
  const { code, out } = run('class', 'apply', 'machine-classes/lab.yaml', '--yes');
  assert.equal(code, 1, 'our own rules stop it');
  assert.match(out, /matchlabel/);
  assert.equal(sent(fake).length, 1);
});

/** Calls of `apply` that were not for omnictl's own check. */
function sent(fake: FakeOmnictl) {
  return fake.calls('apply').filter(({ args }) => !args.includes('--dry-run'));
}

test('class apply: what only omnictl finds is told too, and nothing is sent', (t) => {
  const { fake, run } = setUp(t);
  fake.day({ on: 'apply', fails: 'something only omnictl knows' });
  const { code, out } = run('class', 'apply', 'machine-classes/lab.yaml', '--yes');
  assert.equal(code, 1);
  assert.equal(out, 'machine-classes/lab.yaml: error: something only omnictl knows [omnictl]\n');
  assert.deepEqual(sent(fake), []);
});

test('class delete: by file or id, with the id confirmed, and not while a machine set uses it', (t) => {
  const { fake, run, write } = setUp(t);
  fake.put('machineclasses', { id: 'spare' });
  const classes = () => fake.scenario.resources('machineclasses').map(({ id }) => id);
  const asked = run('class', 'delete', 'machine-classes/lab.yaml');
  assert.equal(asked.code, 2);
  assert.match(asked.err, /--confirm lab/);
  assert.match(run('class', 'delete', 'spare', '--confirm', 'lab').err, /names `lab`, not `spare`/);
  assert.match(run('class', 'delete', 'machine-classes/none.yaml').err, /does not exist/);
  write('machine-classes/two.yaml', `${labClass}---\n${labClass.replace('id: lab', 'id: spare')}`);
  assert.match(run('class', 'delete', 'machine-classes/two.yaml').err, /the id of one: lab, spare/);
  assert.deepEqual(classes(), ['lab', 'spare'], 'nothing was deleted so far');

  assert.equal(run('class', 'delete', 'spare', '--confirm', 'spare').code, 0);
  assert.deepEqual(classes(), ['lab']);
  fake.addCluster('clusters/lab.yaml', template);
  const used = run('class', 'delete', 'machine-classes/lab.yaml', '--confirm', 'lab');
  assert.equal(used.code, 2);
  assert.match(used.err, /`lab` is used by `lab-control-planes`\. Give these machine sets another class/);
  assert.deepEqual(classes(), ['lab']);
});

test('template delete: the cluster of the file, with its name confirmed', (t) => {
  const { fake, run } = setUp(t);
  assert.match(run('template', 'delete', 'clusters/lab.yaml', '--confirm', 'lab').err, /Omni has no cluster `lab`/);
  fake.addCluster('clusters/lab.yaml', template);
  const asked = run('template', 'delete', 'clusters/lab.yaml');
  assert.equal(asked.code, 2);
  assert.match(asked.err, /--confirm lab/);
  assert.equal(fake.calls('cluster', 'delete').length, 0);
  const deleted = run('template', 'delete', 'clusters/lab.yaml', '--confirm', 'lab');
  assert.equal(deleted.code, 0, deleted.err);
  assert.match(deleted.err, /\* destroyed Clusters\.omni\.sidero\.dev\(lab\)\n.*`lab` is gone/s);
});

test('the variables that `status` and `runbook` take hold here, too, and a flag wins over them', (t) => {
  const { fake, runWith } = setUp(t);
  const contexts = () => fake.calls('get').map(({ args }) => args[args.indexOf('--context') + 1]);
  const other = { OMNI_SCALE_OMNI_CONTEXT: 'other', OMNI_SCALE_OMNICTL: fake.path, PATH: '/usr/bin:/bin' };
  assert.equal(runWith(other, 'class', 'diff', 'machine-classes/lab.yaml').code, 1);
  assert.equal(runWith(other, 'class', 'diff', 'machine-classes/lab.yaml', '--context', 'lab').code, 1);
  assert.equal(runWith(other, 'template', 'diff', 'clusters/lab.yaml').code, 1);
  assert.deepEqual([...new Set(contexts().slice(0, 2))], ['other', 'lab']);
  assert.deepEqual([...new Set(contexts().slice(2))], ['other']);
});

test('faults: what is missing, and the next step, with exit 2', (t) => {
  const { fake, run } = setUp(t);
  const noProgram = run('template', 'diff', 'clusters/lab.yaml', '--omnictl', './none');
  assert.equal(noProgram.code, 2);
  assert.match(noProgram.err, /was not found\. Install omnictl/);
  assert.match(run('template', 'diff', 'clusters/lab.yaml', '--omniconfig', 'none').err, /no configuration of omnictl/);
  assert.match(run('template', 'diff', 'clusters/none.yaml').err, /clusters\/none\.yaml does not exist/);
  assert.match(run('template', 'frobnicate', 'clusters/lab.yaml').err, /validate, diff, sync and delete/);
  assert.match(run('class').err, /one file is needed/);
  const unreachable = fake.day({ fails: errors.unavailable });
  assert.match(run('class', 'diff', 'machine-classes/lab.yaml').err, /can not be reached/);
  unreachable.over();
  fake.day({ signIn: true });
  const signIn = run('class', 'diff', 'machine-classes/lab.yaml');
  assert.equal(signIn.code, 2);
  assert.match(signIn.err, /Omni asks for a sign-in with context `lab`\. Sign in to Omni/);
});

test('only the word itself confirms', async () => {
  const said: string[] = [];
  const terminal = (typed: string | undefined): Terminal => ({
    cwd: '/',
    coloured: false,
    print: () => {},
    progress: () => {},
    fail: (reason) => {
      said.push(reason);
      return 2;
    },
    ask: async () => typed,
    interrupted: () => new AbortController().signal,
  });
  assert.equal(await confirmed('This changes `lab`.', 'lab', false, terminal(' lab ')), true);
  assert.equal(await confirmed('This changes `lab`.', 'lab', true, terminal(undefined)), true);
  for (const typed of ['', 'yes', 'Lab', undefined])
    assert.equal(await confirmed('This changes `lab`.', 'lab', false, terminal(typed)), false);
  assert.match(said.at(-1) ?? '', /--yes/);
});

test('a unified diff: hunks with three lines around them, and where they are', () => {
  const lines = Array.from({ length: 20 }, (_, n) => `line ${n + 1}`);
  const after = lines.with(1, 'changed').toSpliced(18, 1).toSpliced(10, 0, 'added');
  assert.deepEqual(unifiedDiff(lines.join('\n'), after.join('\n'), ['a', 'b']), [
    '--- a',
    '+++ b',
    '@@ -1,5 +1,5 @@',
    ...[' line 1', '-line 2', '+changed', ' line 3', ' line 4', ' line 5'],
    '@@ -8,6 +8,7 @@',
    ...[' line 8', ' line 9', ' line 10', '+added', ' line 11', ' line 12', ' line 13'],
    '@@ -16,5 +17,4 @@',
    ...[' line 16', ' line 17', ' line 18', '-line 19', ' line 20'],
  ]);
  assert.deepEqual(unifiedDiff('same\n', 'same\n', ['a', 'b']), []);
});
