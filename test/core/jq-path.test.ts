// Which jq expressions for paths are certainly refused. The verdicts are those of jq on `del(<expression>)`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jqFault } from '../../server/src/core/text/jq-path.ts';

/** Expressions that jq refuses, with what was most likely meant. */
const refused: readonly (readonly [expression: string, right?: string])[] = [
  ['spec.replicas', '.spec.replicas'],
  ['metadata', '.metadata'],
  ['data["a.b"]', '.data["a.b"]'],
  ['$.spec.replicas', '.spec.replicas'],
  ['/spec/replicas'],
  ['.spec.'],
  ['.spec. | .replicas'],
  ['(.spec.)'],
  ['.spec..replicas'],
  ['.spec.containers[]..image'],
  ['.spec.template |'],
  ['| .spec'],
  ['.spec, '],
  ['.spec | | .replicas'],
  ['.spec.containers[*].image', '.spec.containers[].image'],
  ['.spec.containers.*.image', '.spec.containers[].image'],
  ['.spec.containers[.image'],
  ['.spec["replicas]'],
  ['.metadata.annotations.example.com/owner', '.metadata.annotations["example.com/owner"]'],
  ['.spec.match-labels.app', '.spec["match-labels"].app'],
];

const accepted = [
  ...['.', '..', '.spec.replicas', '.spec.replicas?', '.spec?.replicas', '.metadata.annotations["example.com/owner"]'],
  ...['.spec.containers[]?.resources', '.spec.containers[-1]', '.spec.containers[1:]', '.["spec"].replicas', '."spec"'],
  ...['.. | .image?', '.spec | .replicas', '.spec, .status', '(.spec) | .replicas', 'recurse | .image?', 'paths'],
  ...['first(.spec.containers[])', 'getpath(["spec", "a-b"])', '.spec.containers[] | select(.name == "a.") | .image'],
  ...[
    '.spec.containers[] | select(.name | test("^a/b-")) | .image',
    '.data | to_entries[]',
    '.a # the end.',
    '.a[1].b',
  ],
  ...['.spec.containers[] | select(.image | startswith("\\(.name)"))', '.spec.template.spec.containers[].env[]?'],
];

test('faults of jq expressions, and what was meant', () => {
  assert.deepEqual(
    refused.map(([expression]) => [expression, jqFault(expression) ? (jqFault(expression)?.right ?? '') : 'fine']),
    refused.map(([expression, right = '']) => [expression, right]),
  );
});

test('expressions that jq can read have no fault', () => {
  assert.deepEqual(
    accepted.filter((expression) => jqFault(expression) !== undefined),
    [],
  );
});
