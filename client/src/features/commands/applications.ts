// What a person does with an Application of Argo CD.
import { type Disposable, env, Uri, window } from 'vscode';
import { failed, type Result } from '../../../../server/src/live/fault.ts';
import {
  type ApplicationName,
  refreshApplication,
  syncApplication,
  terminateOperation,
} from '../../../../server/src/live/kubernetes/applications.ts';
import { applicationAddress } from '../../../../server/src/live/kubernetes/argocd-ui.ts';
import { type Cluster, connect } from '../../../../server/src/live/kubernetes/cluster.ts';
import type { RowNode } from '../views/status-tree.ts';
import { confirm, liveSystems, register, type Workbench, withProgress } from './tools.ts';

export function registerApplications(bench: Workbench): Disposable[] {
  return register({
    'app.sync': (node: RowNode) => sync(bench, node),
    'app.refresh': (node: RowNode) => refresh(bench, node, 'normal'),
    'app.hardRefresh': (node: RowNode) => refresh(bench, node, 'hard'),
    'app.terminate': (node: RowNode) => terminate(bench, node),
    'app.openUi': (node: RowNode) => openUi(bench, node),
  });
}

async function sync(bench: Workbench, node: RowNode): Promise<void> {
  const application = nameOf(node);
  if (!application || !liveSystems(bench)) return;
  const choice = await window.showQuickPick(
    [
      { label: 'Sync', description: 'apply what is in git', prune: false, dryRun: false },
      { label: 'Sync and Prune', description: 'also remove what is no longer in git', prune: true, dryRun: false },
      { label: 'Dry Run', description: 'only say what would be done', prune: false, dryRun: true },
    ],
    { title: `Sync ${application.name}` },
  );
  if (!choice) return;
  const { prune, dryRun } = choice;
  const warning = 'What git no longer has is deleted from the cluster.';
  if (prune && !(await confirm(`Sync ${application.name} and prune?`, warning, 'Sync and Prune'))) return;
  const argocdNamespace = bench.connection.settings.kubernetes.argocdNamespace ?? 'argocd';
  await act(bench, `Asking Argo CD to sync ${application.name}`, (cluster, signal) =>
    syncApplication(cluster, application, { prune, dryRun, argocdNamespace, signal }),
  );
}

async function refresh(bench: Workbench, node: RowNode, how: 'normal' | 'hard'): Promise<void> {
  const application = nameOf(node);
  if (!application || !liveSystems(bench)) return;
  await act(bench, `Asking Argo CD to refresh ${application.name}`, (cluster, signal) =>
    refreshApplication(cluster, application, how, signal),
  );
}

async function terminate(bench: Workbench, node: RowNode): Promise<void> {
  const application = nameOf(node);
  if (!application || !liveSystems(bench)) return;
  const detail = 'What it has applied so far stays.';
  if (!(await confirm(`End the operation of ${application.name}?`, detail, 'End Operation'))) return;
  await act(bench, `Ending the operation of ${application.name}`, (cluster, signal) =>
    terminateOperation(cluster, application, signal),
  );
}

async function openUi(bench: Workbench, node: RowNode): Promise<void> {
  const application = nameOf(node);
  if (!application || !liveSystems(bench)) return;
  const namespace = bench.connection.settings.kubernetes.argocdNamespace ?? 'argocd';
  const address = await act(bench, 'Looking for Argo CD', (cluster, signal) =>
    applicationAddress(cluster, application, namespace, signal),
  );
  if (address) await env.openExternal(Uri.parse(address));
}

function act<T>(
  { connection }: Workbench,
  title: string,
  work: (cluster: Cluster, signal: AbortSignal) => Promise<Result<T>>,
): Promise<T | undefined> {
  return withProgress(title, async (signal) => {
    const cluster = await connect(connection.settings.kubernetes);
    if (!cluster.ok) return cluster;
    try {
      return signal.aborted ? failed('cancelled', 'Cancelled.') : await work(cluster.value, signal);
    } finally {
      cluster.value.close();
    }
  });
}

function nameOf({ row: { target } }: RowNode): ApplicationName | undefined {
  return target.kind === 'application' ? { namespace: target.namespace, name: target.name } : undefined;
}
