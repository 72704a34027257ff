// Forty secrets, planted wherever a run hears something: none of them in a journal, a report, a lock, a question or a line
// that a person sees. The secrets are made here, so that no scanner takes this file for a leak.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { failed } from '../../../server/src/live/fault.ts';
import { disasterRecoveryPhases } from '../../../server/src/live/runbooks/disaster-recovery.ts';
import { planDisasterRecovery } from '../../../server/src/live/runbooks/plan.ts';
import { startRun } from '../../../server/src/live/runbooks/run.ts';
import type { Systems } from '../../../server/src/live/runbooks/systems.ts';
import { operator } from './operator.ts';
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

/** Runs as far as it goes; gives the phase where it failed and everything that could be read. */
async function run(
  on: World,
  systems: Systems = on.systems,
): Promise<{ readonly phase: string; readonly all: string }> {
  const person = operator();
  const signal = new AbortController().signal;
  const gitOps = gitOpsInputs(on.bootstrap);
  const wish = { cluster: clusterName, template: on.template, drill: false, serviceAccounts: [], gitOps };
  const inputs = await planDisasterRecovery(wish, systems, 'root@rack-a', signal);
  assert.ok(inputs.ok);
  const started = startRun({
    ...{
      runbook: 'disaster-recovery',
      title: 'Disaster recovery',
      cluster: clusterName,
      drill: false,
      pace: 0.02,
      signal,
    },
    folders: on.folders,
    inputs: inputs.value,
    phases: disasterRecoveryPhases(inputs.value, systems),
    operator: person,
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
    const ended = await run(on, plant(on, said) ?? on.systems);
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
