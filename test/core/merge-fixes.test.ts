// Repairs of several findings at once: what they do alike is done once, and none is done by half.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { mergeFixes } from '../../server/src/core/rules/merge-fixes.ts';
import { applyEdits, type TextEdit } from '../../server/src/core/text/edits.ts';
import { span } from '../../server/src/core/text/span.ts';
import { identify, openFiles } from '../support/fixtures.ts';

const text = 'spec:\n  a: 1\n  list:\n    - x\n';
const insert = (at: number, newText: string): TextEdit => ({ span: span(at, at), newText });
const replace = (start: number, end: number, newText: string): TextEdit => ({ span: span(start, end), newText });
const merged = (...fixes: readonly (readonly TextEdit[])[]): string => applyEdits(text, mergeFixes(fixes));

test('two fixes that add the same lines add them once', () => {
  const line = insert(5, '\n  b: 2');
  assert.equal(merged([line], [line]), text.replace('spec:', 'spec:\n  b: 2'));
});

test('a key is written once, though two fixes give it different values', () => {
  assert.equal(
    merged([insert(5, '\n  b: 2')], [insert(5, '\n  b:\n    c: 3')]),
    text.replace('spec:', 'spec:\n  b: 2'),
  );
});

test('different keys and different items at one place all stay', () => {
  assert.equal(
    merged([insert(5, '\n  b: 2')], [insert(5, '\n  c: 3')]),
    text.replace('spec:', 'spec:\n  b: 2\n  c: 3'),
  );
  const end = text.length - 1;
  assert.equal(merged([insert(end, '\n    - y: 1')], [insert(end, '\n    - y: 2')]), `${text}    - y: 1\n    - y: 2\n`);
});

test('a fix that crosses an earlier one is left out whole', () => {
  const first = [replace(8, 12, 'a: 2')];
  const second = [replace(11, 12, '3'), insert(5, '\n  b: 2')];
  assert.equal(merged(first, second), text.replace('a: 1', 'a: 2'));
});

test('two findings that share their fix are both repaired by it', () => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: wiki, namespace: argocd}
spec:
  ignoreDifferences:
    - group: external-secrets.io
      kind: ExternalSecret
      jsonPointers:
        - /spec/data/0/remoteRef/decodingStrategy
        - /spec/data/1/remoteRef/decodingStrategy
        - /metadata/labels
`;
  const path = 'wiki.yaml';
  const asked = allRules.filter((rule) => rule.id === 'argocd/ignore-differences');
  const findingsOf = (files: string): readonly Finding[] =>
    openFiles(new Map([[path, files]]), asked).findings(identify(path).uri);
  const found = findingsOf(application);
  assert.equal(found.length, 2);
  const fixed = applyEdits(application, mergeFixes(found.map((finding) => finding.fixes[0]?.edits ?? [])));
  assert.equal(fixed.split('jqPathExpressions').length, 2, fixed);
  assert.deepEqual(findingsOf(fixed), []);
});
