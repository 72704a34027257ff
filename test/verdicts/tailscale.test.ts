// Verdicts of Tailscale's operator v1.102.5 (cmd/k8s-operator: validateService, validateEgressService, handlersForIngress,
// tagViolations, validateRoutes; util/dnsname ValidLabel), of its definitions of Connector and ProxyGroup of v1.104.5
// (k8s.io/apiextensions-apiserver v0.37.2, schema and rules), and for the hosts of an Ingress of k8s.io/kubernetes v1.37.2
// (networking ValidateIngressCreate). An Ingress finds the three Services below in its namespace.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import { identify, openFiles } from '../support/fixtures.ts';
import { readRows } from '../support/verdicts.ts';

interface Row {
  readonly yaml: string;
  /** Whether nothing is made of it, because the operator or the API server refuses it. */
  readonly refused: boolean;
  /** Rules of an Ingress that are passed over for their host, and backends that cannot be served. */
  readonly ignored?: number;
  readonly useless?: number;
}

const services = `
apiVersion: v1
kind: Service
metadata: {name: a, namespace: web}
spec: {ports: [{port: 80, name: http}, {port: 443, name: https}]}
---
apiVersion: v1
kind: Service
metadata: {name: h, namespace: web}
spec: {clusterIP: None, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: x, namespace: web}
spec: {type: ExternalName, externalName: y.example.com}
`;

const rules = allRules.filter(({ id }) => id.startsWith('ingress/'));
const rows = readRows<Row>(new URL('tailscale.jsonl', import.meta.url)).map((row) => ({
  ...row,
  yaml: whole(row.yaml),
}));

const refusing = ['hostname', 'egress', 'tags', 'tls', 'connector', 'proxy'].map((name) => `ingress/${name}`);

test('what Tailscale or the API server refuses is reported as an error, and nothing else', () => {
  const differences = rows.flatMap(({ yaml, refused }) => {
    const found = findingsIn(yaml).filter(({ rule, severity }) => severity === 'error' && refusing.includes(rule));
    return found.length > 0 === refused
      ? []
      : [`${refused ? 'missed' : 'false'}: ${yaml}${found.map((one) => one.message)}`];
  });
  assert.deepEqual(differences, []);
});

test('rules that Tailscale passes over for their host are reported, and no others', () => {
  assert.deepEqual(
    counted('ingress/rule-host', ({ ignored }) => ignored),
    [],
  );
});

test('backends without an address are reported, and no others', () => {
  assert.deepEqual(
    counted('ingress/backend', ({ useless }) => useless),
    [],
  );
});

function counted(rule: string, expected: (row: Row) => number | undefined): readonly string[] {
  return rows.flatMap((row) => {
    const count = expected(row);
    if (count === undefined) return [];
    const found = findingsIn(row.yaml).filter((one) => one.rule === rule && one.severity === 'error').length;
    return found === count ? [] : [`${row.yaml}  Tailscale: ${count}, ours: ${found}`];
  });
}

function findingsIn(yaml: string) {
  const files = new Map([
    ['object.yaml', yaml],
    ['services.yaml', services],
  ]);
  return openFiles(files, rules).findings(identify('object.yaml').uri);
}

/** The same beginnings, which the rows leave out. */
function whole(yaml: string): string {
  return yaml
    .replace(
      /^INGRESS /,
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: dash\n  namespace: web\n',
    )
    .replace(/^SERVICE /, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  namespace: web\n')
    .replace(/^CONNECTOR /, 'apiVersion: tailscale.com/v1alpha1\nkind: Connector\nmetadata: {name: a}\nspec: ')
    .replace(/^PROXYGROUP /, 'apiVersion: tailscale.com/v1alpha1\nkind: ProxyGroup\nmetadata: {name: a}\nspec: ');
}
