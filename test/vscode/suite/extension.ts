// The extension in a real VS Code with the example workspace open.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { exampleFile, findingsOf, ruleOf, waitUntil } from '../support.ts';

describe('the example workspace in VS Code', () => {
  it('activates on YAML and shows findings of files that were never opened', async () => {
    await vscode.window.showTextDocument(await exampleFile('machine-classes/rack-control-plane.yaml'));
    await waitUntil('the extension', () => vscode.extensions.getExtension('omni-scale.omni-scale')?.isActive === true);
    const closed = await exampleFile('clusters/site-b.yaml');
    await waitUntil('findings of a closed file', () => findingsOf(closed).length > 0);
    assert.ok(findingsOf(closed).some(({ rule }) => rule === 'cluster-template/version-matrix'));
  });

  it('shows findings at the exact word, with a link to the page of the rule', async () => {
    const uri = await exampleFile('apps/wiki/preflight.yaml');
    const document = await vscode.workspace.openTextDocument(uri);
    await waitUntil('the finding', () => findingsOf(uri).length > 0);
    const [diagnostic] = vscode.languages
      .getDiagnostics(uri)
      .filter((candidate) => ruleOf(candidate) === 'argocd/hook');
    assert.ok(diagnostic);
    assert.equal(document.getText(diagnostic.range), 'PreSnyc');
    assert.ok(typeof diagnostic.code === 'object');
    const page = await vscode.workspace.openTextDocument(diagnostic.code.target);
    assert.match(page.getText(), /^# argocd\/hook$/m);
  });

  it('repairs a finding with its quick fix, and the finding goes', async () => {
    const uri = await exampleFile('clusters/staging.yaml');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const ofVersion = (): vscode.Diagnostic | undefined =>
      vscode.languages.getDiagnostics(uri).find((candidate) => ruleOf(candidate) === 'cluster-template/version');
    await waitUntil('the finding', () => ofVersion() !== undefined);
    const range = ofVersion()?.range;
    assert.ok(range);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
    );
    const fix = actions.find((action) => action.title.startsWith('Write `v'));
    assert.ok(fix?.edit, actions.map((action) => action.title).join(', '));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await waitUntil('the finding to go', () => ofVersion() === undefined);
    await vscode.commands.executeCommand('undo');
    await waitUntil('the finding to come back', () => ofVersion() !== undefined);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('takes a severity from the settings at once', async () => {
    const uri = await exampleFile('apps/wiki/preflight.yaml');
    const severity = (): vscode.DiagnosticSeverity | undefined =>
      vscode.languages.getDiagnostics(uri).find((candidate) => ruleOf(candidate) === 'argocd/hook')?.severity;
    const settings = vscode.workspace.getConfiguration('omniScale');
    await settings.update('rules', { 'argocd/hook': 'hint' }, vscode.ConfigurationTarget.Global);
    try {
      await waitUntil('a hint', () => severity() === vscode.DiagnosticSeverity.Hint);
    } finally {
      await settings.update('rules', undefined, vscode.ConfigurationTarget.Global);
    }
    await waitUntil('an error again', () => severity() === vscode.DiagnosticSeverity.Error);
  });

  it('completes omni-scale.yaml', async () => {
    const [uri] = await vscode.workspace.findFiles('omni-scale.yaml');
    assert.ok(uri);
    await vscode.workspace.openTextDocument(uri);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new vscode.Position(0, 0),
    );
    assert.ok(
      list.items.some((item) => (typeof item.label === 'string' ? item.label : item.label.label) === 'conventions'),
    );
  });

  it('says nothing of files that are none of ours', async () => {
    await waitUntil('findings', () => findingsOf().length > 10);
    const silent = findingsOf().filter(({ file }) => /charts\/|mkdocs|hosts\.j2|sops|renovate|workflows/.test(file));
    assert.deepEqual(silent, []);
  });
});
