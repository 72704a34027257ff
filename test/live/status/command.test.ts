// `omni-scale status` as a person runs it: the program, a fake omnictl, an API server double, and their bad days.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { kubernetesDouble } from '../../support/kubernetes/double.ts';
import { errors, fakeOmnictl } from '../../support/omnictl/index.ts';
import { FakePrograms, provider } from '../../support/ssh/programs/state.ts';
import { startSshd } from '../../support/ssh/sshd.ts';
import { condition } from './given.ts';

const cli = join(import.meta.dirname, '..', '..', '..', 'server', 'src', 'cli', 'main.ts');

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

const ready = { conditions: [condition('Ready', 'True')] };
const object = (apiVersion: string, kind: string, name: string, namespace: string | undefined, fields: object) => ({
  ...{ apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) } },
  ...fields,
});
const application = (name: string, sync: string, health: string) =>
  object('argoproj.io/v1alpha1', 'Application', name, 'argocd', {
    status: { sync: { status: sync }, health: { status: health } },
  });

async function setUp(t: TestContext) {
  const fake = fakeOmnictl();
  const double = await kubernetesDouble();
  t.after(async () => {
    assert.deepEqual(fake.alive(), [], 'no omnictl is left');
    fake.remove();
    await double.close();
  });
  fake.addCluster('lab.yaml', template);
  double.set(object('v1', 'Node', 'cp-1', undefined, { status: ready }), application('root', 'Synced', 'Healthy'));
  const environment = { ...process.env, ...fake.env, KUBECONFIG: double.kubeconfig, NO_COLOR: '1' };
  return { fake, double, environment, run: (...args: readonly string[]) => run(['status', ...args], environment) };
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param interrupt true when it is time for Ctrl+C, looked at now and then */
function run(args: readonly string[], env: NodeJS.ProcessEnv, interrupt = () => false): Promise<Ended> {
  return new Promise((resolve) => {
    const node = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'];
    const child = spawn(process.execPath, [...node, cli, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    const timer = setInterval(() => {
      if (!interrupt()) return;
      clearInterval(timer);
      child.kill('SIGINT');
    }, 50);
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, out, err });
    });
  });
}

test('all is well: exit 0, and what it rests on', async (t) => {
  const { run, fake } = await setUp(t);
  const { code, out } = await run('--timeout', '90');
  assert.ok(
    fake.calls().every(({ args }) => !args.includes('--watch')),
    'a report watches nothing',
  );
  assert.equal(out.split('\n')[0], 'Healthy.');
  assert.equal(code, 0);
  assert.match(out, /Omni cluster +1 cluster, healthy; 3 machines, all healthy/);
  assert.match(out, /Kubernetes nodes +1 node, healthy/);
  assert.match(out, /^Kubernetes nodes, Argo CD, External Secrets, Longhorn: context test, \d+ s old$/m);
  assert.match(out, /^Omni cluster, Provider: omnictl, context lab, \d+ s old$/m);
});

test('something is wrong: exit 1, with the place and a command', async (t) => {
  const { double, run } = await setUp(t);
  double.set(application('dashboard', 'Synced', 'Degraded'));
  const { code, out } = await run('--timeout', '90', '--format', 'json');
  assert.equal(code, 1);
  const { result, issues } = JSON.parse(out);
  assert.equal(result, 'issues');
  assert.deepEqual(issues, [
    {
      ...{ section: 'applications', level: 'error', kind: 'application', name: 'argocd/dashboard' },
      ...{ state: 'Synced · Degraded', message: 'Degraded.' },
      command: 'kubectl describe applications.argoproj.io -n argocd dashboard',
    },
  ]);
});

test('Omni asks for a sign-in: the rest is reported, and no process waits for a browser', async (t) => {
  const { fake, run } = await setUp(t);
  fake.day({ signIn: true });
  const { code, out } = await run('--timeout', '90');
  assert.equal(code, 1);
  assert.match(out, /^Not healthy: 2 sections could not be read\.$/m);
  assert.match(out, /Omni asks for a sign-in/);
  assert.match(out, /Kubernetes nodes +1 node, healthy/);
});

test('a context that is named and not there could not be read', async (t) => {
  const { run } = await setUp(t);
  const { code, out } = await run('--timeout', '90', '--kube-context', 'typo');
  assert.equal(code, 1);
  assert.match(out, /^Not healthy: 4 sections could not be read\.$/m);
  assert.match(out, /The kubeconfig has no context `typo`\./);
  const both = await run('--timeout', '90', '--kube-context', 'typo', '--context', 'typo');
  assert.equal(both.code, 2);
});

test('a cluster that does not answer is reported, and costs the rest nothing', async (t) => {
  const { double, run } = await setUp(t);
  double.bad.halfOpen = true;
  const { code, out } = await run('--timeout', '90');
  assert.equal(out.split('\n')[0], 'Not healthy: 4 sections could not be read.');
  assert.equal(code, 1);
  assert.match(out, /Omni cluster +1 cluster, healthy/);
});

test('it takes no longer than the time given, also when the kubeconfig’s login program hangs', async (t) => {
  const { fake, double, environment } = await setUp(t);
  fake.day({ hang: true });
  const config = JSON.parse(readFileSync(double.kubeconfig, 'utf8'));
  const args = ['-e', 'require("fs").writeFileSync(process.env.LOGIN, `${process.pid}`); setInterval(() => {}, 1000)'];
  const login = join(fake.home, 'login');
  const env = [{ name: 'LOGIN', value: login }];
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args, env };
  const kubeconfig = join(fake.home, 'kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify({ ...config, users: [{ name: 'tester', user: { exec } }] }));
  const { code, out } = await run(['status', '--timeout', '3'], { ...environment, KUBECONFIG: kubeconfig });
  assert.equal(code, 2);
  assert.match(out, /^Omni cluster +No answer yet\.$/m);
  assert.match(out, /Argo CD did not answer in time\./);
  assert.throws(() => process.kill(Number(readFileSync(login, 'utf8')), 0), { code: 'ESRCH' });
});

test('Ctrl+C ends it at once, and every omnictl with it', async (t) => {
  const { fake, double, environment } = await setUp(t);
  fake.day({ hang: true });
  double.bad.halfOpen = true;
  const start = Date.now();
  const asked = () => fake.calls().length > 0 && double.requests.length > 0;
  const { code, err } = await run(['status', '--timeout', '300'], environment, asked);
  assert.equal(code, 2);
  assert.match(err, /omni-scale: interrupted\n$/);
  assert.ok(Date.now() - start < 60_000);
});

test('nothing answers: exit 2', async (t) => {
  const { fake, double, run } = await setUp(t);
  fake.day({ fails: errors.unavailable });
  await double.goAway();
  const { code, out } = await run('--timeout', '20', '--format', 'markdown');
  assert.equal(code, 2);
  assert.match(out, /^\*\*Nothing is known: 6 sections could not be read\.\*\*/);
});

test('the container on the provider’s host is part of the report', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'omni-scale-status-'));
  const programs = new FakePrograms(folder);
  const sshd = await startSshd({ programs: programs.bin });
  t.after(async () => {
    await sshd.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const environment = {
    PATH: process.env.PATH,
    HOME: sshd.environment.home,
    NO_COLOR: '1',
    OMNI_SCALE_PROVIDER_HOST: sshd.address,
  };
  const good = await run(['status', '--timeout', '90'], environment);
  assert.match(good.out, /^Provider +1 container, healthy$/m);
  assert.equal(good.code, 0);
  programs.set({ containers: [{ ...provider, state: 'exited' }] });
  const { code, out } = await run(['status', '--timeout', '90'], environment);
  assert.equal(code, 1);
  assert.match(out, /1\. error +container proxmox-provider-1: exited\n +The container has ended; its log says why\./);
});

test('the demo needs no system at all', async () => {
  const { code, out } = await run(['status', '--demo'], { PATH: '/nowhere', HOME: '/nowhere', NO_COLOR: '1' });
  assert.equal(code, 1);
  assert.match(out, /^Not healthy: 3 errors and 2 warnings\.$/m);
});

test('a format or a time that does not exist is refused', async () => {
  assert.deepEqual(await run(['status', '--format', 'html'], process.env), {
    ...{ code: 2, out: '' },
    err: 'omni-scale: --format takes text, json, markdown; not `html`\n',
  });
  assert.equal((await run(['status', '--timeout', '0'], process.env)).code, 2);
});
