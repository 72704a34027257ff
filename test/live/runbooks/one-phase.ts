// Runs one phase of a runbook, as if all before it were done.
import assert from 'node:assert/strict';
import { ok } from '../../../server/src/live/fault.ts';
import { outline, type PhaseState, type RunState, replay } from '../../../server/src/live/runbooks/engine.ts';
import type { Phase } from '../../../server/src/live/runbooks/phase.ts';
import { type Operator, Runner } from '../../../server/src/live/runbooks/runner.ts';
import { operator } from './operator.ts';
import { clusterName } from './world.ts';

export interface PhaseOptions {
  readonly person?: Operator;
  readonly signal?: AbortSignal;
  readonly pace?: number;
  readonly deadline?: (milliseconds: number) => AbortSignal;
}

export async function runPhase(
  phases: readonly Phase[],
  id: string,
  { person = operator(), signal = new AbortController().signal, pace = 0.02, deadline }: PhaseOptions = {},
): Promise<PhaseState & { readonly run: RunState }> {
  const chosen = phases.filter((phase) => phase.id === id);
  const started = replay([
    {
      ...{ at: Date.now(), type: 'started', runbook: 'one-phase', title: 'One phase', cluster: clusterName },
      ...{ drill: false, inputs: {}, phases: chosen.map(outline) },
    },
  ]);
  assert.ok(started);
  const runner = new Runner(started, {
    ...{ phases: chosen, signal, operator: person, pace, ...(deadline ? { deadline } : {}) },
    append: (event) => ok(event),
    mayAct: () => true,
  });
  const result = await runner.run();
  const [phase] = runner.state.phases;
  assert.ok(result.ok && phase);
  return { ...phase, run: runner.state };
}
