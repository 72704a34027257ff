// The repairs that the built language server offers over stdio, and what an editor is to do for them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction, CreateFile, TextDocumentEdit } from 'vscode-languageserver/node';
import { codes, editors, machineClass } from './client.ts';

const start = editors();

test('offers the repair, all repairs of a rule, and a suppression', async () => {
  const editor = await start({});
  const text = machineClass.replace('cores: 4', 'cores: "4"\n      sockets: "1"');
  await editor.open('machine-classes/a.yaml', text);
  const { diagnostics } = await editor.waitFor('machine-classes/a.yaml', (params) => codes(params).length === 2);
  const [first] = diagnostics;
  const actions: CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: editor.uri('machine-classes/a.yaml') },
    range: first?.range,
    context: { diagnostics },
  });
  assert.deepEqual(
    actions.map((action) => action.title),
    [
      'Write `4`',
      'Fix all 2 of machine-class/providerdata-schema in this file',
      'Ignore machine-class/providerdata-schema here',
      'Fix everything that has one repair',
    ],
  );
  const [edit] = (actions[1]?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  assert.deepEqual(edit?.textDocument, { uri: editor.uri('machine-classes/a.yaml'), version: 1 });
  assert.deepEqual(
    edit?.edits.map((change) => 'newText' in change && change.newText),
    ['4', '1'],
  );
  const [ignore] = (actions[2]?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  assert.deepEqual(ignore?.edits, [
    {
      range: { start: { line: 8, character: 0 }, end: { line: 8, character: 0 } },
      newText: '      # omni-scale-ignore machine-class/providerdata-schema:\n',
    },
  ]);
});

test('leaves repairs of another file to a person, one at a time', async () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n';
  const agent = (name: string): string =>
    `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: ${name}, namespace: web}\nspec:\n  template:\n    spec:\n      hostNetwork: true\n      containers: [{name: a, image: "registry.example.com/a:1.0"}]\n`;
  const text = `${agent('north')}---\n${agent('south')}`;
  // Something of Talos stands beside them: its default is what refuses the pods.
  const patch = 'machine: {sysctls: {vm.overcommit_memory: "1"}}\n';
  const files = { 'web/namespace.yaml': namespace, 'web/agents.yaml': text, 'patches/memory.yaml': patch };
  const editor = await start({ files });
  await editor.open('web/agents.yaml', text);
  const { diagnostics } = await editor.waitFor('web/agents.yaml', (params) => codes(params).length === 2);
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['pod-security/privileged', 'pod-security/privileged'],
  );
  const actions: CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: editor.uri('web/agents.yaml') },
    range: diagnostics[0]?.range,
    context: { diagnostics },
  });
  // Both ask for the same label of the Namespace: done twice it would stand there twice.
  assert.deepEqual(
    actions.map((action) => action.title),
    ['Label Namespace `web` as privileged', 'Ignore pod-security/privileged here'],
  );
  const [edit] = (actions[0]?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  assert.equal(edit?.textDocument.uri, editor.uri('web/namespace.yaml'));
});

test('accepts a secret in omni-scale.yaml: as a new file, and as it stands in the editor', async () => {
  const drawn = '9f8e7d6c5b4a39281706f5e4d3c2b1a0';
  const text = `token: ${drawn}\npassword: hunter22\n`;
  const workspaceEdit = { documentChanges: true, resourceOperations: ['create' as const] };
  const editor = await start({ files: { 'values.yaml': text }, capabilities: { workspace: { workspaceEdit } } });
  await editor.open('values.yaml', text);
  const published = await editor.waitFor('values.yaml', ({ diagnostics }) => diagnostics.length === 2);
  const actionsOf = (line: number): Promise<CodeAction[]> =>
    editor.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: editor.uri('values.yaml') },
      range: { start: { line, character: 10 }, end: { line, character: 10 } },
      context: { diagnostics: published.diagnostics },
    });
  const [accept, ignore] = await actionsOf(0);
  assert.equal(accept?.title, 'Accept this value in `omni-scale.yaml`');
  assert.equal(ignore?.title, 'Ignore secret/literal here');
  const [create, fill] = (accept?.edit?.documentChanges ?? []) as [CreateFile, TextDocumentEdit];
  assert.deepEqual(create, { kind: 'create', uri: editor.uri('omni-scale.yaml'), options: { ignoreIfExists: true } });
  const [made] = fill.edits;
  const written = made && 'newText' in made ? made.newText : '';
  assert.match(written, /^secrets:\n {2}salt: [0-9a-f]{32}\n {2}accepted:\n {4}- [0-9a-f]{64} # values\.yaml\n$/);
  // The hash of a password can be found by guessing, so that is not offered.
  assert.deepEqual(
    (await actionsOf(1)).map(({ title }) => title),
    ['Ignore secret/literal here'],
  );

  const unsaved = `secrets:\n  salt: ${'0f'.repeat(16)} # ours\nrules: {}\n`;
  await editor.open('omni-scale.yaml', unsaved);
  const [again] = await actionsOf(0);
  const [edit] = (again?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  assert.equal(edit?.textDocument.uri, editor.uri('omni-scale.yaml'));
  assert.equal(typeof edit?.textDocument.version, 'number');
  const end = { line: 1, character: unsaved.split('\n')[1]?.length ?? 0 };
  const [added] = edit?.edits ?? [];
  assert.deepEqual(added?.range, { start: end, end });
  const newText = added && 'newText' in added ? added.newText : '';
  assert.match(newText, /^\n {2}accepted:\n {4}- [0-9a-f]{64} # values\.yaml$/);
  const accepted = unsaved.replace('# ours', `# ours${newText}`);
  await editor.change('omni-scale.yaml', accepted);
  await editor.waitFor('values.yaml', ({ diagnostics }) => diagnostics.length === 1);
});

test('renames a file as a repair where the editor can', async () => {
  const classes = (id: string): string => machineClass.replace('lab-worker', id);
  const files = {
    'machine-classes/a.yaml': classes('a'),
    'machine-classes/b.yaml': classes('b'),
    'machine-classes/c.yaml': classes('d'),
  };
  const renames = async (workspaceEdit?: object): Promise<unknown> => {
    const editor = await start({ files, capabilities: workspaceEdit ? { workspace: { workspaceEdit } } : {} });
    await editor.open('machine-classes/c.yaml', files['machine-classes/c.yaml']);
    await editor.waitFor('machine-classes/c.yaml', ({ diagnostics }) =>
      diagnostics.some(({ code }) => code === 'machine-class/file-name'),
    );
    const at = { line: 3, character: 6 };
    const actions: CodeAction[] = await editor.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: editor.uri('machine-classes/c.yaml') },
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
    return actions
      .flatMap(({ title, edit }) => (title.startsWith('Rename') ? [title, edit?.documentChanges] : []))
      .map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll(editor.uri(''), '')));
  };
  assert.deepEqual(await renames({ documentChanges: true, resourceOperations: ['create', 'rename'] }), [
    'Rename the file to `d.yaml`',
    '[{"kind":"rename","oldUri":"/machine-classes/c.yaml","newUri":"/machine-classes/d.yaml"}]',
  ]);
  assert.deepEqual(await renames(), []);
});
