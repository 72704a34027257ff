// The sidebar in a folder that nobody has trusted: the views say so, and nothing is started for them, whatever the settings
// of the folder name.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../client/src/extension.ts';
import { findingsOf, pause, waitUntil } from '../support.ts';

const views = ['clusters', 'kubernetes', 'applications', 'secrets', 'storage', 'provider'] as const;

describe('an untrusted workspace in VS Code', () => {
  let api: ExtensionApi;

  before(async () => {
    const extension = vscode.extensions.getExtension<ExtensionApi>('omni-scale.omni-scale');
    assert.ok(extension);
    api = await extension.activate();
  });

  it('is not trusted, and its files are checked all the same', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await waitUntil('findings', () => findingsOf().length > 0);
  });

  it('starts nothing when views are opened and their commands are run', async () => {
    const { workspaceFile } = vscode.workspace;
    assert.ok(workspaceFile);
    for (const view of views) await vscode.commands.executeCommand(`omniScale.${view}.focus`);
    for (const command of ['refreshViews', 'showStatus', 'checkPrerequisites', 'signIn', 'selectContext'])
      await Promise.race([vscode.commands.executeCommand(`omniScale.${command}`), pause(500)]);
    await pause(1_000);
    assert.equal(api.connection.session, undefined);
    assert.deepEqual(
      views.flatMap((view) => api.views.labels(view === 'kubernetes' ? 'nodes' : view)),
      [],
      'no row stands in the way of the welcome',
    );
    const trace = join(dirname(workspaceFile.fsPath), 'omnictl-ran');
    assert.ok(!existsSync(trace), 'the program that the workspace names was not run');
  });

  it('shows the demo, which contacts nothing', async () => {
    await vscode.commands.executeCommand('omniScale.startDemo');
    await waitUntil('invented clusters', () => api.views.labels('clusters').length > 1);
    await vscode.commands.executeCommand('omniScale.stopDemo');
    await waitUntil('nothing', () => api.connection.session === undefined);
  });
});
