// The world that runbooks work on in tests: the fake omnictl, a fake helm that is a real program, and a cluster and a
// provider whose state lies in a folder, so that a runner that is killed finds them again.
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failed, ok, type Result } from '../../../server/src/live/fault.ts';
import type { ObjectReference } from '../../../server/src/live/kubernetes/cluster.ts';
import { Omnictl } from '../../../server/src/live/omni/omnictl.ts';
import { run } from '../../../server/src/live/process.ts';
import type { GitOpsInputs } from '../../../server/src/live/runbooks/gitops-bootstrap.ts';
import type { KubernetesSystem, ProviderSystem, Systems } from '../../../server/src/live/runbooks/systems.ts';
import type { ContainerStatus, LiveObject } from '../../../server/src/live/status/facts.ts';
import { all } from '../../support/omnictl/get.ts';
import { type FakeOmnictl, fakeOmnictl } from '../../support/omnictl/index.ts';
import { Scenario } from '../../support/omnictl/scenario.ts';
import { typeOf } from '../../support/omnictl/types.ts';

export const clusterName = 'prod-01';

const template = `kind: Cluster
name: prod-01
kubernetes:
  version: v1.34.1
talos:
  version: v1.11.3
patches:
  - name: network
    inline:
      cluster:
        network:
          cni:
            name: CNI
---
kind: ControlPlane
machineClass:
  name: rack-control-plane
  size: 1
---
kind: Workers
machineClass:
  name: rack-worker
  size: 1
`;

const rootApplication = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: root
  namespace: argocd
spec:
  project: default
  source: {repoURL: 'https://git.example.internal/infra.git', path: apps, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: argocd}
  syncPolicy: {automated: {prune: true}}
`;

export interface World {
  readonly folder: string;
  readonly fake: FakeOmnictl;
  readonly template: string;
  readonly bootstrap: string;
  readonly systems: Systems;
  readonly folders: { readonly runs: string; readonly locks: string };
  /** What the test's doubles were asked to do, oldest first. */
  asked(what: string): readonly string[];
  remove(): void;
}

/** A cluster that runs since yesterday, a provider that is connected, a backup of an hour ago. */
export function newWorld(options: { readonly cni?: string; readonly running?: boolean } = {}): World {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-world-'));
  const fake = fakeOmnictl({ step: 15, nodesReady: options.cni !== 'none' });
  const path = join(folder, 'prod-01.yaml');
  writeFileSync(path, template.replace('CNI', options.cni ?? 'flannel'));
  mkdirSync(join(folder, 'bootstrap'));
  writeFileSync(join(folder, 'bootstrap', 'root.yaml'), rootApplication);
  for (const id of ['rack-control-plane', 'rack-worker'])
    fake.put('machineclasses', { id, spec: { autoprovision: { providerid: 'rack-provider' } } });
  const now = Math.floor(Date.now() / 1_000);
  fake.put('infraproviderhealthstatuses', {
    id: 'rack-provider',
    spec: { lastheartbeattimestamp: { seconds: now + 3_600, nanos: 0 }, error: '' },
  });
  fake.put('etcdbackupstatuses', { id: clusterName, spec: { lastbackuptime: { seconds: now - 3_600, nanos: 0 } } });
  if (options.running !== false) fake.addCluster(path);
  writeFileSync(join(folder, 'world.json'), JSON.stringify({ settings: fake.settings, omni: fake.folder }));
  writeHelm(folder, fake.folder);
  const world = openWorld(folder);
  return { ...world, fake, folder, template: path, remove: () => remove(folder, fake) };
}

function remove(folder: string, fake: FakeOmnictl): void {
  fake.remove();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** The same world from another process. */
export function openWorld(folder: string): Omit<World, 'fake' | 'remove' | 'template' | 'folder'> {
  const { settings, omni } = JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8'));
  const kubernetes = cluster(folder, new Scenario(omni));
  const systems: Systems = {
    omni: new Omnictl(settings),
    provider: provider(folder),
    providerFlags: ['--host', 'root@rack-a'],
    kubernetes: async () => ok(kubernetes),
    helm: { program: join(folder, 'helm'), target: ['--kube-context', 'prod-01'], run },
    templateProblems: async () => [],
    secret: async (name) => `invented-${name.toLowerCase()}-value`,
  };
  return {
    systems,
    bootstrap: join(folder, 'bootstrap', 'root.yaml'),
    folders: { runs: join(folder, 'runs'), locks: join(folder, 'locks') },
    asked: (what) => readLog(folder).filter((line) => line.startsWith(what)),
  };
}

export function gitOpsInputs(bootstrap: string): GitOpsInputs {
  const version = (text: string) => ({ version: text, from: 'default' });
  return {
    cluster: clusterName,
    bootstrap,
    versions: {
      cilium: version('1.18.0'),
      'external-secrets': version('2.9.0'),
      longhorn: version('1.12.1'),
      'argo-cd': version('10.4.1'),
    },
    mtu: 1450,
    apiServer: { host: 'localhost', port: 7445 },
    privilegedNamespaces: ['longhorn-system'],
    argocdNamespace: 'argocd',
  };
}

function log(folder: string, line: string): void {
  appendFileSync(join(folder, 'asked.log'), `${line}\n`);
}

function readLog(folder: string): readonly string[] {
  const path = join(folder, 'asked.log');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

function provider(folder: string): ProviderSystem {
  const path = join(folder, 'provider.json');
  const status = (): ContainerStatus => ({
    name: 'provider',
    image: 'provider:v1',
    state: 'running',
    restarts: 0,
    ...(existsSync(path) ? { startedAt: JSON.parse(readFileSync(path, 'utf8')) } : { startedAt: 1_000 }),
  });
  return {
    name: 'root@rack-a',
    status: async () => ok(status()),
    async restart() {
      log(folder, 'restart');
      // A restart takes a moment, so that it is told apart from the time at which it was meant.
      await sleep(20);
      writeFileSync(path, JSON.stringify(Date.now()));
      return ok(status());
    },
  };
}

type Objects = Record<string, LiveObject>;

/** A cluster whose nodes are the machines of the fake Omni, and whose objects lie in a file. */
function cluster(folder: string, scenario: Scenario): KubernetesSystem {
  const path = join(folder, 'objects.json');
  const read = (): Objects => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});
  const write = (objects: Objects) => writeFileSync(path, JSON.stringify(objects));
  const keyOf = ({ kind, namespace, name }: Omit<ObjectReference, 'apiVersion'>) =>
    `${kind}/${namespace ?? ''}/${name}`;
  const put = (object: LiveObject): Result<LiveObject> => {
    const key = keyOf({ kind: object.kind, ...object.metadata });
    write({ ...read(), [key]: object });
    return ok(object);
  };
  return {
    name: 'context `prod-01`',
    get: async (reference) => ok(read()[keyOf(reference)]),
    list: async ({ kind, namespace }) => {
      if (kind === 'Node') return ok(nodesOf(scenario));
      const found = Object.values(read()).filter((object) => object.kind === kind);
      return ok(found.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace));
    },
    async create(object) {
      log(folder, `create ${object.kind} ${object.metadata.name}`);
      if (read()[keyOf({ kind: object.kind, ...object.metadata })]) return failed('conflict', 'It exists already.');
      return put(object);
    },
    async apply(object, _, { dryRun = false } = {}) {
      if (dryRun) return ok(object);
      log(folder, `apply ${object.kind} ${object.metadata.name}`);
      const fine = { sync: { status: 'Synced' }, health: { status: 'Healthy' } };
      if (object.kind !== 'Application') return put(object);
      const child = { ...object, metadata: { name: 'dashboard', namespace: 'argocd' }, status: fine };
      const byHand = {
        ...object,
        metadata: { name: 'argocd-ha', namespace: 'argocd' },
        spec: { syncPolicy: { syncOptions: ['ServerSideApply=true'] } },
        status: { sync: { status: 'OutOfSync' }, health: { status: 'Missing' } },
      };
      put(child);
      put(byHand);
      return put({ ...object, status: fine });
    },
    async mergePatch(reference, patch) {
      log(folder, `patch ${reference.kind} ${reference.name} ${JSON.stringify(patch)}`);
      const object = read()[keyOf(reference)];
      if (!object) return failed('not-found', 'It does not exist.');
      return put({ ...object, status: { sync: { status: 'Synced' }, health: { status: 'Healthy' } } });
    },
  };
}

function nodesOf(scenario: Scenario): readonly LiveObject[] {
  const type = typeOf('clustermachineidentities');
  const ready = scenario.control().nodesReady ? 'True' : 'False';
  return (type ? all(scenario, type) : []).map(({ spec }) => {
    const name = typeof spec === 'object' && spec !== null && 'nodename' in spec ? String(spec.nodename) : '';
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      status: { conditions: [{ type: 'Ready', status: ready }] },
    };
  });
}

/**
 * A helm that installs what the state tests look at. A file `fail-<release>` makes a chart fail with what it holds, a file
 * `hang-<release>` makes it hang.
 */
function writeHelm(folder: string, omni: string): void {
  const program = `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const [, , release] = args;
const at = (name) => ${JSON.stringify(folder)} + '/' + name;
fs.appendFileSync(at('asked.log'), 'helm ' + args.join(' ') + '\\n');
if (fs.existsSync(at('fail-' + release))) {
  process.stderr.write('Error: ' + fs.readFileSync(at('fail-' + release), 'utf8'));
  process.exit(1);
}
if (fs.existsSync(at('hang-' + release))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
const objects = fs.existsSync(at('objects.json')) ? JSON.parse(fs.readFileSync(at('objects.json'), 'utf8')) : {};
const add = (kind, name, namespace, status) => {
  const metadata = namespace ? { name, namespace } : { name };
  objects[kind + '/' + (namespace ?? '') + '/' + name] = { apiVersion: 'v1', kind, metadata, status };
};
const rolled = { readyReplicas: 1, updatedReplicas: 1, desiredNumberScheduled: 2, numberReady: 2 };
const crd = (name) => add('CustomResourceDefinition', name, '', { conditions: [{ type: 'Established', status: 'True' }] });
if (release === 'cilium') {
  add('DaemonSet', 'cilium', 'kube-system', rolled);
  const control = ${JSON.stringify(join(omni, 'control.json'))};
  fs.writeFileSync(control, JSON.stringify({ ...JSON.parse(fs.readFileSync(control, 'utf8')), nodesReady: true }));
}
if (release === 'external-secrets') {
  crd('externalsecrets.external-secrets.io');
  for (const suffix of ['', '-webhook', '-cert-controller']) add('Deployment', release + suffix, release, rolled);
}
if (release === 'longhorn') add('DaemonSet', 'longhorn-manager', 'longhorn-system', rolled);
if (release === 'argocd') {
  crd('applications.argoproj.io');
  for (const name of ['argocd-server', 'argocd-repo-server']) add('Deployment', name, 'argocd', rolled);
  add('StatefulSet', 'argocd-application-controller', 'argocd', rolled);
}
fs.writeFileSync(at('objects.json'), JSON.stringify(objects));
`;
  writeFileSync(join(folder, 'helm.cjs'), program);
  writeFileSync(join(folder, 'helm'), `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'helm.cjs')}' "$@"\n`);
  chmodSync(join(folder, 'helm'), 0o755);
}
