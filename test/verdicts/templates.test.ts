// Our errors against the verdicts of `omnictl cluster template validate`, and of what it does besides when it syncs. They
// are those of github.com/siderolabs/omni/client v1.9.3: pkg/template, Load and Validate, with the template's folder as
// the root of its files; then Translate, which makes the resources that are sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { readRows } from '../support/verdicts.ts';
import { judgeAt } from './omnictl-support.ts';

interface Row {
  readonly text: string;
  /** `refused` by Load or Validate, `unsent` because Translate fails, or `accepted`. */
  readonly verdict: 'refused' | 'unsent' | 'accepted';
  /** Files beside the template, by path, besides those that are always there. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What the templates name. */
const beside = new Map([['clusters/patches/a.yaml', 'machine:\n  sysctls: {vm.swappiness: "1"}\n']]);
const judge = judgeAt('clusters/lab.yaml', beside);

/**
 * Errors that stand for no refusal while the template is checked: all of a rule, or those with such a message. They tell
 * what fails when it is sent, on the server, or on the machines.
 */
const later: Readonly<Record<string, RegExp>> = {
  'cluster-template/bootstrap-spec': /Omni refuses the machine set/,
  'cluster-template/class-missing': /./,
  'cluster-template/class-name': /./,
  'cluster-template/discovery': /./,
  'cluster-template/extension-duplicate': /./,
  'cluster-template/extension-name': /./,
  'cluster-template/file-missing': /to sync/,
  'cluster-template/health-check': /to sync|Omni refuses the health check/,
  'cluster-template/kernel-args': /to sync|at sync/,
  'cluster-template/label-limits': /./,
  'cluster-template/machine-duplicate': /to sync/,
  'cluster-template/patch-duplicate': /./,
  'cluster-template/size': /creates its machines/,
  'cluster-template/version': /at sync/,
  'cluster-template/version-matrix': /./,
  'cluster-template/workers-name': /to sync/,
  'talos-patch/control-plane-only': /./,
  'talos-patch/hostname-conflict': /./,
  'talos-patch/hostname-shared': /./,
  'talos-patch/label-syntax': /./,
  'talos-patch/node-label': /./,
  'talos-patch/too-new': /./,
};

function isLater({ rule, message }: Finding): boolean {
  return later[rule]?.test(message) ?? false;
}

const rows = readRows<Row>(new URL('templates.jsonl', import.meta.url)).map((row) => ({
  ...row,
  errors: judge(row.text, row.files && new Map(Object.entries(row.files))),
}));

/** All differences at once: one at a time hides what they have in common. */
function differences(verdict: Row['verdict'], fits: (errors: readonly Finding[]) => boolean): readonly string[] {
  return rows
    .filter((row) => row.verdict === verdict && !fits(row.errors))
    .map(({ text, errors }) => `${text}\n${errors.map(({ rule, message }) => `  ${rule}: ${message}`).join('\n')}`);
}

test('what omnictl refuses has an error that says so', () => {
  assert.deepEqual(
    differences('refused', (errors) => errors.some((error) => !isLater(error))),
    [],
  );
});

test('what omnictl accepts has no error that says it refuses it', () => {
  assert.deepEqual(
    differences('accepted', (errors) => errors.every((error) => isLater(error) && !/to sync/.test(error.message))),
    [],
  );
});

test('what omnictl accepts and then does not send has an error, and none that says it is refused', () => {
  assert.deepEqual(
    differences('unsent', (errors) => errors.length > 0 && errors.every(isLater)),
    [],
  );
});
