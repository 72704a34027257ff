// Verdicts of k8s.io/pod-security-admission v0.37.2: policy.EvaluatePod for the baseline and the restricted level of each
// version of the standards, on pods that k8s.io/kubernetes v1.37.2 decodes and finds valid; and api.PolicyToEvaluate for
// the labels of a namespace.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { label } from '../../server/src/core/rules/pod-security/label.ts';
import { privileged } from '../../server/src/core/rules/pod-security/privileged.ts';
import { unneeded } from '../../server/src/core/rules/pod-security/unneeded.ts';
import type { Rule } from '../../server/src/core/rules/rule.ts';
import { identify, openFiles } from '../support/fixtures.ts';
import { readRows } from '../support/verdicts.ts';

/** A pod as a whole manifest, or its specification and one annotation, to be put into a manifest of a kind. */
interface PodRow {
  readonly yaml?: string;
  readonly kind?: string;
  readonly spec?: string;
  readonly annotation?: string;
  /** The minor versions of the standards that refuse it: `0-28`, or nothing. */
  readonly baseline: string;
  readonly restricted: string;
}

interface LabelRow {
  readonly labels: Readonly<Record<string, string>>;
  /** The labels that the API server refuses. */
  readonly errors: readonly string[];
}

const rows = readRows<PodRow | LabelRow>(new URL('pods.jsonl', import.meta.url));
const pods = rows.flatMap((row) => ('labels' in row ? [] : row));
const labels = rows.flatMap((row) => ('labels' in row ? row : []));

// The API servers of today, and what namespaces pin: nothing, and versions before and after each change of the standards.
const servers = Array.from({ length: 13 }, (_, i) => 25 + i);
const pins = [undefined, 18, 26, 28, 31, 34, 37];

for (const pin of pins) {
  test(`baseline, ${pin === undefined ? 'no version' : `version v1.${pin}`}: pods that every API server refuses, and no others, are reported`, () => {
    const differences = pods.flatMap((row) => {
      const refused = isRefused(row.baseline, pin);
      return isReported(row, 'baseline', pin) === refused
        ? []
        : [`${refused ? 'missed' : 'false'}: ${manifestOf(row)}`];
    });
    assert.deepEqual(differences, []);
  });
}

test('restricted: what breaks the baseline level is reported, and nothing that is let in', () => {
  const differences = pods.flatMap((row) => {
    const found = isReported(row, 'restricted', undefined);
    if (found && !isRefused(row.restricted, undefined)) return [`false: ${manifestOf(row)}`];
    return !found && isRefused(row.baseline, undefined) ? [`missed: ${manifestOf(row)}`] : [];
  });
  assert.deepEqual(differences, []);
});

test('a privileged namespace is called needless only where every API server lets its pods in at the baseline level', () => {
  const needless = pods.filter((row) => {
    const files = new Map([
      ['app.yaml', application],
      ['web/namespace.yaml', namespaceWith({ 'pod-security.kubernetes.io/enforce': 'privileged' })],
      ['web/pod.yaml', manifestOf(row)],
    ]);
    return findingsIn(files, 'web/namespace.yaml', unneeded).length > 0;
  });
  assert.deepEqual(needless.filter(({ baseline }) => isRefusedBySome(baseline)).map(manifestOf), []);
  assert.ok(needless.length > 50, `${needless.length} are called needless`);
});

test('labels that the API server refuses are reported, and no others', () => {
  const differences = labels.flatMap((row) => {
    const yaml = namespaceWith(row.labels);
    const found = findingsIn(new Map([['namespace.yaml', yaml]]), 'namespace.yaml', label)
      .filter(({ severity }) => severity === 'error')
      .map(({ span }) => Object.keys(row.labels).find((key) => yaml.slice(0, span.start).endsWith(`"${key}": `)));
    return JSON.stringify(found) === JSON.stringify(row.errors) ? [] : [`${yaml}  ${row.errors}, ours: ${found}`];
  });
  assert.deepEqual(differences, []);
});

const application = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  source: {repoURL: https://git.example.com/gitops.git, path: web}
  destination: {namespace: web}
`;

function isRefusedBySome(ranges: string): boolean {
  return servers.some((server) => isIn(ranges, server));
}

/** True where every API server refuses the pod: one applies its own version where the label asks for a later one. */
function isRefused(ranges: string, pin: number | undefined): boolean {
  return servers.every((server) => isIn(ranges, Math.min(server, pin ?? server)));
}

function isIn(ranges: string, version: number): boolean {
  const bounds = ranges === '' ? [] : ranges.split(',').map((range) => range.split('-').map(Number));
  return bounds.some(([from = 0, to = -1]) => from <= version && version <= to);
}

function isReported(row: PodRow, level: string, pin: number | undefined): boolean {
  const version = pin === undefined ? {} : { 'pod-security.kubernetes.io/enforce-version': `v1.${pin}` };
  const namespace = namespaceWith({ 'pod-security.kubernetes.io/enforce': level, ...version });
  const files = new Map([
    ['namespace.yaml', namespace],
    ['pod.yaml', manifestOf(row)],
  ]);
  return findingsIn(files, 'pod.yaml', privileged).length > 0;
}

function findingsIn(files: ReadonlyMap<string, string>, path: string, rule: Rule) {
  return openFiles(files, [rule])
    .findings(identify(path).uri)
    .filter((finding) => finding.rule === rule.id);
}

function namespaceWith(entries: Readonly<Record<string, string>>): string {
  const lines = Object.entries(entries).map(([key, value]) => `    "${key}": ${JSON.stringify(value)}\n`);
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n  labels:\n${lines.join('')}`;
}

function manifestOf({ yaml, kind, spec = '', annotation }: PodRow): string {
  if (yaml !== undefined) return yaml;
  const metadata =
    annotation === undefined ? '{name: a, namespace: web}' : `{name: a, namespace: web, annotations: {${annotation}}}`;
  const template = `metadata: ${metadata}\nspec:\n${indented(spec)}`;
  if (kind === 'Pod') return `apiVersion: v1\nkind: Pod\n${template}`;
  const body =
    kind === 'CronJob'
      ? `jobTemplate:\n  spec:\n    template:\n${indented(template, 6)}`
      : `template:\n${indented(template)}`;
  return `apiVersion: ${versionOf(kind)}\nkind: ${kind}\nmetadata: {name: a, namespace: web}\nspec:\n${indented(body)}`;
}

function versionOf(kind: string | undefined): string {
  if (kind === 'ReplicationController') return 'v1';
  return kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
}

function indented(text: string, by = 2): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
