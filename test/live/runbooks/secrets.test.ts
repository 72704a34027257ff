// Forty secrets, planted wherever a run hears something: none of them in a journal, a report, a lock, a question or a line
// that a person sees. The secrets are made here, so that no scanner takes this file for a leak.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { failed, ok } from '../../../server/src/live/fault.ts';
import { disasterRecoveryPhases } from '../../../server/src/live/runbooks/disaster-recovery.ts';
import { bootstrapPhases, planDisasterRecovery } from '../../../server/src/live/runbooks/plan.ts';
import { startRun } from '../../../server/src/live/runbooks/run.ts';
import type { KubernetesSystem, Systems } from '../../../server/src/live/runbooks/systems.ts';
import { timeIsUpWhen } from './operator.ts';
import { clusterName, gitOpsInputs, newWorld, type World } from './world.ts';

const worlds: World[] = [];
after(() => {
  for (const world of worlds) world.remove();
});

let seed = 7;
function noise(length: number, alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'): string {
  let text = '';
  while (text.length < length) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    text += alphabet[Math.floor(seed / 65536) % alphabet.length] ?? '';
  }
  return text;
}

const dashes = '-'.repeat(5);
/** How secrets stand in what programs say. */
const forms: readonly ((secret: string) => string)[] = [
  (secret) => `password=${secret}`,
  (secret) => `{"level":"error","token":"${secret}"}`,
  (secret) => `Authorization: Bearer ${secret}7`,
  (secret) => `https://bob:${secret}@git.example.internal/infra.git`,
  (secret) => `${dashes}BEGIN EC PRIVATE KEY${dashes} ${secret}${secret} ${dashes}END EC PRIVATE KEY${dashes}`,
];

const planted: string[] = [];
/** Five secrets in five forms, in one text. */
function text(): string {
  return forms
    .map((form) => {
      const secret = noise(24);
      planted.push(secret);
      return form(secret);
    })
    .join('; ');
}

function world(): World {
  const made = newWorld({ cni: 'none' });
  worlds.push(made);
  return made;
}

/** Phases that the bootstrap has too; it comes to them sooner. */
const ofBootstrap: ReadonlySet<string> = new Set([
  ...['credentials', 'cilium', 'namespaces', 'external-secrets', 'longhorn', 'argocd', 'root-application'],
  ...['applications', 'manual-sync'],
]);

/** Inputs and phases of the runbook that has the phase. */
async function planFor(phase: string, on: World, systems: Systems) {
  const gitOps = gitOpsInputs(on.bootstrap);
  if (ofBootstrap.has(phase))
    return { runbook: 'gitops-bootstrap', inputs: gitOps, phases: bootstrapPhases(gitOps, systems, false) };
  const wish = { cluster: clusterName, template: on.template, drill: false, serviceAccounts: [], gitOps };
  const inputs = await planDisasterRecovery(wish, systems, 'root@rack-a', new AbortController().signal);
  assert.ok(inputs.ok);
  const phases = disasterRecoveryPhases(inputs.value, systems);
  return { runbook: 'disaster-recovery', inputs: inputs.value, phases };
}

/** Runs as far as it goes; gives the phase where it failed and everything that could be read. */
async function run(
  expected: string,
  on: World,
  systems: Systems = on.systems,
): Promise<{ readonly phase: string; readonly all: string }> {
  // An Application that does not get well is waited for; here, until it has told why.
  const { person, deadline } = timeIsUpWhen((phase, text) => phase === 'applications' && text.includes('sick'));
  const plan = await planFor(expected, on, systems);
  const started = startRun({
    ...{ ...plan, title: 'Test', cluster: clusterName, drill: false, pace: 0.02, deadline },
    ...{ folders: on.folders, operator: person, signal: new AbortController().signal },
  });
  assert.ok(started.ok);
  await started.value.proceed();
  started.value.close();
  const files = [on.folders.runs, on.folders.locks].flatMap((folder) =>
    readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  const phase = started.value.runner.state.phases.find(({ status }) => status === 'failed');
  return { phase: phase?.id ?? '', all: [...files, ...person.seen].join('\n') };
}

const refusal = (said: string) => failed('failed', said, { next: said, details: said });

/** The systems of a world with parts of its cluster replaced. */
function withCluster(on: World, change: (real: KubernetesSystem) => Partial<KubernetesSystem>): Systems {
  const kubernetes: Systems['kubernetes'] = async () => {
    const real = await on.systems.kubernetes();
    return real.ok ? ok({ ...real.value, ...change(real.value) }) : real;
  };
  return { ...on.systems, kubernetes };
}

const sites: readonly (readonly [
  name: string,
  phase: string,
  plant: (on: World, said: string) => Systems | undefined,
])[] = [
  [
    'a provider that reports an error to Omni',
    'preflight',
    (on, said) => {
      on.fake.put('infraproviderhealthstatuses', { id: 'rack-provider', spec: { error: said } });
      return undefined;
    },
  ],
  [
    'a restart that fails',
    'restart-provider',
    (on, said) => ({
      ...on.systems,
      provider: {
        name: 'root@rack-a',
        status: async () => failed('failed', said),
        restart: async () => failed('failed', said, { next: said, details: said }),
      },
    }),
  ],
  [
    'a deletion that Omni refuses',
    'delete',
    (on, said) => {
      on.fake.day({ on: 'cluster delete', noise: [said], fails: said });
      return undefined;
    },
  ],
  [
    'a sync that prints and fails',
    'sync',
    (on, said) => {
      on.fake.day({ on: 'cluster template sync', noise: [said], fails: said });
      return undefined;
    },
  ],
  [
    'a machine request that fails',
    'provisioning',
    (on, said) => {
      on.fake.control({ failingRequests: { 'prod-01-workers': said } });
      return undefined;
    },
  ],
  [
    'a kubeconfig that can not be read',
    'kubeconfig',
    (on, said) => ({ ...on.systems, kubernetes: async () => failed('not-set-up', said, { details: said }) }),
  ],
  [
    'helm that fails',
    'cilium',
    (on, said) => {
      writeFileSync(join(on.folder, 'fail-cilium'), `${said}\nError: ${said}`);
      return undefined;
    },
  ],
  ...(['external-secrets', 'longhorn', 'argocd'] as const).map(
    (release) =>
      [
        `helm that fails to install ${release}`,
        release,
        (on: World, said: string) => {
          writeFileSync(join(on.folder, `fail-${release}`), `${said}\nError: ${said}`);
          return undefined;
        },
      ] as const,
  ),
  [
    'an API server that refuses the labels of a namespace',
    'namespaces',
    (on, said) =>
      withCluster(on, (real) => ({
        apply: async (object, ...rest) => (object.kind === 'Namespace' ? refusal(said) : real.apply(object, ...rest)),
      })),
  ],
  [
    'an API server that refuses the root Application',
    'root-application',
    (on, said) =>
      withCluster(on, (real) => ({
        apply: async (object, ...rest) => (object.kind === 'Application' ? refusal(said) : real.apply(object, ...rest)),
      })),
  ],
  [
    'an Application whose conditions tell',
    'applications',
    (on, said) =>
      withCluster(on, (real) => ({
        list: async (type, signal) => {
          const found = await real.list(type, signal);
          if (!found.ok || type.kind !== 'Application' || found.value.length === 0) return found;
          const conditions = [{ type: 'ComparisonError', message: said }];
          const metadata = { name: 'sick', namespace: 'argocd' };
          const sick = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata };
          return ok([...found.value, { ...sick, spec: { syncPolicy: { automated: {} } }, status: { conditions } }]);
        },
      })),
  ],
  [
    'an API server that refuses a sync',
    'manual-sync',
    (on, said) => withCluster(on, () => ({ mergePatch: async () => refusal(said) })),
  ],
  [
    'an API server that repeats the credentials',
    'credentials',
    (on) => {
      const own = [noise(24), noise(24)];
      planted.push(...own);
      const say = (data: unknown) =>
        failed('failed', `can not create ${JSON.stringify(data)} ${own.join(' ')} ${encodeURIComponent(own[0] ?? '')}`);
      return {
        ...on.systems,
        secret: async (name) => own[name.endsWith('_ID') ? 0 : 1],
        kubernetes: async () => {
          const connected = await on.systems.kubernetes();
          if (!connected.ok) return connected;
          const create: typeof connected.value.create = async (object) =>
            object.kind === 'Secret' ? say(object) : connected.value.create(object);
          return { ok: true, value: { ...connected.value, create } };
        },
      };
    },
  ],
];

for (const [name, phase, plant] of sites)
  test(`no secret comes through: ${name}`, async () => {
    const on = world();
    const before = planted.length;
    const said = text();
    const ended = await run(phase, on, plant(on, said) ?? on.systems);
    assert.equal(ended.phase, phase);
    const mine = planted
      .slice(before)
      .flatMap((secret) => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]);
    assert.deepEqual(
      mine.filter((secret) => ended.all.includes(secret)),
      [],
    );
    assert.ok(ended.all.includes('[redacted]'), 'something was said, and redacted');
  });

test('forty secrets were planted', () => {
  assert.ok(planted.length >= 40, `${planted.length}`);
});
