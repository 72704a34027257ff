import assert from 'node:assert/strict';
import { test } from 'node:test';
import { data } from '../../server/src/core/rules/external-secrets/data.ts';
import { drift } from '../../server/src/core/rules/external-secrets/drift.ts';
import { duplicateKey } from '../../server/src/core/rules/external-secrets/duplicate-key.ts';
import { field } from '../../server/src/core/rules/external-secrets/field.ts';
import { interval } from '../../server/src/core/rules/external-secrets/interval.ts';
import { policy } from '../../server/src/core/rules/external-secrets/policy.ts';
import { provider } from '../../server/src/core/rules/external-secrets/provider.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { applyEdits } from '../../server/src/core/text/edits.ts';
import { identify, openFiles } from '../support/fixtures.ts';
import { readRows } from '../support/verdicts.ts';

interface Row {
  readonly case: string;
  readonly kind?: string;
  readonly spec: string;
  /** The releases that refuse it: `1.3.2` or `1.3.2..2.0.0`, both ends included. */
  readonly refused?: readonly string[];
  /** By release, what Argo CD shows as changed where it compares lists as one value. */
  readonly drift?: readonly { readonly releases: readonly string[]; readonly fields: readonly string[] }[];
}

const releases = [
  ...['0.9.20', '0.10.7', '0.14.4', '0.16.0', '0.17.0', '0.18.1', '0.19.2', '0.20.4'],
  ...['1.0.0', '1.3.2', '2.0.0', '2.3.0', '2.4.1', '2.7.0', '2.8.0', '2.9.0'],
];

const rules = [data, drift, duplicateKey, field, interval, policy, provider];

const rows = readRows<Row>(new URL('external-secrets.jsonl', import.meta.url));

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: wiki}
spec:
  source: {repoURL: https://git.example.com/gitops.git, path: wiki}
`;

function document(row: Row, index: number, release: string): string {
  const { kind = 'ExternalSecret', spec } = row;
  const version = releases.indexOf(release) < releases.indexOf('0.16.0') ? 'v1beta1' : 'v1';
  const head = `apiVersion: external-secrets.io/${version}\nkind: ${kind}\nmetadata: {name: case-${index}}\nspec:\n`;
  const isInner = kind === 'ClusterExternalSecret';
  const lines = spec.split('\n').map((line) => (isInner ? `    ${line}` : `  ${line}`));
  return `${head}${isInner ? '  externalSecretSpec:\n' : ''}${lines.join('\n')}\n`;
}

/** What the rules find in each case, all cases being files of one repository. */
function findings(wanted: readonly Row[], release: string, syncPolicy = ''): readonly (readonly Finding[])[] {
  const path = (index: number): string => `wiki/${index}.yaml`;
  const service = openFiles(
    new Map([
      ['omni-scale.yaml', `versions: {externalSecrets: ${release}, argocd: 3.5}\n`],
      ['wiki.yaml', application + syncPolicy],
      ...wanted.map((row, i): [string, string] => [path(i), document(row, i, release)]),
    ]),
    rules,
  );
  return wanted.map((_, i) => service.findings(identify(path(i)).uri));
}

function includes(ranges: readonly string[], release: string): boolean {
  return ranges.some((range) => {
    const [first = '', last = first] = range.split('..');
    const at = releases.indexOf(release);
    return releases.indexOf(first) <= at && at <= releases.indexOf(last);
  });
}

/** The expressions that the first repairs write into the Application. */
function ignored(found: readonly Finding[]): readonly string[] {
  const repaired = found.map(({ fixes }) =>
    applyEdits(application, fixes[0]?.elsewhere.flatMap(({ edits }) => edits) ?? []),
  );
  return [...new Set(repaired.flatMap((text) => text.match(/\.spec\S+/g) ?? []))].sort();
}

// The verdicts are those of the CustomResourceDefinitions in config/crds/bases at these tags of External Secrets, read by
// Kubernetes' apiextensions-apiserver v0.34.0 (pruning.Prune, defaulting.Default, validation.ValidateCustomResource, CEL
// rules), then of the webhook at the same tag (validateExternalSecret; of stores, GetRefreshInterval).
test('what a release of External Secrets refuses is an error here, and nothing else is', () => {
  const admitted = rows.filter(({ refused }) => refused !== undefined);
  const differences = releases.flatMap((release) =>
    findings(admitted, release).flatMap((found, i) => {
      const row = admitted[i];
      const isRefused = found.some(({ severity }) => severity === 'error');
      return row && isRefused !== includes(row.refused ?? [], release)
        ? [`${release} ${row.case}: ours ${isRefused}`]
        : [];
    }),
  );
  assert.deepEqual(differences, []);
});

// The differences are those of gitops-engine 5baed5604d (diff.Diff, StructuredMergeDiff), between the manifest and what the
// API server makes of it. With the fields overlooked, or with the defaults written out by the repair, it found none.
test('the drift that Argo CD shows for what it applies on the server is found here, with exactly its fields', () => {
  const drifting = rows.filter((row) => row.drift !== undefined);
  const applied = '  syncPolicy: {syncOptions: [ServerSideApply=true]}\n';
  const differences = releases.flatMap((release) =>
    findings(drifting, release, applied).flatMap((found, i) => {
      const row = drifting[i];
      const shown = row?.drift?.find((part) => includes(part.releases, release));
      const ours = ignored(found.filter(({ rule }) => rule === drift.id));
      return row && shown && ours.join() !== shown.fields.join() ? [`${release} ${row.case}: ours ${ours}`] : [];
    }),
  );
  assert.deepEqual(differences, []);
});

// By the same version's ThreeWayDiff and TwoWayDiff, none of the cases differs.
test('what Argo CD applies on the client has no drift', () => {
  const drifting = rows.filter((row) => row.drift !== undefined);
  const found = releases.flatMap((release) => findings(drifting, release).flat());
  assert.deepEqual(
    found.filter(({ rule }) => rule === drift.id),
    [],
  );
});
