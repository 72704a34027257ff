// What a person does with a cluster or a machine of Omni.
import { type Disposable, env, Uri, window } from 'vscode';
import { clusterPage, machinePage } from '../../../../server/src/live/omni/links.ts';
import { machineLogs, mergeKubeconfig } from '../../../../server/src/live/omni/operations.ts';
import { redactor } from '../../../../server/src/live/redact.ts';
import type { RowNode } from '../views/status-tree.ts';
import { liveSystems, register, type Workbench, withProgress } from './tools.ts';

export function registerClusters(bench: Workbench): Disposable[] {
  return register({
    'cluster.openInOmni': (node: RowNode) => openInOmni(bench, node),
    'cluster.mergeKubeconfig': (node: RowNode) => merge(bench, node),
    'machine.showLogs': (node: RowNode) => showLogs(bench, node),
  });
}

async function openInOmni({ connection }: Workbench, { row: { target } }: RowNode): Promise<void> {
  const url = connection.session?.facts.omni?.url;
  const page =
    target.kind === 'machine'
      ? machinePage(url, target.machine, target.cluster)
      : 'cluster' in target
        ? clusterPage(url, target.cluster)
        : undefined;
  if (page) await env.openExternal(Uri.parse(page));
  else void window.showInformationMessage('The address of Omni is not known.');
}

async function merge(bench: Workbench, { row: { target } }: RowNode): Promise<void> {
  const systems = liveSystems(bench);
  if (!systems || !('cluster' in target)) return;
  const { cluster } = target;
  const done = await withProgress(`Merging the kubeconfig of ${cluster}`, async (signal, say) => {
    const merged = await mergeKubeconfig(systems.omnictl, cluster, { signal, onLine: say });
    return merged.ok ? { ok: true, value: true } : merged;
  });
  if (!done) return;
  // Views that missed the context, or its credentials, wait for somebody to ask again.
  bench.connection.session?.retry();
  void window.showInformationMessage(`The kubeconfig has a context for \`${cluster}\` now.`);
}

const lines = 500;

async function showLogs(bench: Workbench, { row }: RowNode): Promise<void> {
  const systems = liveSystems(bench);
  const { target } = row;
  if (!systems || target.kind !== 'machine') return;
  const log: string[] = [];
  const done = await withProgress(`Reading the log of ${row.name}`, async (signal) => {
    const read = await machineLogs(systems.omnictl, target.machine, {
      signal,
      tail: lines,
      onLine: (line) => log.push(line),
    });
    return read.ok ? { ok: true, value: true } : read;
  });
  if (done) await bench.documents.show(`${row.name}.log`, redactor.redact(log.join('\n')));
}
