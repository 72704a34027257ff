// Work on the cluster that a runbook connects to anew each time: its kubeconfig changes on the way.
import type { Result } from '../fault.ts';
import { type Check, second, type Verification } from './phase.ts';
import type { KubernetesSystem, Systems } from './systems.ts';

/** Connects and goes on, or says why it can not. */
export async function withKubernetes<T>(
  systems: Systems,
  work: (kubernetes: KubernetesSystem) => Promise<Result<T>>,
): Promise<Result<T>> {
  const kubernetes = await systems.kubernetes();
  return kubernetes.ok ? work(kubernetes.value) : kubernetes;
}

/** Waits for a state of the cluster; a cluster that can not be reached is waited for too. */
export function verify(
  systems: Systems,
  limit: number,
  test: (kubernetes: KubernetesSystem, signal: AbortSignal) => Promise<Result<Check>>,
): Verification {
  return {
    pauses: [5 * second, 10 * second, 30 * second],
    limit,
    test: ({ signal }) => withKubernetes(systems, (kubernetes) => test(kubernetes, signal)),
  };
}
