// The language server as an editor sees it: the built server over stdio.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CodeAction, CompletionItem, Diagnostic, Hover, TextDocumentEdit } from 'vscode-languageserver/node';
import { trustedNotification } from '../../server/src/protocol/settings.ts';
import { commitAll } from '../support/git.ts';
import { codes, editors, machineClass } from './client.ts';

const template = (machineClass: string): string => `kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.6}
---
kind: ControlPlane
machineClass: {name: ${machineClass}, size: 3}
`;

const start = editors();

test('publishes findings with the version of the text, and again after each change', async () => {
  const editor = await start({});
  await editor.open('machine-classes/a.yaml', machineClass);
  const first = await editor.waitFor('machine-classes/a.yaml', (params) => params.version === 1);
  assert.deepEqual(codes(first), ['machine-class/sockets']);
  const [finding] = first.diagnostics;
  assert.deepEqual(finding?.range, { start: { line: 7, character: 4 }, end: { line: 7, character: 16 } });
  assert.equal(finding?.source, 'omni-scale');
  assert.match(readFileSync(fileURLToPath(finding?.codeDescription?.href ?? ''), 'utf8'), /# machine-class\/sockets/);

  const version = await editor.change('machine-classes/a.yaml', '      sockets: 1\n', [9, 0, 9, 0]);
  const second = await editor.waitFor('machine-classes/a.yaml', (params) => params.version === version);
  assert.deepEqual(codes(second), []);
});

test('checks files that were never opened, across files and folders', async () => {
  const editor = await start({
    folders: ['infrastructure', 'gitops'],
    files: {
      'infrastructure/machine-classes/a.yaml': machineClass.replace('cores: 4\n', 'cores: 4\n      sockets: 1\n'),
      'infrastructure/clusters/lab.yaml': template('lab-workr'),
      'gitops/apps/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations: {argocd.argoproj.io/sync-wave: x}\n',
    },
  });
  assert.deepEqual(codes(await editor.waitFor('infrastructure/clusters/lab.yaml', () => true)), [
    'cluster-template/class-missing',
  ]);
  assert.deepEqual(codes(await editor.waitFor('gitops/apps/a.yaml', () => true)), ['argocd/sync-wave']);

  // Renaming the class in the editor mends the other file, and the disk's text comes back when the editor closes it.
  await editor.open('infrastructure/machine-classes/a.yaml', machineClass.replace('id: lab-worker', 'id: lab-workr'));
  await editor.waitFor('infrastructure/clusters/lab.yaml', (params) => codes(params).length === 0);
  await editor.connection.sendNotification('textDocument/didClose', {
    textDocument: { uri: editor.uri('infrastructure/machine-classes/a.yaml') },
  });
  await editor.waitFor('infrastructure/clusters/lab.yaml', (params) => codes(params).length === 1);
});

test('follows what git ignores', async () => {
  const editor = await start({
    files: {
      '.git/config': '[core]\n\tbare = false\n',
      'proxmox-provider/config.yaml':
        'proxmox: {url: "https://rack-a.example.com:8006/api2/json", username: omni, realm: pve, password: otter-4711}\n',
    },
  });
  const published = await editor.waitFor('proxmox-provider/config.yaml', (params) => codes(params).length === 1);
  assert.deepEqual(codes(published), ['provider/config-secret']);
  assert.ok(!JSON.stringify(published).includes('otter-4711'), 'the secret is not repeated');
  editor.write('.gitignore', '.env\n');
  await editor.touched('.gitignore', 1);
  editor.write('.gitignore', '.env\nproxmox-provider/config.yaml\n');
  await editor.touched('.gitignore', 2);
  await editor.waitFor('proxmox-provider/config.yaml', (params) => codes(params).length === 0);
  // What git keeps, it does not ignore; it says so in its index.
  execFileSync('git', ['init', '-q'], { cwd: editor.folder });
  execFileSync('git', ['add', '-f', 'proxmox-provider/config.yaml'], { cwd: editor.folder });
  await editor.touched('.git/index', 2);
  await editor.waitFor('proxmox-provider/config.yaml', (params) => codes(params).length === 1);
});

test('follows files that change, come and go on the disk', async () => {
  const editor = await start({ files: { 'machine-classes/a.yaml': machineClass } });
  await editor.waitFor('machine-classes/a.yaml', (params) => codes(params).length === 1);
  editor.write('machine-classes/a.yaml', machineClass.replace('cores: 4\n', 'cores: 4\n      sockets: 1\n'));
  await editor.touched('machine-classes/a.yaml', 2);
  await editor.waitFor('machine-classes/a.yaml', (params) => codes(params).length === 0);
  editor.write('clusters/lab.yaml', template('lab-workr'));
  await editor.touched('clusters/lab.yaml', 1);
  await editor.waitFor('clusters/lab.yaml', (params) => codes(params).length === 1);
});

test('answers pulls, and stops pushing what is pulled', async () => {
  const editor = await start({ capabilities: { textDocument: { diagnostic: {} } } });
  assert.deepEqual(editor.initialized?.capabilities.diagnosticProvider, {
    identifier: 'omni-scale',
    interFileDependencies: true,
    workspaceDiagnostics: true,
  });
  await editor.open('machine-classes/a.yaml', machineClass);
  const pull = { textDocument: { uri: editor.uri('machine-classes/a.yaml') } };
  const full: { kind: string; resultId: string; items: [] } = await editor.connection.sendRequest(
    'textDocument/diagnostic',
    pull,
  );
  assert.equal(full.kind, 'full');
  assert.deepEqual(codes(full), ['machine-class/sockets']);
  const again = await editor.connection.sendRequest('textDocument/diagnostic', {
    ...pull,
    previousResultId: full.resultId,
  });
  assert.deepEqual(again, { kind: 'unchanged', resultId: full.resultId });
  await editor.waitFor('machine-classes/a.yaml', (params) => codes(params).length === 0);
  const all: { items: { uri: string }[] } = await editor.connection.sendRequest('workspace/diagnostic', {
    previousResultIds: [],
  });
  assert.deepEqual(
    all.items.map((item) => item.uri),
    [pull.textDocument.uri],
  );
});

test('checks Markdown, silences it with comments of HTML, and offers nothing else there', async () => {
  const application = (name: string, wave: number): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd, annotations: {argocd.argoproj.io/sync-wave: "${wave}"}}\nspec: {project: default, source: {repoURL: https://git.example.com/a.git, path: apps, targetRevision: main}, destination: {name: in-cluster, namespace: a}}\n`;
  const apps = ['longhorn', 'metrics', 'wiki'].map((name, i) => application(name, i)).join('---\n');
  const readme = '# Lab\n\n| App | Wave |\n|---|---|\n| longhorn | 0 |\n| metrics | 1 |\n| wiki | 3 |\n';
  const editor = await start({
    files: { 'apps.yaml': apps, 'README.md': '# Lab\n', 'CHANGELOG.md': '[a](gone.md)\n' },
  });
  await editor.open('README.md', readme);
  const published = await editor.waitFor('README.md', (params) => params.diagnostics.length === 1);
  const [finding] = published.diagnostics;
  assert.equal(finding?.code, 'argocd/inventory');
  assert.deepEqual(finding?.range, { start: { line: 6, character: 9 }, end: { line: 6, character: 10 } });
  const where = { textDocument: { uri: editor.uri('README.md') }, position: { line: 6, character: 9 } };
  const actions: CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
    textDocument: where.textDocument,
    range: finding?.range,
    context: { diagnostics: published.diagnostics },
  });
  assert.deepEqual(
    actions.map((action) => action.title),
    ['Write `2`', 'Ignore argocd/inventory here', 'Fix everything that has one repair'],
  );
  const [ignore] = (actions[1]?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  const [edit] = ignore?.edits ?? [];
  assert.deepEqual(edit, {
    range: { start: { line: 6, character: 10 }, end: { line: 6, character: 10 } },
    newText: ' <!-- omni-scale-ignore argocd/inventory: -->',
  });
  for (const method of ['textDocument/completion', 'textDocument/hover', 'textDocument/codeLens']) {
    const answer: unknown = await editor.connection.sendRequest(method, where);
    assert.ok(answer === null || (Array.isArray(answer) && answer.length === 0), method);
  }
  const version = await editor.change(
    'README.md',
    ' <!-- omni-scale-ignore argocd/inventory: the table comes first -->',
    [6, 10, 6, 10],
  );
  await editor.waitFor('README.md', (params) => params.version === version && params.diagnostics.length === 0);
  await editor.open('CHANGELOG.md', '[a](gone.md)\n# omni-scale-ignore a/b\n');
  const other = await editor.waitFor('CHANGELOG.md', (params) => params.version !== undefined);
  assert.deepEqual(other.diagnostics, []);
});

test('takes severities and exclusions from the settings', async () => {
  const editor = await start({
    settings: { rules: { 'machine-class/sockets': 'hint' }, check: { exclude: ['old/**'] } },
    files: { 'machine-classes/a.yaml': machineClass, 'old/b.yaml': machineClass },
  });
  const { diagnostics } = await editor.waitFor('machine-classes/a.yaml', () => true);
  const levels = diagnostics.filter(({ code }) => code === 'machine-class/sockets').map(({ severity }) => severity);
  assert.deepEqual(levels, [4]);
  assert.equal(
    editor.published.some((params) => params.uri === editor.uri('old/b.yaml')),
    false,
  );
});

test('completes and explains omni-scale.yaml', async () => {
  const editor = await start({});
  await editor.open(
    'omni-scale.yaml',
    'conventions:\n  requiredExposure: \n  \nrules:\n  machine-class/sockets: off\n',
  );
  const at = (line: number, character: number): object => ({
    textDocument: { uri: editor.uri('omni-scale.yaml') },
    position: { line, character },
  });
  const values: CompletionItem[] = await editor.connection.sendRequest('textDocument/completion', at(1, 20));
  assert.deepEqual(
    values.map((item) => item.label),
    ['tailscale', 'any', 'off'],
  );
  const keys: CompletionItem[] = await editor.connection.sendRequest('textDocument/completion', at(2, 2));
  assert.ok(keys.some((item) => item.label === 'storagePools'));
  const levels: CompletionItem[] = await editor.connection.sendRequest('textDocument/completion', at(4, 25));
  assert.deepEqual(
    levels.map((item) => item.label),
    ['off', 'hint', 'information', 'warning', 'error'],
  );
  const hover: Hover | null = await editor.connection.sendRequest('textDocument/hover', at(1, 6));
  assert.match(JSON.stringify(hover?.contents), /How a web UI is reached/);
});

test('says nothing of other files before it has read them', async () => {
  const app = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: netdata, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://charts.example.com, chart: netdata, targetRevision: 3.7.172}
  destination: {name: in-cluster, namespace: netdata}
`;
  const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: netdata, namespace: netdata}
spec:
  ingressClassName: tailscale
  defaultBackend: {service: {name: netdata, port: {number: 19999}}}
  tls: [{hosts: [netdata]}]
`;
  const many = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [`apps/a${i}.yaml`, `kind: ConfigMap\nname: a${i}\n`]),
  );
  const editor = await start({
    files: {
      ...many,
      'apps/netdata.yaml': app,
      'apps/zz-ingress.yaml': ingress,
      'zz/last.yaml': machineClass,
    },
  });
  await editor.open('apps/netdata.yaml', app);
  await editor.waitFor('zz/last.yaml', () => true);
  const said = editor.published.filter((params) => params.uri === editor.uri('apps/netdata.yaml')).flatMap(codes);
  assert.deepEqual(
    said.filter((code) => code === 'ingress/ui-not-exposed'),
    [],
  );
});

test('survives a folder that vanishes', async () => {
  const editor = await start({ files: { 'machine-classes/a.yaml': machineClass } });
  await editor.waitFor('machine-classes/a.yaml', (params) => codes(params).length === 1);
  rmSync(join(editor.folder, 'machine-classes'), { recursive: true });
  await editor.touched('machine-classes/a.yaml', 3);
  await editor.waitFor('machine-classes/a.yaml', (params) => codes(params).length === 0);
  rmSync(editor.folder, { recursive: true });
  await editor.touched('anything.yaml', 3);
  await editor.open('machine-classes/b.yaml', machineClass);
  await editor.waitFor('machine-classes/b.yaml', (params) => codes(params).length === 1);
});

test('compares a template with the last commit, and again after each commit', async () => {
  const at = (kubernetes: string): string => template('small').replace('1.36.2', kubernetes);
  const jump = (expected: boolean) => (params: { diagnostics?: Diagnostic[] }) =>
    codes(params).includes('cluster-template/version-jump') === expected;
  const editor = await start({ files: { 'infra/clusters/lab.yaml': at('1.33.1') }, folders: ['infra'] });
  commitAll(editor.folder);
  await editor.touched('infra/clusters/other.yaml', 1);
  await editor.open('infra/clusters/lab.yaml', at('1.36.2'));
  await editor.waitFor('infra/clusters/lab.yaml', jump(true));
  editor.write('infra/clusters/lab.yaml', at('1.36.2'));
  commitAll(editor.folder);
  await editor.touched('.git/logs/HEAD', 2);
  await editor.waitFor('infra/clusters/lab.yaml', jump(false));
});

test('asks git nothing before the workspace is trusted', async () => {
  const files = { 'clusters/lab.yaml': template('small').replace('1.36.2', '1.33.1') };
  const editor = await start({ files, options: { trusted: false } });
  commitAll(editor.folder);
  await editor.touched('clusters/other.yaml', 1);
  await editor.open('clusters/lab.yaml', template('small'));
  // Once this file has been read twice, what git says of the other one would have come.
  editor.write('machine-classes/a.yaml', machineClass);
  await editor.touched('machine-classes/a.yaml', 1);
  await editor.waitFor('machine-classes/a.yaml', (params) => codes(params).length > 0);
  const jumps = () => editor.published.flatMap(codes).filter((code) => code === 'cluster-template/version-jump');
  assert.deepEqual(jumps(), []);
  await editor.connection.sendNotification(trustedNotification, {});
  await editor.waitFor('clusters/lab.yaml', (params) => codes(params).includes('cluster-template/version-jump'));
});
