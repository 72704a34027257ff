// Whether a context of the kubeconfig leads to the cluster that is meant: its nodes are machines that Omni has in it. A
// context is only a name, and the current one may have changed since yesterday.
import { ok, type Result } from '../fault.ts';
import { nodeNames } from './omni-state.ts';
import { type Check, never, notYet, yes } from './phase.ts';
import type { KubernetesSystem, OmniSystem, Systems } from './systems.ts';

/** Compares the cluster behind a connection with what Omni has under a name. */
export async function sameCluster(
  cluster: string,
  omni: OmniSystem,
  kubernetes: KubernetesSystem,
  signal: AbortSignal,
): Promise<Result<Check>> {
  const known = await nodeNames(omni, cluster, signal);
  if (!known.ok) return known;
  const nodes = await kubernetes.list({ apiVersion: 'v1', kind: 'Node' }, signal);
  if (!nodes.ok) return nodes;
  const stranger = nodes.value.find(({ metadata }) => !known.value.has(metadata.name));
  if (!stranger) return ok(nodes.value.length > 0 ? yes(kubernetes.name) : notYet('no node has joined yet'));
  return ok(
    never({
      kind: 'conflict',
      message: `${kubernetes.name} is not \`${cluster}\`: Omni does not know its node \`${stranger.metadata.name}\` there.`,
      next: 'Choose the context of the cluster with `--kube-context` or `omniScale.kubernetes.context`.',
    }),
  );
}

/** The same for the context that is set up, read anew. */
export async function isThisCluster(cluster: string, systems: Systems, signal: AbortSignal): Promise<Result<Check>> {
  const kubernetes = await systems.kubernetes(true);
  if (kubernetes.ok) return sameCluster(cluster, systems.omni, kubernetes.value, signal);
  return kubernetes.fault.kind === 'conflict' ? ok(never(kubernetes.fault)) : kubernetes;
}
