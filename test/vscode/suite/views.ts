// The sidebar in a real VS Code: quiet until it is opened, full in the demo.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../client/src/extension.ts';
import { waitUntil } from '../support.ts';

const sections = ['clusters', 'nodes', 'applications', 'secrets', 'storage', 'provider'] as const;

async function api(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('omni-scale.omni-scale');
  assert.ok(extension);
  return extension.activate();
}

describe('the sidebar in VS Code', () => {
  it('shows every section in the demo, and goes back to nothing', async () => {
    const { connection, views } = await api();
    await vscode.commands.executeCommand('omniScale.startDemo');
    for (const section of sections) {
      const view = section === 'nodes' ? 'kubernetes' : section;
      await vscode.commands.executeCommand(`omniScale.${view}.focus`);
      await waitUntil(`rows of ${section}`, () => views.labels(section).length > 1);
    }
    assert.ok(views.labels('clusters').some((label) => /^prod-01 \| /.test(label)));
    assert.ok(views.labels('applications').some((label) => /^root \| Synced/.test(label)));
    assert.equal(connection.isDemo, true);
    await vscode.commands.executeCommand('omniScale.stopDemo');
    await waitUntil('the end of the demo', () => !connection.isDemo);
  });

  it('shows the status report of the demo', async () => {
    await vscode.commands.executeCommand('omniScale.startDemo');
    await vscode.commands.executeCommand('omniScale.showStatus');
    const isReport = (document: vscode.TextDocument): boolean => document.uri.path === '/Status.md';
    await waitUntil('the report', () => vscode.workspace.textDocuments.some(isReport));
    const text = vscode.workspace.textDocuments.find(isReport)?.getText() ?? '';
    for (const title of ['Omni cluster', 'Kubernetes nodes', 'Argo CD', 'External Secrets', 'Longhorn', 'Provider'])
      assert.ok(text.includes(title), `${title} is not in the report:\n${text}`);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('goes from a row to the file that declares it, and shows a resource as YAML', async () => {
    const { views } = await api();
    await vscode.commands.executeCommand('omniScale.applications.focus');
    await waitUntil('rows', () => views.labels('applications').length > 1);
    assert.equal(await views.reveal('applications', 'application/argocd/root'), true);
    const node = views.node('applications', 'application/argocd/root');
    assert.ok(node);
    await vscode.commands.executeCommand('omniScale.row.showResource', node);
    await waitUntil(
      'the resource',
      () => vscode.window.activeTextEditor?.document.uri.path === '/application/argocd/root.yaml',
    );
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /kind: Application/);
    await vscode.commands.executeCommand('omniScale.row.copyId', node);
    assert.equal(await vscode.env.clipboard.readText(), 'root');
    await vscode.commands.executeCommand('omniScale.stopDemo');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('has every command that the manifest declares', async () => {
    const { packageJSON } = vscode.extensions.getExtension('omni-scale.omni-scale') ?? {};
    const known = new Set(await vscode.commands.getCommands(true));
    const declared: readonly { command: string }[] = packageJSON.contributes.commands;
    assert.deepEqual(
      declared.map(({ command }) => command).filter((command) => !known.has(command)),
      [],
    );
  });
});
