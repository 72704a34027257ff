// Our errors in machine classes against the verdicts of Omni: the file is decoded as `omnictl apply` of
// github.com/siderolabs/omni/client v1.9.3 does (cosi-project/runtime v1.16.2, protobuf.YAMLResource), sent through
// protobuf, and judged by what the server's validations ask of metadata, selectors (client/pkg/cosi/labels,
// ParseSelectors) and automatic provisioning. No provider's schema is among it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { readRows } from '../support/verdicts.ts';
import { judgeAt } from './omnictl-support.ts';

interface Row {
  readonly text: string;
  readonly verdict: 'refused' | 'accepted';
}

/** The rules whose errors stand for a refusal; the others tell what the provider, Proxmox or the machines refuse. */
const refusals: ReadonlySet<string> = new Set([
  ...['envelope', 'metadata', 'metadata-limits', 'metadata-value', 'empty-document', 'mode'].map(
    (name) => `machine-class/${name}`,
  ),
  ...['matchlabels', 'matchlabels-forbidden', 'autoprovision', 'kernel-args', 'provider-id'].map(
    (name) => `machine-class/${name}`,
  ),
  ...['syntax', 'key-type', 'merge-key', 'value'].map((name) => `yaml/${name}`),
]);

const judge = judgeAt('machine-classes/a.yaml', new Map());

const rows = readRows<Row>(new URL('classes.jsonl', import.meta.url)).map((row) => ({
  ...row,
  errors: judge(row.text),
}));

/** All differences at once: one at a time hides what they have in common. */
function differences(verdict: Row['verdict'], fits: (errors: readonly Finding[]) => boolean): readonly string[] {
  return rows
    .filter((row) => row.verdict === verdict && !fits(row.errors))
    .map(({ text, errors }) => `${text}\n${errors.map(({ rule, message }) => `  ${rule}: ${message}`).join('\n')}`);
}

test('a class that is refused has an error', () => {
  assert.deepEqual(
    differences('refused', (errors) => errors.length > 0),
    [],
  );
});

test('a class that is accepted has no error that says it is refused', () => {
  assert.deepEqual(
    differences('accepted', (errors) => errors.every(({ rule }) => !refusals.has(rule))),
    [],
  );
});
