// The dry run: every command that a run calls, in the words that are really called, and nothing that reaches another cluster
// when it is pasted.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { nobody } from '../../../server/src/live/provider/person.ts';
import { quote } from '../../../server/src/live/provider/quote.ts';
import { disasterRecoveryPhases } from '../../../server/src/live/runbooks/disaster-recovery.ts';
import { liveSystems } from '../../../server/src/live/runbooks/live-systems.ts';
import { bootstrapPhases, planDisasterRecovery } from '../../../server/src/live/runbooks/plan.ts';
import { plannedPhases } from '../../../server/src/live/runbooks/preview.ts';
import { startRun } from '../../../server/src/live/runbooks/run.ts';
import { operator } from './operator.ts';
import { clusterName, gitOpsInputs, newWorld, type World } from './world.ts';

const worlds: World[] = [];
after(() => {
  for (const world of worlds) world.remove();
});

const signal = new AbortController().signal;

async function recovery(on: World, drill: boolean) {
  const wish = { cluster: clusterName, template: on.template, drill, serviceAccounts: ['ci'], backupAge: 86_400_000 };
  const inputs = await planDisasterRecovery(wish, on.systems, 'root@rack-a', signal);
  assert.ok(inputs.ok);
  return { inputs: inputs.value, phases: disasterRecoveryPhases(inputs.value, on.systems) };
}

for (const drill of [false, true])
  test(`every call of omnictl is in the plan, as it is called${drill ? ', in a drill too' : ''}`, async () => {
    const on = newWorld();
    worlds.push(on);
    on.fake.setAccounts(['ci']);
    const { inputs, phases } = await recovery(on, drill);
    const planning = on.fake.calls().length;
    const run = startRun({
      ...{ runbook: 'disaster-recovery', title: 'Disaster recovery', cluster: clusterName, drill, inputs, phases },
      ...{ folders: on.folders, operator: operator(), signal, pace: 0.02 },
    });
    assert.ok(run.ok);
    const ended = await run.value.proceed();
    run.value.close();
    assert.ok(ended.ok && ended.value.status === 'finished');
    const planned = new Set(plannedPhases(phases, drill).flatMap(({ looks, commands }) => [...looks, ...commands]));
    const called = on.fake.calls().slice(planning);
    assert.ok(called.length > 20);
    const unplanned = called.map(({ args }) => quote([on.fake.path, ...args])).filter((line) => !planned.has(line));
    assert.deepEqual([...new Set(unplanned)], []);
  });

test('every line has the context, and paths with blanks stay one word', async () => {
  const settings = {
    omni: { omnictlPath: '/opt/my tools/omnictl', omniconfig: '/home/ada/omni config', context: 'rack a' },
    kubernetes: { kubeconfig: '/home/ada/kube config' },
    provider: { host: 'root@rack-a', lxc: '200' },
    staleAfter: 1,
  };

  const systems = liveSystems({
    settings,
    cluster: clusterName,
    person: nobody,
    signal,
    askSecret: async () => undefined,
  });
  const file = '/infra repo/clusters/prod-01.yaml';
  const inputs = {
    ...{
      cluster: clusterName,
      template: file,
      digest: '',
      drill: false,
      providerHost: 'root@rack-a',
      withoutCni: true,
    },
    ...{ sets: [], formerSets: [], providers: [], provisionedClasses: [], serviceAccounts: ['ci'] },
    gitOps: gitOpsInputs('/infra repo/bootstrap/root.yaml'),
  };
  const planned = plannedPhases(disasterRecoveryPhases(inputs, systems), false);
  const lines = planned.flatMap(({ looks, commands }) => [...looks, ...commands]);
  const omni = "'/opt/my tools/omnictl' --omniconfig '/home/ada/omni config' --context 'rack a'";
  assert.ok(lines.includes(`${omni} cluster delete prod-01 --destroy-disconnected-machines`));
  assert.ok(lines.includes(`${omni} cluster template sync -f '${file}'`));
  assert.ok(lines.includes('omni-scale provider restart --host root@rack-a --lxc 200'));
  const kube = "--kubeconfig '/home/ada/kube config'";
  const apply = "apply --server-side --filename '/infra repo/bootstrap/root.yaml'";
  // Which context it will be, the recovery finds out; until then the line leads nowhere.
  assert.ok(lines.includes(`kubectl ${kube} --context '<the context of prod-01>' ${apply}`));
  for (const line of lines)
    assert.match(
      line,
      /^'\/opt\/my tools\/omnictl' (--omniconfig .* --context|cluster template (validate|render))|^omni-scale|--(kube-)?context /,
    );
  const told = planned.flatMap((phase) => phase.lines);
  assert.ok(told.includes(`\`${omni} serviceaccount destroy ci\``));
  assert.ok(told.some((line) => line.startsWith(`\`${omni} serviceaccount create ci `)));
  systems.close();
});

test('a context that is set stands in the lines of a bootstrap', () => {
  const settings = { omni: {}, kubernetes: { context: 'prod-01' }, provider: {}, staleAfter: 1 };

  const systems = liveSystems({
    settings,
    cluster: clusterName,
    person: nobody,
    signal,
    askSecret: async () => undefined,
  });
  const planned = plannedPhases(bootstrapPhases(gitOpsInputs('/infra/root.yaml'), systems, false), false);
  const commands = planned.flatMap((phase) => phase.commands);
  assert.ok(commands.some((line) => line.startsWith('helm upgrade --install cilium ')));
  for (const line of commands) assert.match(line, / --(kube-)?context prod-01( |$)/);
  systems.close();
});
