// Thousands of slips in healthy templates and machine classes: no rule throws, every position lies inside the text, and
// what the service says after each edit is what a fresh one says of the same files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzz } from './support/fuzz.ts';

const mutants = 5000;
const seed = 20_261_122;

const machine = '4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11';
const other = '9b1d3c52-0a55-4a0e-9a54-6a1cf0a3e402';

/** A template that uses every key once. */
const everything = `# Everything at once.
kind: Cluster
name: lab
labels: {example.com/site: otter-lake}
kubernetes:
  version: v1.36.2
  manifests:
    - {name: cilium, mode: one-time, file: patches/sysctls.yaml}
  healthchecks:
    - name: dns
      interval: 30s
      job: |
        apiVersion: batch/v1
        kind: Job
talos: {version: v1.13.6}
features:
  useEmbeddedDiscoveryService: true
  backupConfiguration: {interval: 6h}
---
kind: ControlPlane
machines:
  - ${machine}
bootstrapSpec: {clusterUUID: ${other}, snapshot: a.snapshot}
---
kind: Workers
name: north
machineClass: {name: rack-worker-a, size: 2}
updateStrategy: {type: Rolling, rolling: {maxParallelism: 2}}
systemExtensions: [siderolabs/iscsi-tools]
patches:
  - file: patches/sysctls.yaml
  - file: overlays/name.yaml
  - name: "labels"
    inline: "machine:\\n  nodeLabels:\\n    example.com/a: b\\n"
---
kind: Machine
name: ${machine}
install: {disk: /dev/sda}
kernelArgs: [quiet]
`;

const selecting = `metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: metal}
spec: {matchlabels: ['omni.sidero.dev/platform = metal, !rack', "omni.sidero.dev/mem >= 16GiB"]}
`;

/** Nothing in it but its place in the template says that it is a patch. */
const overlay = `# A name.
apiVersion: v1
kind: HostnameConfig
auto: stable
---
machin: {sysctls: {a: "1"}}
`;

const files = new Map([
  ['omni-scale.yaml', 'versions: {omni: 1.9.3}\n'],
  ['clusters/lab.yaml', everything],
  ['clusters/patches/sysctls.yaml', example('clusters/patches/sysctls.yaml')],
  ['clusters/overlays/name.yaml', overlay],
  ['machine-classes/rack-worker-a.yaml', example('machine-classes/rack-worker-a.yaml')],
  ['machine-classes/metal.yaml', selecting],
]);

/** The files that change; the others only stand beside them. */
const bases = [...files.keys()].filter((path) => path !== 'omni-scale.yaml');

const words = {
  keys: [
    'name',
    'kind',
    'machines',
    'machineClass',
    'size',
    'patches',
    'file',
    'inline',
    'type',
    'locked',
    'spec',
    'zzz',
    '[a]',
  ],
  values: [
    ...[
      'yes',
      '"true"',
      '5',
      '-1',
      '1.5',
      '0x10',
      '[]',
      '{}',
      '[a]',
      '{a: b}',
      '~',
      '""',
      '"',
      '|\n  a',
      '*a',
      '&a b',
      '!x y',
    ],
    ...[
      'Rolling',
      'Unlimited',
      '6h',
      '1d',
      'v1.13.6',
      'v1.14.0',
      'patches/none.yaml',
      'overlays/name.yaml',
      'lab.yaml',
      '../a.yaml',
      machine,
      other,
      'a\tb',
    ],
    ...['name == "local-lvm"', 'rack-worker-b', '{{ value }}', '${VALUE}', '---', '😀'],
  ],
};

test(`${mutants} mutants of templates and classes`, () => {
  fuzz({ files, bases, remotes: [], words, mutants, seed, compareEvery: 1 });
});

function example(path: string): string {
  return readFileSync(join(import.meta.dirname, 'workspace/infrastructure', path), 'utf8');
}
