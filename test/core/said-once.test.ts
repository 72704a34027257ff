// What a rule says without a connection and another with one is said once: of each word below, by the rule named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import { identify, openFiles, readFiles } from '../support/fixtures.ts';

const template = (talos: string, more = '') => `=== clusters/lab.yaml
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: ${talos}}
${more}
---
kind: ControlPlane
machineClass: {name: lab-worker, size: 1}
`;

const machineClass = (id: string, data: string, provider = 'rack-provider') => `=== machine-classes/${id}.yaml
metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: ${id}}
spec:
  autoprovision:
    providerid: ${provider}
    providerdata: |
      cores: 4
      sockets: 1
      memory: 8192
      disk_size: 40
      storage_selector: name == "local-lvm"
      ${data}
`;

const golf = machineClass('golf-a', 'node: golf') + machineClass('golf-b', 'node: golf');
const compose = `=== proxmox-provider/compose.yml
services:
  provider:
    image: ghcr.io/siderolabs/omni-infra-provider-proxmox@sha256:0
    command: [--omni-api-endpoint=https://omni.example.com, --id=rack-provider]
`;

const rackStorages = (content: string) =>
  `providers: [rack-provider]\nnodes: [rack-a]\nstorages: [{name: a, node: rack-a, type: dir, availableBytes: 9, content: [${content}]}`;

const charted = `=== apps/graphs.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: graphs, namespace: argocd}
spec:
  source: {repoURL: https://charts.example.com, chart: grafana, targetRevision: 9.0.0}
  destination: {server: https://kubernetes.default.svc, namespace: web}
=== root.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: root, namespace: argocd}
spec:
  source: {repoURL: https://git.example.com/gitops.git, path: apps}
  destination: {server: https://kubernetes.default.svc, namespace: argocd}
=== apps/ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: dashboards, namespace: web}
spec: {ingressClassName: traefik, rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: grafana, port: {number: 80}}}}]}}]}
`;

/** The first Application runs, and the second where it is named; the namespace has a Service of that name. */
const charts = (deployed: boolean, service: string) => `applications:
  - {name: root, namespace: argocd, destination: "https://kubernetes.default.svc", destinationNamespace: argocd, sources: [{repoURL: "https://git.example.com/gitops.git", path: apps}]}
${deployed ? '  - {name: graphs, namespace: argocd, destination: "https://kubernetes.default.svc", destinationNamespace: web, sources: [{repoURL: "https://charts.example.com", chart: grafana}]}\n' : ''}services: [{namespace: web, services: [{name: ${service}, ports: [{number: 80}]}]}]`;

const socketsSchema = (field: string) =>
  `providerSchemas: [{provider: rack-provider, data: {type: object, keys: open, fields: {sockets: {${field}}}}}]`;

/** By what is compared: the word, the files, and who speaks of it without a connection and with each. */
const cases: readonly {
  readonly word: string;
  readonly files: string;
  readonly said: readonly (readonly [live: string, rule: string | undefined])[];
}[] = [
  {
    word: 'glof',
    files: golf + machineClass('lab-worker', 'node: glof'),
    said: [
      ['', 'machine-class/node-name'],
      ['providers: [rack-provider]\nnodes: [golf, hotel]', 'live/node'],
      ['providers: [rack-provider]\nnodes: [golf, glof]', undefined],
      ['providers: [rack-provider, attic]\nnodes: [golf]', 'machine-class/node-name'],
      ['providers: [rack-provider, attic]\nnodes: [golf, glof]', undefined],
    ],
  },
  {
    word: 'Proxmox',
    files: compose + machineClass('lab-worker', 'node: golf', 'Proxmox'),
    said: [
      ['', 'machine-class/provider-unknown'],
      ['machineClasses: [lab-worker]\nproviders: [rack-provider]', 'live/provider'],
      ['machineClasses: [lab-worker]\nproviders: [rack-provider, Proxmox]', undefined],
      ['machineClasses: [another]\nproviders: [rack-provider]', 'machine-class/provider-unknown'],
    ],
  },
  {
    word: 'v1.13.1',
    files: template('v1.13.1'),
    said: [
      ['', 'cluster-template/talos-release'],
      ['clusters: [{name: lab}]\ntalosVersions: [{version: 1.13.6, kubernetes: [1.36.2]}]', 'live/talos-version'],
      ['clusters: [{name: lab}]\ntalosVersions: [{version: 1.13.1, kubernetes: [1.36.2]}]', undefined],
    ],
  },
  {
    word: 'siderolabs/iscsi-tool',
    files: template('v1.13.6', 'systemExtensions: [siderolabs/iscsi-tool]'),
    said: [
      ['', 'cluster-template/extension-name'],
      [
        'clusters: [{name: lab}]\nextensions: [{talos: [1.13.6], names: [siderolabs/iscsi-tools]}]',
        'cluster-template/extension-name',
      ],
      ['clusters: [{name: lab}]\nextensions: [{talos: [1.13.6], names: [siderolabs/iscsi-tool]}]', undefined],
    ],
  },
  {
    word: 'lab-worker',
    files: template('v1.13.6'),
    said: [
      ['', undefined],
      ['clusters: [{name: lab}]\nmachineClasses: []', 'cluster-template/class-missing'],
      ['clusters: [{name: lab}]\nmachineClasses: [lab-worker]', undefined],
    ],
  },
  {
    word: 'vmbr0,tag=3',
    files: machineClass('lab-worker', 'network_bridge: vmbr0,tag=3'),
    said: [
      ['', 'machine-class/bridge'],
      ['providers: [rack-provider]\nnodes: [golf]\nbridges: [{node: golf, name: vmbr0}]', 'machine-class/bridge'],
    ],
  },
  {
    word: 'v1.36.2',
    files: template('v1.11.6'),
    said: [
      ['', 'cluster-template/version-matrix'],
      [
        'clusters: [{name: lab}]\ntalosVersions: [{version: 1.11.6, kubernetes: [1.34.2]}]',
        'cluster-template/version-matrix',
      ],
      ['clusters: [{name: lab}]\ntalosVersions: [{version: 1.11.6, kubernetes: [1.36.2]}]', undefined],
    ],
  },
  {
    word: 'providerdata',
    files: machineClass('lab-worker', '').replace('      sockets: 1\n', ''),
    said: [
      ['', 'machine-class/sockets'],
      [`machineClasses: [lab-worker]\n${socketsSchema('type: integer')}`, 'machine-class/sockets'],
      [
        `machineClasses: [lab-worker]\n${socketsSchema('type: integer, required: true')}`,
        'machine-class/providerdata-schema',
      ],
    ],
  },
  {
    word: 'grafana',
    files: charted,
    said: [
      ['', 'ingress/release-name'],
      [charts(false, 'another'), 'ingress/release-name'],
      [charts(false, 'grafana'), undefined],
      [charts(true, 'graphs-grafana'), 'live/backend'],
      [charts(true, 'grafana'), undefined],
    ],
  },
  {
    word: 'true',
    files: machineClass('lab-worker', 'node: rack-a').replace('name == "local-lvm"', '"true"'),
    said: [
      ['', 'machine-class/storage-constant'],
      [
        `${rackStorages('images')}, {name: b, node: rack-a, type: dir, availableBytes: 9, content: [images]}]`,
        'live/storage-selector',
      ],
      [`${rackStorages('iso')}]`, 'live/storage-selector'],
      [`${rackStorages('images')}]`, undefined],
      [`${rackStorages('images').replaceAll('rack-a', 'rack-b')}]`, 'machine-class/storage-constant'],
    ],
  },
];

for (const { word, files, said } of cases) {
  for (const [live, rule] of said) {
    test(`\`${word}\` with ${live === '' ? 'nothing' : live.replaceAll('\n', ', ')} live: ${rule ?? 'all is well'}`, () => {
      const all = readFiles(`=== live\n${live === '' ? '{}' : live}\n${files}`).files;
      const service = openFiles(all, allRules);
      const found = [...all].flatMap(([path, text]) =>
        service
          .findings(identify(path).uri)
          .filter(({ span }) => text.slice(span.start, span.end).replaceAll('"', '') === word)
          .map((finding) => finding.rule),
      );
      assert.deepEqual(found, rule === undefined ? [] : [rule]);
    });
  }
}
