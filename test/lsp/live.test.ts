// What the language server makes of facts of the running system, over stdio.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeLens, CompletionItem, Hover, Location } from 'vscode-languageserver/node';
import type { Field } from '../../server/src/core/schema/fields.ts';
import { declarationsRequest, errorsRequest, liveKnowledgeNotification } from '../../server/src/protocol/live.ts';
import { codes, editors } from './client.ts';

const start = editors();

const template = `kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.7}
---
kind: ControlPlane
machines: [27c16241-96bf-4f17-9579-ea3a6c4a3ca8]
`;

test('a finding that knows the cluster comes with the facts and goes with them', async () => {
  const editor = await start({ files: { 'clusters/lab.yaml': template } });
  await editor.open('clusters/lab.yaml', template);
  await editor.waitFor('clusters/lab.yaml', (params) => !codes(params).includes('live/talos-version'));
  const live = {
    clusters: [{ name: 'lab', state: 'Running' }],
    talosVersions: [{ version: '1.13.6', kubernetes: [] }],
  };
  await editor.connection.sendNotification(liveKnowledgeNotification, live);
  await editor.waitFor('clusters/lab.yaml', (params) => codes(params).includes('live/talos-version'));
  const before = editor.published.length;
  await editor.connection.sendNotification(liveKnowledgeNotification, {});
  await editor.waitFor(
    'clusters/lab.yaml',
    (params) => editor.published.indexOf(params) >= before && !codes(params).includes('live/talos-version'),
  );
});

test('a code lens on a template tells how its cluster is doing, while that is known', async () => {
  const editor = await start({});
  await editor.open('clusters/lab.yaml', template);
  const lensesOf = (): Promise<CodeLens[]> =>
    editor.connection.sendRequest('textDocument/codeLens', { textDocument: { uri: editor.uri('clusters/lab.yaml') } });
  assert.deepEqual(await lensesOf(), []);
  await editor.connection.sendNotification(liveKnowledgeNotification, {
    clusters: [{ name: 'lab', state: 'Scaling up, 1 of 3 machines healthy' }],
  });
  const [lens, ...others] = await lensesOf();
  assert.deepEqual(others, []);
  assert.equal(lens?.command?.title, 'Scaling up, 1 of 3 machines healthy');
  assert.deepEqual(lens?.range, { start: { line: 1, character: 6 }, end: { line: 1, character: 9 } });
});

test('the keys of a class’s data are those of the provider that is connected, while that is known', async () => {
  const editor = await start({});
  const head = 'metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab-worker}\nspec:\n';
  const path = 'machine-classes/lab-worker.yaml';
  const text = `${head}  autoprovision:\n    providerid: rack-provider\n    providerdata: |\n      zone: attic\n`;
  await editor.open(path, text);
  const place = { textDocument: { uri: editor.uri(path) }, position: { line: 5, character: 8 } };
  const hovered = (): Promise<Hover | null> => editor.connection.sendRequest('textDocument/hover', place);
  const offered = async (): Promise<readonly string[]> => {
    const items: CompletionItem[] = await editor.connection.sendRequest('textDocument/completion', place);
    return items.map(({ label }) => label);
  };
  assert.equal(await hovered(), null);
  assert.ok((await offered()).includes('cores'));
  const schema: Field = { type: 'object', doc: '', fields: { zone: { type: 'string', doc: '', said: 'Where it is' } } };
  const providerSchemas = [{ provider: 'rack-provider', data: schema }];
  const live = { machineClasses: ['lab-worker'], providerSchemas };
  await editor.connection.sendNotification(liveKnowledgeNotification, live);
  assert.match(JSON.stringify((await hovered())?.contents), /The provider says: Where it is/);
  assert.deepEqual(await offered(), ['zone']);
  await editor.connection.sendNotification(liveKnowledgeNotification, {});
  assert.equal(await hovered(), null);
});

test('an editor that has the commands is offered them above a template and a machine class', async () => {
  const editor = await start({ options: { commands: true } });
  await editor.open('clusters/lab.yaml', template);
  const uri = editor.uri('clusters/lab.yaml');
  const lenses: CodeLens[] = await editor.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  assert.deepEqual(
    lenses.map(({ command }) => [command?.title, command?.command, command?.arguments]),
    [
      ['Diff with Omni', 'omniScale.template.diff', [uri]],
      ['Sync…', 'omniScale.template.sync', [uri]],
    ],
  );
});

test('tells the errors of a file that is not open, for a runbook that is about to begin', async () => {
  const files = {
    'clusters/lab.yaml': template,
    'clusters/broken.yaml': template.replace('kind: ControlPlane', 'kind: Controlplane'),
  };
  const editor = await start({ files });
  await editor.open('notes.yaml', 'a: 1\n');
  const errorsOf = (path: string): Promise<string[]> =>
    editor.connection.sendRequest(errorsRequest, { uri: editor.uri(path) });
  let errors = await errorsOf('clusters/broken.yaml');
  while (errors.length === 0) errors = await errorsOf('clusters/broken.yaml');
  assert.match(errors.join(), /Controlplane/);
  assert.deepEqual(await errorsOf('clusters/lab.yaml'), []);
});

test('says where files declare what a view shows', async () => {
  const store = (kind: string, namespace = '') =>
    `apiVersion: external-secrets.io/v1\nkind: ${kind}\nmetadata: {name: vault${namespace}}\nspec: {provider: {fake: {data: []}}}\n`;
  const files = {
    'clusters/lab.yaml': `# two documents before it\n---\n${template}---\nkind: Workers\nname: gpu\n---\nkind: Workers\n`,
    'clusters/other.yaml': 'kind: Cluster\nname: other\n---\nkind: Workers\n',
    'stores.yaml': `${store('ClusterSecretStore')}---\n${store('SecretStore', ', namespace: wiki')}`,
    'apps/netdata/application.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: netdata, namespace: argocd}\n',
  };
  const editor = await start({ files });
  await editor.open('notes.yaml', 'a: 1\n');
  const placesOf = (params: object): Promise<Location[]> => editor.connection.sendRequest(declarationsRequest, params);
  let [place] = await placesOf({ type: 'cluster', name: 'lab' });
  while (!place) [place] = await placesOf({ type: 'cluster', name: 'lab' });
  assert.equal(place.uri, editor.uri('clusters/lab.yaml'));
  assert.equal(place.range.start.line, 3);
  const [application] = await placesOf({ type: 'application', name: 'netdata', namespace: 'argocd' });
  assert.equal(application?.uri, editor.uri('apps/netdata/application.yaml'));
  assert.deepEqual(await placesOf({ type: 'application', name: 'netdata', namespace: 'other' }), []);
  assert.deepEqual(await placesOf({ type: 'machine-class', name: 'none' }), []);

  const linesOf = async (params: object) =>
    (await placesOf(params)).map(({ uri, range }) => `${uri.split('/').at(-1)}:${range.start.line + 1}`);
  const set = (name: string) => linesOf({ type: 'machine-set', cluster: 'lab', name });
  assert.deepEqual(await set('lab-control-planes'), ['lab.yaml:8']);
  assert.deepEqual(await set('lab-gpu'), ['lab.yaml:12']);
  assert.deepEqual(await set('lab-workers'), ['lab.yaml:14']);
  assert.deepEqual(await set('lab-gone'), ['lab.yaml:4'], 'the cluster, where the set has no document');
  assert.deepEqual(await linesOf({ type: 'cluster-secret-store', name: 'vault' }), ['stores.yaml:3']);
  assert.deepEqual(await linesOf({ type: 'secret-store', name: 'vault', namespace: 'wiki' }), ['stores.yaml:8']);
  assert.deepEqual(await linesOf({ type: 'secret-store', name: 'vault', namespace: 'other' }), []);
});
