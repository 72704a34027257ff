// `omni-scale runbook`: without a terminal, at a real one, against the fake Omni and the API server double.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { KubernetesDouble } from '../support/kubernetes/double.ts';
import { all } from '../support/omnictl/get.ts';
import { fakeOmnictl } from '../support/omnictl/index.ts';
import { typeOf } from '../support/omnictl/types.ts';

const program = join(import.meta.dirname, '..', '..', 'server', 'src', 'cli', 'main.ts');
const node = [process.execPath, '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', program];

const template = `kind: Cluster
name: prod-01
kubernetes:
  version: v1.34.1
talos:
  version: v1.11.3
---
kind: ControlPlane
machineClass:
  name: rack-control-plane
  size: 1
`;

function setUp(t: TestContext) {
  const fake = fakeOmnictl({ step: 20 });
  const folder = mkdtempSync(join(tmpdir(), 'cli-runbook-'));
  t.after(() => {
    assert.deepEqual(fake.alive(), [], 'no process is left');
    fake.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'prod-01.yaml');
  writeFileSync(file, template);
  fake.put('machineclasses', { id: 'rack-control-plane', spec: { autoprovision: { providerid: 'rack-provider' } } });
  const heartbeat = { seconds: Math.floor(Date.now() / 1_000) + 3_600, nanos: 0 };
  fake.put('infraproviderhealthstatuses', {
    id: 'rack-provider',
    spec: { lastheartbeattimestamp: heartbeat, error: '' },
  });
  fake.addCluster(file);
  const env = { ...process.env, ...fake.env, XDG_STATE_HOME: join(folder, 'state'), NO_COLOR: '1' };
  const run = (...args: readonly string[]) => {
    const [command = '', ...flags] = node;
    const ended = spawnSync(command, [...flags, 'runbook', ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 120_000,
      input: '',
      env,
    });
    return { code: ended.status, out: ended.stdout, err: ended.stderr };
  };
  return { fake, folder, file, env, run };
}

const recovery = ['run', 'disaster-recovery', '--cluster', 'prod-01', '--template', 'prod-01.yaml'];

/** The command at a pseudo terminal, which `script` makes: answers each question as soon as it is asked, once. */
function atTerminal(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly answers: readonly (readonly [question: string, answer: string])[];
  },
): Promise<{ readonly code: number | null; readonly text: string }> {
  // `exec`, for a shell that stays in between dies of the Ctrl+C itself, and its end would be taken for the command's.
  const line = `exec ${[...node, 'runbook', ...args].map((word) => `'${word}'`).join(' ')}`;
  const child: ChildProcess = spawn('script', ['-qec', line, '/dev/null'], { cwd: options.cwd, env: options.env });
  const waiting = [...options.answers];
  let text = '';
  let from = 0;
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    const [question, answer] = waiting[0] ?? ['', ''];
    const at = question === '' ? -1 : text.indexOf(question, from);
    if (at < 0) return;
    from = at + question.length;
    waiting.shift();
    child.stdin?.write(answer);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, text })));
}

const noTerminal = spawnSync('script', ['--version']).status !== 0 && 'needs `script` of util-linux';

test('help says how, with examples; what is missing is named', (t) => {
  const { run } = setUp(t);
  assert.match(run('--help').out, /runbook run disaster-recovery --cluster prod-01 --template \S+ --dry-run\n/);
  for (const [args, reason] of [
    [[], /list, show, run, resume or abort/],
    [['run', 'no-such'], /disaster-recovery or gitops-bootstrap/],
    [['run', 'disaster-recovery', '--cluster', 'prod-01'], /--template/],
    [['run', 'gitops-bootstrap', '--cluster', 'prod-01'], /--bootstrap/],
    [[...recovery, '--mtu', '9'], /--mtu takes 1280/],
    [[...recovery, '--chart', 'cilium=1.x'], /--chart takes NAME=VERSION/],
    [[...recovery, '--chart', 'cilium=--post-renderer=/bin/sh'], /--chart takes NAME=VERSION/],
    [[...recovery, '--api-server', 'localhost'], /--api-server takes HOST:PORT/],
    [[...recovery, '--privileged-namespace', 'A,b'], /--privileged-namespace takes a namespace/],
    [
      ['resume', '--host', 'root@rack-b'],
      /--host says nothing to `runbook resume`: a run goes on with what it began with/,
    ],
    [['resume', '--template', 'prod-01.yaml'], /--template says nothing/],
    [['list', '--cluster', 'prod-01'], /--cluster says nothing to `runbook list`/],
    [
      ['run', 'disaster-recovery', '--cluster', 'lab', '--template', 'prod-01.yaml'],
      /is the template of `prod-01`, not of `lab`/,
    ],
    [['show', 'no-such'], /no run `no-such`/],
    [['resume'], /no run is unfinished/],
  ] as const) {
    const { code, err } = run(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, reason);
  }
});

test('a dry run prints every command, contacts nothing and leaves nothing', (t) => {
  const { run, fake, folder } = setUp(t);
  const { code, out } = run(...recovery, '--dry-run');
  assert.equal(code, 0);
  assert.match(out, /omnictl --context lab cluster delete prod-01 --destroy-disconnected-machines/);
  assert.match(out, /omnictl --context lab cluster template sync -f \S+prod-01\.yaml/);
  assert.match(out, /omnictl cluster template validate -f \S+prod-01\.yaml {2}# only looks/);
  assert.match(out, /Delete the cluster \(destroys, at most 10 min\)/);
  assert.deepEqual(fake.calls(), []);
  assert.ok(!existsSync(join(folder, 'state')));
  assert.match(
    run(...recovery, '--dry-run', '--drill').out,
    /Delete the cluster \(left out: A drill deletes nothing\.\)/,
  );
});

test('without a terminal nothing is confirmed: the run stops, is listed and shown, and can be aborted', (t) => {
  const { run, fake, folder } = setUp(t);
  const stopped = run(...recovery, '--without-backup');
  assert.equal(stopped.code, 1);
  const [id = ''] = /disaster-recovery-prod-01-[\d-]+\d/.exec(stopped.err) ?? [];
  assert.match(stopped.err, new RegExp(`Resume it with \`omni-scale runbook resume ${id}\``));
  assert.equal(fake.calls('cluster', 'delete').length, 0);
  assert.match(run('list').out, new RegExp(`${id} {2}stopped at “Confirm the cluster”`));
  assert.match(run('show').out, /^# Disaster recovery of `prod-01`: stopped at “Confirm the cluster”\n/);
  const again = run(...recovery, '--without-backup');
  assert.equal(again.code, 2);
  assert.match(again.err, /is not finished.*runbook resume/);
  assert.equal(run('abort').code, 0);
  assert.match(run('list').out, /aborted at/);
  assert.equal(run('resume', id).code, 2);
  const names = readdirSync(join(folder, 'state', 'omni-scale', 'runbooks')).sort();
  assert.deepEqual(names, [`${id}.jsonl`, `${id}.md`]);
});

test('what a program says comes without its secrets: on the screen, in the journal, in the report', (t) => {
  const { run, fake, folder } = setUp(t);
  const secrets = ['one', 'two', 'three'].map((word) => `planted-${word}-${'x7'.repeat(8)}`);
  const [password, token, login] = secrets;
  const said = `password=${password}; {"token":"${token}"}; https://bob:${login}@git.example.internal/infra.git`;
  fake.day({ on: 'get machineclasses', noise: [said], fails: said });
  const failed = run(...recovery, '--without-backup');
  fake.put('infraproviderhealthstatuses', { id: 'rack-provider', spec: { error: said } });
  const { scenario } = fake;
  scenario.setControl({ days: [] });
  const refused = run(...recovery, '--without-backup');
  assert.match(refused.err, /The provider `rack-provider` reports: /);
  const shown = [run('show'), run('list'), run('resume')].flatMap(({ out, err }) => [out, err]);
  const kept = join(folder, 'state', 'omni-scale', 'runbooks');
  const files = readdirSync(kept).map((name) => readFileSync(join(kept, name), 'utf8'));
  const all = [failed.out, failed.err, refused.out, refused.err, ...shown, ...files].join('\n');
  assert.ok(all.includes('[redacted]'));
  assert.deepEqual(
    secrets.filter((secret) => all.includes(secret)),
    [],
  );
});

test('a failure says what to do and where to look', (t) => {
  const { run, fake } = setUp(t);
  fake.drop('machineclasses', 'rack-control-plane');
  const { code, err } = run(...recovery);
  assert.equal(code, 1);
  assert.match(err, /no machine class `rack-control-plane`.*There is no backup of etcd/s);
  assert.match(err, /nothing has been changed yet/);
});

test('at a terminal: interrupted with Ctrl+C, resumed, and through to the end with the real cluster', {
  skip: noTerminal,
}, async (t) => {
  const { fake, folder, env } = setUp(t);
  const double = await KubernetesDouble.start();
  t.after(() => double.close());
  const type = typeOf('clustermachineidentities');
  for (const { spec } of type ? all(fake.scenario, type) : []) {
    const name = typeof spec === 'object' && spec !== null && 'nodename' in spec ? String(spec.nodename) : '';
    double.set({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
  }
  const live = ['--kubeconfig', double.kubeconfig, '--kube-context', 'test'];
  fake.control({ stuck: ['prod-01'] });
  const first = await atTerminal([...recovery, '--without-backup', ...live], {
    ...{ cwd: folder, env },
    answers: [
      ['to delete it and make it again.', 'prod-01\n'],
      ['Has the provider been restarted?', 'yes\n'],
      ['Destroying: ', '\u0003'],
    ],
  });
  assert.match(first.text, /stopped at “Delete the cluster”: a person stopped it/);
  assert.match(first.text, /Resume it with `omni-scale runbook resume/);
  assert.equal(first.code, 1);
  fake.control({ stuck: [] });
  // On which systems it works is in the journal: no flag is needed, and none can lead it elsewhere.
  const second = await atTerminal(['resume'], {
    ...{ cwd: folder, env },
    answers: [
      ['Make it again from', 'yes\n'],
      ['Is everything outside the cluster cleaned up?', 'yes\n'],
      ['Are the service accounts made again', 'yes\n'],
    ],
  });
  assert.equal(second.code, 0, second.text);
  assert.match(second.text, /Disaster recovery of `prod-01`: done\. Report: /);
  assert.equal(fake.calls('cluster', 'delete').length, 1);
  assert.ok(readFileSync(double.kubeconfig, 'utf8').includes('omni-prod-01'), 'the kubeconfig was merged');
  assert.ok(double.requests.some(({ url }) => url.startsWith('/api/v1/nodes')));
});
