// What is shown follows what is there: texts that change quickly, files that come and go, a server that starts again.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { exampleFile, findingsOf, pause, ruleOf, waitUntil } from '../support.ts';

/** Findings of one rule in a file, newest text first looked at when they are asked for. */
function ofRule(uri: vscode.Uri, rule: string): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((candidate) => ruleOf(candidate) === rule);
}

async function edit(uri: vscode.Uri, range: vscode.Range, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

async function open(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await exampleFile(path));
  await vscode.window.showTextDocument(document);
  return document;
}

describe('findings in VS Code', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.files.revert'));

  it('are those of the last text after many quick edits', async () => {
    const document = await open('apps/wiki/preflight.yaml');
    const { uri } = document;
    const words = (): readonly string[] => ofRule(uri, 'argocd/hook').map(({ range }) => document.getText(range));
    await waitUntil('the finding', () => words().length > 0);
    const place = (word: string): vscode.Range => {
      const start = document.getText().indexOf(word);
      return new vscode.Range(document.positionAt(start), document.positionAt(start + word.length));
    };
    let word = 'PreSnyc';
    for (let i = 0; i < 120; i++) {
      // The finding moves down with each line, and its word changes with each edit.
      const next = i % 3 === 2 ? 'PreSync' : `PreSnyc${i}`;
      await edit(uri, place(word), next);
      word = next;
      if (i % 4 === 0) await edit(uri, new vscode.Range(0, 0, 0, 0), `# line ${i}\n`);
    }
    await edit(uri, place(word), 'PostSnyc');
    await waitUntil('the finding of the last text', () => words().includes('PostSnyc'));
    // Nothing that was computed for an older text comes after it.
    await pause(500);
    assert.deepEqual(words(), ['PostSnyc']);
    await edit(uri, place('PostSnyc'), 'PostSync');
    await waitUntil('no finding', () => words().length === 0);
    await pause(500);
    assert.deepEqual(words(), []);
  });

  it('follow a file of tools while it is edited', async () => {
    const document = await open('mise.toml');
    const { uri } = document;
    const rule = 'omni-server/omnictl-version';
    await waitUntil('the finding', () => ofRule(uri, rule).length === 1);
    const [finding] = ofRule(uri, rule);
    assert.ok(finding);
    assert.equal(document.getText(finding.range), '1.8.2');
    await edit(uri, finding.range, '1.9.3');
    await waitUntil('no finding', () => ofRule(uri, rule).length === 0);
  });

  it('of other files follow a file that is deleted and comes back', async () => {
    const rule = 'cluster-template/class-missing';
    const template = await exampleFile('clusters/prod-01.yaml');
    const { fsPath: path } = await exampleFile('machine-classes/rack-worker-a.yaml');
    const text = readFileSync(path);
    await waitUntil('findings', () => findingsOf().length > 10);
    assert.deepEqual(ofRule(template, rule), []);
    rmSync(path);
    await waitUntil('a finding where the class is used', () => ofRule(template, rule).length > 0);
    assert.match(ofRule(template, rule)[0]?.message ?? '', /`rack-worker-a`/);
    writeFileSync(path, text);
    await waitUntil('the finding to go', () => ofRule(template, rule).length === 0);
  });

  it('come and go with a new file', async () => {
    const folder = dirname((await exampleFile('machine-classes/rack-worker-a.yaml')).fsPath);
    const path = join(folder, 'brand-new.yaml');
    const uri = vscode.Uri.file(path);
    assert.ok(!existsSync(path));
    writeFileSync(
      path,
      'metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: brand-new}\nspec: {}\n',
    );
    await waitUntil('findings of the new file', () => ofRule(uri, 'machine-class/mode').length > 0);
    rmSync(path);
    await waitUntil('its findings to go', () => findingsOf(uri).length === 0);
  });

  it('come back after a restart of the server, of the text that is not saved yet too', async () => {
    const document = await open('apps/wiki/preflight.yaml');
    const { uri } = document;
    const words = (): readonly string[] => ofRule(uri, 'argocd/hook').map(({ range }) => document.getText(range));
    await waitUntil('the finding', () => words().includes('PreSnyc'));
    await edit(uri, ofRule(uri, 'argocd/hook')[0]?.range ?? new vscode.Range(0, 0, 0, 0), 'PostSnyc');
    await waitUntil('the finding of the edited text', () => words().includes('PostSnyc'));
    await pause(500);
    const before = findingsOf().map(({ text }) => text);
    let emptied = false;
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      emptied ||= findingsOf().length === 0;
    });
    try {
      await vscode.commands.executeCommand('omniScale.restartServer');
      await waitUntil('all findings again', () => findingsOf().length === before.length);
    } finally {
      listener.dispose();
    }
    assert.ok(emptied, 'the findings went with the server that stopped');
    assert.deepEqual(
      findingsOf()
        .map(({ text }) => text)
        .sort(),
      [...before].sort(),
    );
    assert.deepEqual(words(), ['PostSnyc']);
  });
});
