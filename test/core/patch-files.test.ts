// A file that a cluster template takes as a patch is one, whatever it looks like, and only as long as it is taken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LanguageService } from '../../server/src/core/service.ts';
import { hostWith } from '../../server/src/live/files/host.ts';
import { identify, root } from '../support/fixtures.ts';

const template = 'kind: Workers\nmachineClass: {name: worker, size: 1}\npatches: [{file: overlays/a.yaml}]\n';
const overlay = 'machin: {sysctls: {a: "1"}}\n';

function kindsOf(service: LanguageService, path: string): readonly string[] {
  return (service.file(identify(path).uri)?.documents ?? []).map(({ document }) => document.kind);
}

function open(files: Readonly<Record<string, string>>): LanguageService {
  const service = new LanguageService(
    [],
    hostWith((message) => assert.fail(message)),
  );
  service.setFolders([{ uri: root, name: 'workspace', remotes: [] }]);
  for (const [path, text] of Object.entries(files)) service.setText(identify(path), text);
  return service;
}

for (const order of ['template first', 'patch first']) {
  test(`a patch is recognised by its place in a template: ${order}`, () => {
    const files = Object.entries({ 'lab.yaml': template, 'overlays/a.yaml': overlay });
    const service = open(Object.fromEntries(order === 'patch first' ? files.toReversed() : files));
    assert.deepEqual(kindsOf(service, 'overlays/a.yaml'), ['talos-patch']);
    assert.ok(service.outdated().includes(identify('overlays/a.yaml').uri));
  });
}

test('a file ceases to be a patch with its entry, with its template, and when that cannot be read', () => {
  const steps: readonly ((service: LanguageService) => void)[] = [
    (service) => service.setText(identify('lab.yaml'), template.replace('a.yaml', 'b.yaml')),
    (service) => service.remove(identify('lab.yaml').uri),
    (service) => service.setUnread(identify('lab.yaml'), 'It is too large.'),
  ];
  for (const step of steps) {
    const service = open({ 'lab.yaml': template, 'overlays/a.yaml': overlay });
    step(service);
    assert.deepEqual(kindsOf(service, 'overlays/a.yaml'), ['unknown']);
  }
});

test('a file that could not be read keeps the reason', () => {
  const service = open({});
  service.setUnread(identify('overlays/a.yaml'), 'It is no text.');
  service.setText(identify('lab.yaml'), template);
  assert.equal(service.file(identify('overlays/a.yaml').uri)?.unread, 'It is no text.');
});

test('a template that takes itself, and templates that take each other, stay templates', () => {
  const service = open({
    'a.yaml': 'kind: Workers\npatches: [{file: a.yaml}, {file: b.yaml}]\n---\nzone: north\n',
    'b.yaml': 'kind: Workers\npatches: [{file: a.yaml}]\n',
  });
  assert.deepEqual(kindsOf(service, 'a.yaml'), ['template-workers', 'template-unknown']);
  assert.deepEqual(kindsOf(service, 'b.yaml'), ['template-workers']);
});

test('other things that are plainly something else stay what they are', () => {
  const service = open({
    'lab.yaml': 'kind: Workers\npatches: [{file: class.yaml}, {file: object.yaml}, {file: empty.yaml}]\n',
    'class.yaml': 'metadata: {type: MachineClasses.omni.sidero.dev}\nspec: {}\n',
    'object.yaml': 'apiVersion: v1\nkind: ConfigMap\n',
    'empty.yaml': '# nothing\n',
  });
  assert.deepEqual(kindsOf(service, 'class.yaml'), ['machine-class']);
  assert.deepEqual(kindsOf(service, 'object.yaml'), ['manifest']);
  assert.deepEqual(kindsOf(service, 'empty.yaml'), ['talos-patch']);
});
