// How sure rules are while the cluster is connected that a folder's files are applied to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crdOrder } from '../../server/src/core/rules/argocd/crd-order.ts';
import { namespaceCreated } from '../../server/src/core/rules/argocd/namespace-created.ts';
import { store } from '../../server/src/core/rules/external-secrets/store.ts';
import { proxy } from '../../server/src/core/rules/ingress/proxy.ts';
import type { Rule } from '../../server/src/core/rules/rule.ts';
import type { LiveKnowledge } from '../../server/src/core/workspace/live.ts';
import { identify, openFiles } from '../support/fixtures.ts';

const here = 'https://kubernetes.default.svc';
const git = { repoURL: 'https://git.example.com/gitops.git', path: 'apps' };

function application(name: string, source: object): string {
  const spec = { project: 'default', source, destination: { server: here, namespace: name } };
  const metadata = { name, namespace: 'argocd' };
  return JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec });
}

const operator = { repoURL: 'https://charts.example.com', chart: 'tailscale-operator', targetRevision: '1.90.6' };

const files = new Map([
  ['root.yaml', application('root', git)],
  ['apps/operator.yaml', application('operator', operator)],
  ['apps/dns.yaml', 'apiVersion: tailscale.com/v1alpha1\nkind: DNSConfig\nmetadata: {name: dns}\n'],
  ['store.yaml', 'apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: azure}\n'],
  [
    'apps/secret.yaml',
    'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a, namespace: web}\nspec: {secretStoreRef: {name: registry}, data: []}\n',
  ],
  ['class.yaml', 'apiVersion: tailscale.com/v1alpha1\nkind: ProxyClass\nmetadata: {name: gpu}\n'],
  [
    'apps/service.yaml',
    'apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: web, annotations: {tailscale.com/proxy-class: edge}}\nspec: {ports: [{port: 80}]}\n',
  ],
]);

const root = { namespace: 'argocd', name: 'root', destination: here, destinationNamespace: 'root', sources: [git] };

function severity(rule: Rule, path: string, live: LiveKnowledge): string {
  const service = openFiles(files, [rule]);
  service.setLive(live);
  return service
    .findings(identify(path).uri)
    .map((finding) => finding.severity)
    .join();
}

interface Case {
  readonly rule: Rule;
  readonly path: string;
  readonly unknown: string;
  readonly lacks: readonly [string, LiveKnowledge];
  readonly has: readonly [string, LiveKnowledge];
}

const cases: readonly Case[] = [
  {
    ...{ rule: namespaceCreated, path: 'apps/operator.yaml', unknown: 'information' },
    lacks: ['warning', { namespaces: ['argocd'] }],
    has: ['', { namespaces: ['argocd', 'operator'] }],
  },
  {
    ...{ rule: crdOrder, path: 'apps/dns.yaml', unknown: 'warning' },
    lacks: ['error', { kinds: ['tailscale.com/ProxyClass'] }],
    has: ['information', { kinds: ['tailscale.com/DNSConfig'] }],
  },
  {
    ...{ rule: store, path: 'apps/secret.yaml', unknown: 'information' },
    lacks: ['warning', { stores: { cluster: [], local: [] } }],
    has: ['', { stores: { cluster: [], local: [{ namespace: 'web', name: 'registry' }] } }],
  },
  {
    ...{ rule: proxy, path: 'apps/service.yaml', unknown: 'information' },
    lacks: ['warning', { proxyClasses: [] }],
    has: ['', { proxyClasses: ['edge'] }],
  },
];

for (const { rule, path, unknown, lacks, has } of cases)
  test(`${rule.id} is as sure as the cluster makes it`, () => {
    assert.equal(severity(rule, path, {}), unknown, 'not connected');
    assert.equal(severity(rule, path, { applications: [root] }), unknown, 'connected, and the part is not known');
    assert.equal(severity(rule, path, { applications: [root], ...lacks[1] }), lacks[0], 'the cluster lacks it');
    assert.equal(severity(rule, path, { applications: [root], ...has[1] }), has[0], 'the cluster has it');
    const other = { ...root, sources: [{ ...git, path: 'other' }] };
    for (const live of [lacks[1], has[1]])
      assert.equal(severity(rule, path, { applications: [other], ...live }), unknown, 'another cluster');
  });
