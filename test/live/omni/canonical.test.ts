// What means the same looks the same, and what differs does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalYaml, readDeclared } from '../../../server/src/live/omni/canonical.ts';
import { normalise, normaliseEvent } from '../../../server/src/live/omni/normalise.ts';

function canonical(yaml: string): string {
  const read = readDeclared(yaml, 'file.yaml');
  if (!read.ok) assert.fail(read.fault.message);
  return canonicalYaml(read.value);
}

const head = 'metadata:\n  type: MachineClasses.omni.sidero.dev\n  id: lab\n';

test('order, comments, quotes, server fields and values that are the default do not matter', () => {
  const written = `# the lab\n${head}  version: 3\n  owner:\n  phase: running\n  labels: {b: "", a: "1"}\nspec:\n  autoprovision:\n    providerid: "rack"\n    grpctunnel: 0\n    kernelargs: []\n  matchlabels: []\n`;
  const stored = `metadata:\n  id: lab\n  type: MachineClasses.omni.sidero.dev\n  labels:\n    a: 1\n    b:\nspec:\n  autoprovision:\n    metavalues: null\n    providerid: rack\n`;
  assert.equal(canonical(written), canonical(stored));
  assert.equal(
    canonical(written),
    'metadata:\n  type: MachineClasses.omni.sidero.dev\n  id: lab\n  labels:\n    a: "1"\n    b: ""\nspec:\n  autoprovision:\n    providerid: rack\n',
  );
});

test('text stays as it is, line by line, and an element of a list stays in its place', () => {
  const yaml = `${head}spec:\n  providerdata: |\n    # sizes\n    cores: 0\n  list: [0, "", a]\n`;
  assert.match(canonical(yaml), /providerdata: \|\n {4}# sizes\n {4}cores: 0\n/);
  assert.match(canonical(yaml), /list:\n {4}- 0\n {4}- ""\n {4}- a\n/);
});

test('clusters come before patches, patches before machine sets', () => {
  const of = (type: string, id: string) => `metadata: {type: ${type}.omni.sidero.dev, id: ${id}}\nspec: {}\n`;
  const text = canonical(
    [of('MachineSets', 'b'), of('ConfigPatches', 'p'), of('MachineSets', 'a'), of('Clusters', 'c')].join('---\n'),
  );
  assert.deepEqual(
    [...text.matchAll(/ {2}id: (\w)/g)].map(([, id]) => id),
    ['c', 'p', 'a', 'b'],
  );
});

test('what is no resource is told', () => {
  const bomb = `a: &a [x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c]\n`;
  for (const yaml of ['kind: Cluster\n', '- 1\n', 'metadata: {type: X}\n', 'metadata: [\n', bomb]) {
    const read = readDeclared(yaml, 'file.yaml');
    assert.equal(!read.ok && read.fault.kind, 'unreadable', yaml);
  }
  assert.deepEqual(readDeclared('---\n# nothing\n', 'file.yaml'), { ok: true, value: [] });
});

test('printed objects that are no resource or no event are left out, and never crash', () => {
  for (const printed of [
    null,
    1,
    'x',
    [],
    {},
    { metadata: null },
    { metadata: { id: 'a' } },
    { metadata: { type: 'X' } },
  ])
    assert.equal(normalise(printed), undefined);
  const metadata = {
    id: true,
    type: 'Clusters.omni.sidero.dev',
    namespace: 'default',
    labels: { a: 1.5, b: null },
    owner: '',
  };
  assert.deepEqual(normalise({ metadata, spec: null }), {
    id: 'true',
    namespace: 'default',
    type: 'Clusters.omni.sidero.dev',
    phase: 'running',
    labels: { a: '1.5', b: '' },
    annotations: {},
    spec: {},
  });
  assert.equal(normaliseEvent({ metadata, event: 'bootstrapped' }), undefined);
  assert.equal(normaliseEvent({ metadata }), undefined);
});
