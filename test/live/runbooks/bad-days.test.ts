// Every phase of both runbooks on a bad day: nothing can be reached, nothing answers, a person stops it meanwhile; and every
// chart whose helm fails or hangs. A phase ends in its time, says what is wrong and where to look.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { failed, type Result } from '../../../server/src/live/fault.ts';
import { type Cluster, connect } from '../../../server/src/live/kubernetes/cluster.ts';
import {
  type DisasterRecoveryInputs,
  disasterRecoveryPhases,
} from '../../../server/src/live/runbooks/disaster-recovery.ts';
import type { Phase } from '../../../server/src/live/runbooks/phase.ts';
import { bootstrapPhases, planDisasterRecovery } from '../../../server/src/live/runbooks/plan.ts';
import { startRun } from '../../../server/src/live/runbooks/run.ts';
import type { Systems } from '../../../server/src/live/runbooks/systems.ts';
import { KubernetesDouble } from '../../support/kubernetes/double.ts';
import { errors } from '../../support/omnictl/index.ts';
import { runPhase } from './one-phase.ts';
import { oneSecond, operator } from './operator.ts';
import { clusterName, gitOpsInputs, newWorld, type World } from './world.ts';

/** Phases that only ask a person; they contact nothing. */
const onlyAsks = new Set(['confirm-cluster', 'confirm-gone', 'clean-up']);
const bootstrapIds = [
  ...['credentials', 'cilium', 'namespaces', 'external-secrets', 'longhorn', 'argocd', 'root-application'],
  ...['applications', 'manual-sync'],
];
const recoveryIds = [
  ...['preflight', 'restart-provider', 'delete', 'gone', 'sync', 'provisioning', 'registering', 'bootstrapping'],
  ...['api', 'kubeconfig', 'nodes', 'service-accounts'],
];

let world: World;
let double: KubernetesDouble;
let cluster: Cluster;
let inputs: DisasterRecoveryInputs;

before(async () => {
  world = newWorld();
  double = await KubernetesDouble.start();
  const connected = await connect({ kubeconfig: double.kubeconfig });
  assert.ok(connected.ok);
  cluster = connected.value;
  const wish = {
    cluster: clusterName,
    template: world.template,
    drill: false,
    serviceAccounts: ['ci'],
    backupAge: 86_400_000,
  };
  const planned = await planDisasterRecovery(wish, world.systems, 'root@rack-a', new AbortController().signal);
  assert.ok(planned.ok);
  inputs = planned.value;
});

after(async () => {
  cluster.close();
  await double.close();
  assert.deepEqual(world.fake.alive(), [], 'no process is left');
  world.remove();
});

/** The provider's host as the day is; the other systems are real programs and a real server. */
function systemsOn(provider: (signal: AbortSignal) => Promise<Result<never>>): Systems {
  return {
    ...world.systems,
    provider: { name: 'root@rack-a', status: provider, restart: provider },
    kubernetes: async () => ({ ok: true, value: cluster }),
  };
}

function phasesOf(systems: Systems): readonly Phase[] {
  const gitOps = gitOpsInputs(world.bootstrap);
  const recovery = disasterRecoveryPhases(inputs, systems);
  return [...recovery, ...bootstrapPhases(gitOps, systems, false).filter(({ id }) => id !== 'confirm-cluster')];
}

test('the lists here name every phase that contacts something', async () => {
  const ids = phasesOf(world.systems)
    .map(({ id }) => id)
    .filter((id) => !onlyAsks.has(id));
  assert.deepEqual([...ids].sort(), [...recoveryIds, ...bootstrapIds].sort());
});

for (const id of [...recoveryIds, ...bootstrapIds]) {
  test(`${id}: nothing can be reached`, async () => {
    const phases = phasesOf(systemsOn(async () => failed('unreachable', 'The host can not be reached.')));
    const day = world.fake.day({ fails: errors.unavailable });
    await double.goAway();
    try {
      const phase = await runPhase(phases, id, { pace: 0.003, deadline: oneSecond });
      assert.equal(phase.status, 'failed');
      assert.ok(['unreachable', 'timeout'].includes(phase.fault?.kind ?? ''), phase.fault?.message);
      assert.ok((phase.look ?? []).length > 0, 'it says where to look');
    } finally {
      day.over();
      await double.comeBack();
    }
  });

  test(`${id}: nothing answers, and it ends in its time`, async () => {
    const phases = phasesOf(systemsOn(never));
    const day = world.fake.day({ hang: true });
    double.bad.halfOpen = true;
    try {
      const phase = await runPhase(phases, id, { pace: 0.003, deadline: oneSecond });
      assert.deepEqual([phase.status, phase.fault?.kind], ['failed', 'timeout'], phase.fault?.message);
    } finally {
      day.over();
      double.bad.halfOpen = false;
    }
  });

  test(`${id}: a person stops it while nothing answers`, async () => {
    const phases = phasesOf(systemsOn(never));
    const day = world.fake.day({ hang: true });
    double.bad.halfOpen = true;
    try {
      const phase = await runPhase(phases, id, { pace: 0.2, signal: AbortSignal.timeout(400) });
      assert.deepEqual([phase.status, phase.run.status], ['stopped', 'stopped']);
    } finally {
      day.over();
      double.bad.halfOpen = false;
    }
  });
}

for (const release of ['cilium', 'external-secrets', 'longhorn', 'argocd']) {
  test(`${release}: helm that fails is told with what it says, and nothing after it is begun`, async () => {
    const state = await bootstrapWith(`fail-${release}`, 'the chart is broken\n');
    const phase = state.phases.find(({ status }) => status === 'failed');
    assert.equal(phase?.id, release);
    assert.match(`${phase?.fault?.message} ${phase?.fault?.details}`, /the chart is broken/);
    assert.ok(state.phases.slice(state.phases.indexOf(phase) + 1).every(({ status }) => status === 'pending'));
  });

  test(`${release}: helm that hangs is ended in its time`, async () => {
    const state = await bootstrapWith(`hang-${release}`, '');
    const phase = state.phases.find(({ status }) => status === 'failed');
    assert.deepEqual([phase?.id, phase?.fault?.kind], [release, 'timeout']);
  });
}

/** A bootstrap of an empty cluster in which a file makes one chart fail or hang. */
async function bootstrapWith(file: string, text: string) {
  const on = newWorld({ cni: 'none' });
  // Its time is up when helm is seen to hang.
  const time = new AbortController();
  const watch = setInterval(() => {
    const release = /^hang-(.*)$/.exec(file)?.[1];
    if (release && on.asked(`helm upgrade --install ${release} `).length > 0) time.abort();
  }, 20);
  try {
    writeFileSync(join(on.folder, file), text);
    const inputs = gitOpsInputs(on.bootstrap);
    const run = startRun({
      ...{ runbook: 'gitops-bootstrap', title: 'GitOps bootstrap', cluster: clusterName, drill: false, inputs },
      folders: on.folders,
      phases: bootstrapPhases(inputs, on.systems, false),
      operator: operator(),
      signal: new AbortController().signal,
      pace: 0.02,
      deadline: () => time.signal,
    });
    assert.ok(run.ok);
    const result = await run.value.proceed();
    run.value.close();
    assert.ok(result.ok);
    return result.value;
  } finally {
    clearInterval(watch);
    on.remove();
  }
}

function never(signal: AbortSignal): Promise<Result<never>> {
  const ended = failed('cancelled', 'It was cancelled.');
  if (signal.aborted) return Promise.resolve(ended);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(ended), { once: true }));
}
