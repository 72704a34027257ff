// The first phase of a GitOps bootstrap that runs by itself: which cluster is meant, and that the context leads to it.
import { failed, ok } from '../fault.ts';
import type { GitOpsInputs } from './gitops-bootstrap.ts';
import type { Phase } from './phase.ts';
import { isThisCluster } from './same-cluster.ts';
import type { Systems } from './systems.ts';

export function confirmBootstrap({ cluster, versions, mtu }: GitOpsInputs, systems: Systems): Phase {
  const pinned = Object.entries(versions).map(([chart, { version, from }]) => `${chart} ${version} (${from})`);
  return {
    id: 'confirm-cluster',
    title: 'Confirm the cluster',
    async precondition({ signal, note }) {
      const kubernetes = await systems.kubernetes();
      if (!kubernetes.ok) return kubernetes;
      note(`works on ${kubernetes.value.name}`);
      const check = await isThisCluster(cluster, systems, signal);
      if (check.ok && check.value.state === 'never') return { ok: false, fault: check.value.fault };
      if (check.ok)
        return check.value.state === 'yes' ? ok(undefined) : failed('conflict', 'The cluster has no nodes.');
      // A cluster that Omni does not manage can not be compared with it; the person’s word has to do.
      if (check.fault.kind !== 'not-set-up' && check.fault.kind !== 'program-missing') return check;
      note('Omni is not set up, so whether the context leads to this cluster was not compared');
      return ok(undefined);
    },
    gate: {
      kind: 'typed',
      expected: cluster,
      question: `Type \`${cluster}\` to bootstrap it.`,
      lines: [`Versions: ${pinned.join(', ')}. MTU ${mtu}.`],
    },
    whenFailed: ['`kubectl config get-contexts` lists the contexts; choose one with `--kube-context`.'],
  };
}
