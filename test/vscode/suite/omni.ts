// The sidebar and the comparison with Omni in a real VS Code, through an omnictl that is a program of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../client/src/extension.ts';
import type { RowNode } from '../../../client/src/features/views/status-tree.ts';
import { exampleFile, findingsOf, pause, waitUntil } from '../support.ts';

function machineOf(set: RowNode | undefined) {
  for (const { target, ...row } of set?.row.children ?? []) if (target.kind === 'machine') return { ...row, target };
  throw new Error('the set has no machine');
}

/** Of the repository; the suite is built into `out/vscode/suite`. */
const top = join(__dirname, '..', '..', '..');

describe('Omni in VS Code', () => {
  let api: ExtensionApi;
  let template: vscode.Uri;
  let folder = '';

  before(async () => {
    template = await exampleFile('clusters/lab.yaml');
    const args = ['.ci/with-node.mjs', 'test/support/omnictl/make.ts', template.fsPath];
    const made = spawnSync(process.execPath, args, { cwd: top, encoding: 'utf8' });
    const fake = JSON.parse(made.stdout.trim().split('\n').at(-1) ?? '');
    folder = fake.folder;
    await set('omni.omniconfig', fake.omniconfig);
    await set('omni.omnictlPath', fake.omnictlPath);
    const extension = vscode.extensions.getExtension<ExtensionApi>('omni-scale.omni-scale');
    assert.ok(extension);
    api = await extension.activate();
  });

  after(async () => {
    await set('omni.omnictlPath', undefined);
    await set('omni.omniconfig', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await pause(2_500);
    rmSync(folder, { recursive: true, force: true });
  });

  function set(key: string, value: string | undefined): Thenable<void> {
    return vscode.workspace.getConfiguration('omniScale').update(key, value, vscode.ConfigurationTarget.Global);
  }

  it('shows the clusters that Omni has, with their machine sets', async () => {
    await vscode.commands.executeCommand('omniScale.clusters.focus');
    const rows = (): readonly string[] => api.views.labels('clusters');
    await waitUntil('the cluster', () => rows().some((row) => row.startsWith('lab | Running')));
    await waitUntil('its machine sets', () => rows().some((row) => row.startsWith('desktops')));
  });

  it('shows on the template how its cluster is doing, and what can be done', async () => {
    const titles = async (): Promise<readonly string[]> => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        template,
        10,
      );
      return lenses.map(({ command }) => command?.title ?? '');
    };
    await vscode.window.showTextDocument(template);
    let shown: readonly string[] = [];
    for (let i = 0; i < 100 && !shown.some((title) => title.startsWith('Running')); i++) {
      shown = await titles();
      await pause(100);
    }
    assert.deepEqual(
      shown.map((title) => title.split(',')[0]),
      ['Running', 'Diff with Omni', 'Sync…'],
    );
  });

  it('reports a class that was not applied, while that is known, and no longer', async () => {
    const isReported = (): boolean => findingsOf(template).some(({ rule }) => rule === 'live/machine-class');
    await waitUntil('the finding', isReported);
    const path = vscode.workspace.getConfiguration('omniScale').get<string>('omni.omnictlPath');
    await set('omni.omnictlPath', '/nowhere/omnictl');
    await waitUntil('the finding to go', () => !isReported());
    await set('omni.omnictlPath', path);
    await waitUntil('the cluster', () => api.views.labels('clusters').some((row) => row.startsWith('lab | ')));
  });

  it('goes from the row to the template', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const node = api.views.node('clusters', 'cluster/lab');
    assert.ok(node);
    await vscode.commands.executeCommand('omniScale.row.goToFile', node);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), template.toString());
    assert.equal(editor?.document.getText(editor.selection), 'lab');
  });

  it('goes from the lens of a template to the row of its cluster', async () => {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('omniScale.cluster.reveal', 'lab');
    await waitUntil('the row', () => api.views.selected('clusters').includes('cluster/lab'));
  });

  it('goes from a machine set to its own document', async () => {
    const node = api.views.node('clusters', 'machine-set/lab-control-planes');
    assert.ok(node);
    await vscode.commands.executeCommand('omniScale.row.goToFile', node);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), template.toString());
    assert.equal(editor?.document.lineAt(editor.selection.start).text, 'kind: ControlPlane');
  });

  it('shows the log of a machine', async () => {
    const machine = machineOf(api.views.node('clusters', 'machine-set/lab-control-planes'));
    mkdirSync(join(folder, 'logs'), { recursive: true });
    writeFileSync(join(folder, 'logs', machine.target.machine), 'machined: boot sequence done\n');
    await vscode.commands.executeCommand('omniScale.machine.showLogs', api.views.node('clusters', machine.id));
    const { document } = vscode.window.activeTextEditor ?? {};
    assert.equal(document?.uri.path, `/${machine.name}.log`);
    assert.match(document.getText(), /boot sequence done/);
  });

  it('compares the template with Omni in the diff editor', async () => {
    await vscode.commands.executeCommand('omniScale.template.diff', template);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff, 'no diff editor');
    const [live, local] = [
      await vscode.workspace.openTextDocument(input.original),
      await vscode.workspace.openTextDocument(input.modified),
    ];
    assert.match(local.getText(), /type: Clusters\.omni\.sidero\.dev/);
    assert.match(live.getText(), /id: lab/);
  });

  it('merges a kubeconfig, and the views that missed it try again', async () => {
    const node = api.views.node('clusters', 'cluster/lab');
    assert.ok(node);
    await set('kubernetes.kubeconfig', join(folder, 'home', '.kube', 'config'));
    await vscode.commands.executeCommand('omniScale.kubernetes.focus');
    const fault = () => api.connection.session?.status.sections.nodes.fault?.kind;
    await waitUntil('that it is missed', () => fault() === 'wrong-setting');
    await vscode.commands.executeCommand('omniScale.cluster.mergeKubeconfig', node);
    await waitUntil('another attempt', () => fault() !== 'wrong-setting');
    await set('kubernetes.kubeconfig', undefined);
  });

  it('reaches Omni by a service account that VS Code keeps, until it is told to forget it', async () => {
    await vscode.commands.executeCommand('omniScale.clusters.focus');
    const clusters = () => api.connection.session?.status.sections.clusters;
    await api.connection.setServiceAccount({ key: 'a2V5', endpoint: 'https://omni.example.internal' });
    await waitUntil('the service account', () => clusters()?.source === 'omnictl, service account');
    await waitUntil('the rows', () => clusters()?.phase === 'live');
    await vscode.commands.executeCommand('omniScale.forgetServiceAccount');
    await waitUntil('the context', () => clusters()?.source === 'omnictl, context lab');
    assert.deepEqual(await api.connection.omniEnvironment(), {});
  });
});
