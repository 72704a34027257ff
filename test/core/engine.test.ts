// What is asked again after a change: the rules that rest on what changed, and no others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkspaceContext, WorkspaceRule } from '../../server/src/core/rules/rule.ts';
import { identify, openFiles } from '../support/fixtures.ts';

/** A rule that counts how often it is asked, and reports what it saw. */
function counted(id: string, see: (context: WorkspaceContext) => unknown) {
  let asked = 0;
  const rule: WorkspaceRule = {
    ...{ id, title: id, severity: 'hint', kinds: ['machine-class'], needs: 'workspace', why: '' },
    ...{ bad: '', good: '', source: '' },
    check(context) {
      asked++;
      context.report({ at: { start: 0, end: 8 }, message: `${id}: ${JSON.stringify(see(context))}` });
    },
  };
  return { rule, asked: () => asked };
}

const classText = (id: string) =>
  `metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: ${id}}\nspec: {matchlabels: [a]}\n`;

test('a rule is asked again when what it asked for changes, and no other is', () => {
  const classes = counted('test/classes', ({ workspace }) => workspace.facts('machine-class').length);
  const nodes = counted('test/nodes', ({ workspace }) => workspace.live('nodes') ?? 'unknown');
  const agreed = counted('test/agreed', ({ conventions }) => conventions.versions.omni ?? 'nothing');
  const alone = counted('test/alone', () => 'itself');
  const rules = [classes, nodes, agreed, alone];
  const service = openFiles(new Map([['a.yaml', classText('a')]]), [...rules.map(({ rule }) => rule)]);
  const uri = identify('a.yaml').uri;
  const found = () =>
    service
      .findings(uri)
      .map(({ message }) => message)
      .sort();
  const asked = () => rules.map((each) => each.asked());
  assert.deepEqual(found(), [
    'test/agreed: "nothing"',
    'test/alone: "itself"',
    'test/classes: 1',
    'test/nodes: "unknown"',
  ]);
  assert.deepEqual(asked(), [1, 1, 1, 1]);

  service.setText(identify('b.yaml'), classText('b'));
  assert.deepEqual(service.outdated(), [uri, identify('b.yaml').uri]);
  assert.deepEqual(found().slice(2), ['test/classes: 2', 'test/nodes: "unknown"']);
  assert.deepEqual(asked(), [2, 1, 1, 1]);

  service.setLive({ nodes: ['rack-a'] });
  assert.deepEqual(found().slice(2), ['test/classes: 2', 'test/nodes: ["rack-a"]']);
  assert.deepEqual(asked(), [2, 2, 1, 1]);

  service.setText(identify('omni-scale.yaml'), 'versions: {omni: 1.9.3}\n');
  assert.deepEqual(found().slice(0, 2), ['test/agreed: "1.9.3"', 'test/alone: "itself"']);
  assert.deepEqual(asked(), [2, 2, 2, 1]);

  service.setLive({ nodes: ['rack-a'] });
  found();
  assert.deepEqual(asked(), [2, 2, 2, 1], 'nothing differs');

  service.setText(identify('a.yaml'), `${classText('a')}# changed\n`);
  found();
  assert.deepEqual(asked(), [3, 3, 3, 2], 'another document');
});

test('until all files are read, only early rules speak, and they follow what changes', () => {
  const late = counted('test/late', ({ workspace }) => workspace.facts('machine-class').length);
  const early = counted('test/early', ({ workspace }) => workspace.live('nodes') ?? 'unknown');
  const service = openFiles(new Map(), [late.rule, { ...early.rule, early: true }]);
  service.setWorkspaceKnown(false);
  service.setText(identify('a.yaml'), classText('a'));
  const uri = identify('a.yaml').uri;
  const found = () => service.findings(uri).map(({ message }) => message);
  assert.deepEqual(found(), ['test/early: "unknown"']);
  service.setText(identify('b.yaml'), classText('b'));
  assert.ok(!service.outdated().includes(uri), 'what it found rests on no other file');
  service.setLive({ nodes: ['rack-a'] });
  assert.ok(service.outdated().includes(uri));
  assert.deepEqual(found(), ['test/early: ["rack-a"]']);
  assert.deepEqual([late.asked(), early.asked()], [0, 2]);
  service.setWorkspaceKnown(true);
  assert.deepEqual(found().sort(), ['test/early: ["rack-a"]', 'test/late: 2']);
  assert.deepEqual([late.asked(), early.asked()], [1, 2]);
});

test('a file that comes to lie elsewhere is taken for what it is there', () => {
  const { rule } = counted('test/place', ({ file }) => file.path);
  const service = openFiles(new Map([['specs/a.yaml', 'phases: []\n']]), [{ ...rule, kinds: 'any' }]);
  const { uri, folder } = identify('specs/a.yaml');
  const seen = () => [service.file(uri)?.documents[0]?.document.kind, service.findings(uri)[0]?.message];
  assert.deepEqual(seen(), ['initiative-spec', 'test/place: "specs/a.yaml"']);

  service.setText({ uri, folder: `${folder}/specs`, path: 'a.yaml' }, 'phases: []\n');
  assert.deepEqual(seen(), ['unknown', 'test/place: "a.yaml"']);
});
