// How fresh a section is, what it says while it is not, and what it costs to look again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../../server/src/live/fault.ts';
import type { Facts, KubernetesFacts, LiveObject } from '../../../server/src/live/status/facts.ts';
import { resourceOf } from '../../../server/src/live/status/find.ts';
import type { Section, SectionName } from '../../../server/src/live/status/model.ts';
import { statusOf, statusReader } from '../../../server/src/live/status/status.ts';
import type { SourceState } from '../../../server/src/live/supervisor.ts';
import {
  condition,
  kubernetesFacts,
  live,
  minute,
  now,
  object,
  omniFacts,
  rowOf,
  staleAfter,
  within,
} from './given.ts';

const good = object('Node', 'good', { status: { conditions: [condition('Ready', 'True')] } });
const bad = object('Node', 'bad', { status: { conditions: [condition('Ready', 'False')] } });

const unreachable: Fault = { kind: 'unreachable', message: '`prod-01` does not answer.', next: 'Check the VPN.' };
const unsigned: Fault = { kind: 'sign-in', message: 'Omni asks for a sign-in.', next: 'Sign in to Omni.' };

function nodes(state: SourceState, objects: readonly LiveObject[] = [good, bad]): Facts {
  return { kubernetes: kubernetesFacts({ Node: objects }, state) };
}

const section = (facts: Facts, name: SectionName = 'nodes'): Section => statusOf(facts, now, staleAfter).sections[name];
const phase = (facts: Facts, name?: SectionName) => section(facts, name).phase;

test('facts are live, then stale, then withdrawn', () => {
  const age = (milliseconds: number): SourceState => ({ phase: 'live', heardAt: now - milliseconds });
  assert.deepEqual(
    [0, 35_000, 35_001, 350_000, 350_001].map((each) => phase(nodes(age(each)))),
    ['live', 'live', 'stale', 'stale', 'unavailable'],
  );
  const stale = section(nodes(age(40_000)));
  assert.deepEqual([stale.rows.length, stale.problems, stale.age, stale.heardAt], [2, 1, 40_000, now - 40_000]);
  assert.deepEqual(section(nodes(age(400_000))).rows, []);
});

test('a clock that was set back makes nothing old', () => {
  assert.deepEqual(
    [
      phase(nodes({ phase: 'live', heardAt: now + minute })),
      section(nodes({ phase: 'live', heardAt: now + minute })).age,
    ],
    ['live', 0],
  );
});

test('a connection that was lost a moment ago is still live, and says why and when it goes on', () => {
  const lost = section(nodes({ phase: 'waiting', heardAt: now - 3_000, fault: unreachable, retryAt: now + 2_000 }));
  assert.deepEqual(
    [lost.phase, lost.fault?.message, lost.next, lost.retryAt],
    ['live', '`prod-01` does not answer.', 'Check the VPN.', now + 2_000],
  );
});

test('what was never heard of is connecting, or unavailable with its fault; never for ever', () => {
  const never = (state: SourceState): Facts => {
    const { objects: _, ...rest } = kubernetesFacts({}, state);
    return { kubernetes: { ...rest, objects: {} } };
  };
  assert.equal(phase(never({ phase: 'connecting' })), 'connecting');
  const refused = section(never({ phase: 'waiting', fault: unsigned }));
  assert.deepEqual([refused.phase, refused.next, refused.retryAt], ['unavailable', 'Sign in to Omni.', undefined]);
  // While it tries again, the last fault stays.
  assert.equal(phase(never({ phase: 'connecting', fault: unreachable })), 'unavailable');
});

test('what is not set up, not watched, and not there', () => {
  assert.deepEqual(
    [phase({}), section({}).next],
    ['not-set-up', 'Choose a context: `omniScale.kubernetes.context` (`--kube-context`).'],
  );
  const unset: SourceState = {
    phase: 'waiting',
    fault: { kind: 'not-set-up', message: 'There is no kubeconfig.', next: 'Get one.' },
  };
  assert.deepEqual([phase(nodes(unset, [])), section(nodes(unset, [])).next], ['not-set-up', 'Get one.']);
  assert.equal(phase(nodes({ phase: 'idle', heardAt: now })), 'idle');
  const bare: KubernetesFacts = {
    ...kubernetesFacts({}),
    unserved: new Set(['Volume', 'LonghornNode', 'SecretStore']),
  };
  assert.equal(phase({ kubernetes: bare }, 'storage'), 'absent');
  assert.equal(phase({ kubernetes: bare }, 'secrets'), 'live');
});

test('clusters wait for all their lists, and do without those that may not be read', () => {
  const omni = omniFacts({ clusterstatuses: { c: { spec: { phase: 3, ready: true } } } });
  const { machinestatuses: _, ...resources } = omni.resources;
  const waiting: Facts = {
    omni: { ...omni, resources, watches: { ...omni.watches, machinestatuses: { phase: 'connecting' } } },
  };
  assert.equal(phase(waiting, 'clusters'), 'connecting');
  const fault: Fault = { kind: 'forbidden', message: 'Omni does not allow it.' };
  const refused: Facts = {
    omni: { ...omni, resources, watches: { ...omni.watches, machinestatuses: { phase: 'waiting', fault } } },
  };
  assert.deepEqual([phase(refused, 'clusters'), section(refused, 'clusters').gaps], ['live', [fault]]);
});

test('a section is as old as the oldest of what it needs', () => {
  const omni = omniFacts({});
  const facts: Facts = {
    omni: { ...omni, watches: { ...omni.watches, machinesetstatuses: { phase: 'live', heardAt: now - 50_000 } } },
  };
  assert.deepEqual([phase(facts, 'clusters'), section(facts, 'clusters').age], ['stale', 50_000]);
});

test('the whole is as bad as its worst section, and not known where one is not', () => {
  assert.deepEqual(statusOf({}, now, staleAfter).worst, undefined);
  assert.deepEqual(statusOf(nodes(live, [good]), now, staleAfter).worst, 'healthy');
  assert.deepEqual(statusOf(nodes({ phase: 'live', heardAt: now - minute }, [good]), now, staleAfter).worst, 'unknown');
  const two = statusOf(nodes(live), now, staleAfter);
  assert.deepEqual([two.worst, two.problems], ['error', 1]);
});

test('a problem that follows from another one is not counted twice', () => {
  const omni = omniFacts({
    clusterstatuses: { c: { spec: { phase: 3, ready: false } } },
    machinesetstatuses: { 'c-w': { spec: { phase: 3, ready: false }, labels: within('c') } },
    clustermachinestatuses: { m: { spec: { stage: 11 }, labels: within('c', 'c-w') } },
  });
  const { problems, worst, counts } = section({ omni }, 'clusters');
  assert.deepEqual([problems, worst], [1, 'error']);
  assert.deepEqual(
    counts.map(({ kind, total }) => [kind, total]),
    [
      ['cluster', 1],
      ['machine-set', 1],
      ['machine', 1],
    ],
  );
});

test('rows stay the same values as long as their facts do', () => {
  const read = statusReader();
  const facts = nodes(live);
  const first = read(facts, now, staleAfter).sections.nodes;
  const later = read({ ...facts }, now + 5_000, staleAfter).sections.nodes;
  assert.equal(later.rows, first.rows);
  assert.equal(later.age, 7_000);
  // One object changes: its row is another one, the others stay.
  const changed = read(
    nodes(live, [good, object('Node', 'bad', { status: { conditions: [condition('Ready', 'True')] } })]),
    now,
    staleAfter,
  );
  assert.equal(changed.sections.nodes.rows[1], first.rows[1]);
  assert.notEqual(changed.sections.nodes.rows[0], first.rows[0]);
});

test('rows that change with time are made again when their time has come', () => {
  const young = object('Node', 'new', {
    status: { conditions: [condition('Ready', 'False')] },
    created: now - 9 * minute,
  });
  const read = statusReader();
  const levelAt = (time: number) =>
    read(nodes({ phase: 'live', heardAt: time }, [young]), time, staleAfter).sections.nodes.worst;
  assert.deepEqual([levelAt(now), levelAt(now + 59_000), levelAt(now + 60_000)], ['busy', 'busy', 'error']);
  // Unless it is no longer heard of: then it is as it was.
  assert.equal(
    read(nodes({ phase: 'live', heardAt: now }, [young]), now + 90_000, staleAfter).sections.nodes.worst,
    'busy',
  );
});

test('a row leads back to what it was made of', () => {
  const facts: Facts = { ...nodes(live), omni: omniFacts({ clusterstatuses: { c: { spec: { phase: 3 } } } }) };
  assert.equal(resourceOf(facts, rowOf('nodes', facts, 'bad').target), bad);
  assert.equal(
    resourceOf(facts, rowOf('clusters', facts, 'c').target),
    facts.omni?.resources.clusterstatuses?.get('c'),
  );
  assert.equal(resourceOf({}, { kind: 'node', name: 'bad' }), undefined);
});
