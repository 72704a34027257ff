// The sidebar in a real VS Code on a Kubernetes API server that has bad days.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../client/src/extension.ts';
import { type KubernetesDouble, kubernetesDouble } from '../../support/kubernetes/double.ts';
import { waitUntil } from '../support.ts';

const application = (name: string, health: string) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd' },
  spec: { project: 'default', destination: { namespace: name }, syncPolicy: { syncOptions: ['ServerSideApply=true'] } },
  status: { sync: { status: 'Synced' }, health: { status: health } },
});

describe('the sidebar on a live cluster in VS Code', () => {
  let double: KubernetesDouble;
  let api: ExtensionApi;
  const rows = (): readonly string[] => api.views.labels('applications');

  before(async () => {
    double = await kubernetesDouble();
    double.set(application('netdata', 'Healthy'), application('dashboard', 'Degraded'));
    await set('kubernetes.kubeconfig', double.kubeconfig);
    const extension = vscode.extensions.getExtension<ExtensionApi>('omni-scale.omni-scale');
    assert.ok(extension);
    api = await extension.activate();
  });

  after(async () => {
    await set('kubernetes.kubeconfig', undefined);
    await double.close();
  });

  function set(key: string, value: string | number | undefined): Thenable<void> {
    return vscode.workspace.getConfiguration('omniScale').update(key, value, vscode.ConfigurationTarget.Global);
  }

  it('shows what the cluster has, problems first, and follows it', async () => {
    await vscode.commands.executeCommand('omniScale.applications.focus');
    await waitUntil('both Applications', () => rows().length === 2);
    assert.match(rows()[0] ?? '', /^dashboard \| Synced · Degraded/);
    double.set(application('longhorn', 'Progressing'));
    await waitUntil('the new one', () => rows().some((row) => row.startsWith('longhorn')));
  });

  it('asks Argo CD to refresh the Application of a row', async () => {
    const node = api.views.node('applications', 'application/argocd/netdata');
    assert.ok(node);
    await vscode.commands.executeCommand('omniScale.app.refresh', node);
    const annotations = double.get('argoproj.io/v1alpha1', 'Application', 'netdata', 'argocd')?.metadata.annotations;
    assert.deepEqual(annotations, { 'argocd.argoproj.io/refresh': 'normal' });
  });

  it('asks for a hard refresh, and for a sync with the Application’s own options', async () => {
    const node = api.views.node('applications', 'application/argocd/netdata');
    assert.ok(node);
    const now = () => double.get('argoproj.io/v1alpha1', 'Application', 'netdata', 'argocd');
    await vscode.commands.executeCommand('omniScale.app.hardRefresh', node);
    assert.deepEqual(now()?.metadata.annotations, { 'argocd.argoproj.io/refresh': 'hard' });
    const syncing = vscode.commands.executeCommand('omniScale.app.sync', node);
    await waitUntil('the choice and the sync', () => {
      // The first way to sync is chosen as soon as it is offered.
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return double.requests.some(({ method, body }) => method === 'PATCH' && body?.includes('"operation"'));
    });
    await syncing;
    const asked = double.requests.findLast(({ method }) => method === 'PATCH')?.body ?? '';
    const { prune, dryRun, syncOptions } = JSON.parse(asked).operation.sync;
    assert.deepEqual(
      { prune, dryRun, syncOptions },
      { prune: false, dryRun: false, syncOptions: ['ServerSideApply=true'] },
    );
  });

  it('goes to a row that the filter hides, to one far down a long list, and to one that is not drawn yet', async () => {
    const tree = api.views.tree('applications');
    assert.ok(tree);
    const many = Array.from({ length: 300 }, (_, i) => application(`team-${String(i).padStart(3, '0')}`, 'Healthy'));
    const goTo = async (name: string): Promise<void> => {
      const id = `application/argocd/${name}`;
      assert.equal(await api.views.reveal('applications', id), true);
      await waitUntil(`the row of ${name}`, () => api.views.selected('applications').includes(id));
    };
    double.set(...many);
    await waitUntil('all of them', () => api.views.node('applications', 'application/argocd/team-299') !== undefined);
    await goTo('team-299');
    tree.filter = 'degraded';
    await goTo('team-000');
    assert.equal(tree.filter, '');
    for (const { metadata } of many.slice(100, 120)) {
      tree.filter = 'nothing has this';
      await goTo(metadata.name);
    }
    for (const { metadata } of many) double.remove('argoproj.io/v1alpha1', 'Application', metadata.name, 'argocd');
    await waitUntil('the first three', () => rows().length === 3);
  });

  it('has no row to go to for what is not there', async () => {
    assert.equal(await api.views.reveal('applications', 'application/argocd/none'), false);
  });

  it('says that it connects again while the server is gone, keeps the rows, and is right again after it', async () => {
    const section = () => api.connection.session?.status.sections.applications;
    await double.goAway();
    await waitUntil('the fault', () => section()?.fault?.kind === 'unreachable');
    assert.equal(rows().length, 3);
    double.set(application('wiki', 'Healthy'));
    await double.comeBack();
    await waitUntil('the facts', () => rows().length === 4 && section()?.fault === undefined);
  });

  it('says how old its rows are while it hears nothing, and goes on counting', async () => {
    // A quiet watch is heard of less often than that.
    await set('live.staleAfterSeconds', 3);
    const ages = new Set<string>();
    const drawn = api.views.tree('applications')?.onDidChangeTreeData(() => {
      const age = /\d+ s old/.exec(rows()[0] ?? '')?.[0];
      if (age) ages.add(age);
    });
    await waitUntil('a second age', () => ages.size > 1);
    drawn?.dispose();
    await set('live.staleAfterSeconds', undefined);
    await waitUntil('fresh rows', () => rows().length === 4 && !rows().some((row) => / old$/.test(row)));
  });

  it('goes over to other settings, and says what it does not find there', async () => {
    await set('kubernetes.kubeconfig', '/nowhere/kubeconfig');
    await waitUntil('the fault', () =>
      rows().some((row) => row.startsWith('There is no kubeconfig at /nowhere/kubeconfig.')),
    );
    await vscode.commands.executeCommand('workbench.view.explorer');
  });
});
