// What rules get to know of the running system: fresh facts only.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wavesNotGated } from '../../server/src/core/rules/argocd/waves-not-gated.ts';
import { fieldSince } from '../../server/src/core/rules/cluster-template/field-since.ts';
import { providerdataSchema } from '../../server/src/core/rules/machine-class/providerdata-schema.ts';
import { providerdataUnknown } from '../../server/src/core/rules/machine-class/providerdata-unknown.ts';
import { lean } from '../../server/src/live/kubernetes/objects.ts';
import type { OmniResource, OmniType } from '../../server/src/live/omni/resource.ts';
import type {
  Facts,
  KubernetesFacts,
  LiveObject,
  OmniFacts,
  ProxmoxFacts,
  WatchedKind,
} from '../../server/src/live/status/facts.ts';
import { knowledgeOf } from '../../server/src/live/status/knowledge.ts';
import type { SourceState } from '../../server/src/live/supervisor.ts';
import { identify, openFiles } from '../support/fixtures.ts';

const now = Date.parse('2026-11-01T10:00:00Z');
const staleAfter = 35_000;
const fresh: SourceState = { phase: 'live', heardAt: now - 5_000 };
const old: SourceState = { phase: 'live', heardAt: now - 40_000 };

function resource(id: string, spec: OmniResource['spec'], labels: OmniResource['labels'] = {}): OmniResource {
  return { id, namespace: 'default', type: 'Things.omni.sidero.dev', phase: 'running', labels, annotations: {}, spec };
}

function omni(state: SourceState, watches: Partial<Record<OmniType, SourceState>> = {}): OmniFacts {
  const resources = {
    clusters: [
      resource('prod-01', { talosversion: '1.13.6', kubernetesversion: '1.36.2', features: { diskencryption: true } }),
      resource('lab', { talosversion: '1.13.5', kubernetesversion: '1.35.3', features: null }),
    ],
    kubernetesupgradestatuses: [
      resource('prod-01', { phase: 2, upgradeversions: ['1.36.3', '1.37.0'] }),
      resource('lab', { phase: 1, upgradeversions: null }),
    ],
    clusterstatuses: [
      resource('prod-01', { phase: 3, ready: true, machines: { total: 6, healthy: 6 } }),
      resource('lab', { phase: 3, ready: false, machines: { total: 2, healthy: 1 } }),
    ],
    machineclasses: [resource('prod-worker', {})],
    infraproviderstatuses: [
      resource('rack-provider', { schema: '{"properties": {"cores": {"type": "integer"}}, "required": ["cores"]}' }),
      resource('attic', { schema: '{"$ref": "#/elsewhere"}' }),
      resource('bare-metal', { schema: '' }),
    ],
    machinesetstatuses: [
      resource('prod-01-workers', { machineallocation: { name: 'prod-worker' } }),
      resource('lab-workers', { machineallocation: { name: 'prod-worker' } }),
      resource('lab-control-planes', { machineallocation: null }),
    ],
    clustermachinestatuses: [resource('uuid-1', {}, { 'omni.sidero.dev/machine-set': 'prod-01-workers' })],
  };
  const byId = Object.entries(resources).map(([type, list]) => [type, new Map(list.map((each) => [each.id, each]))]);
  const all = Object.keys(resources).map((type) => [type, state]);
  return {
    state,
    source: 'omnictl, context prod',
    resources: Object.fromEntries(byId),
    watches: { ...Object.fromEntries(all), ...watches },
    offers: {
      value: {
        version: '1.8.2',
        talosVersions: [{ version: '1.13.6', kubernetes: ['1.36.2'] }],
        extensions: [{ talos: ['1.13.6'], names: ['siderolabs/nfsd'] }],
        backupInterval: { shortest: 900, longest: 43_200 },
      },
      source: 'omnictl get',
      at: now,
    },
  };
}

function proxmox(state: SourceState): ProxmoxFacts {
  const value = {
    nodes: [
      { name: 'rack-a', online: true },
      { name: 'rack-b', online: false },
    ],
    storages: [
      { name: 'vm_ssd', node: 'rack-a', type: 'rbd', content: ['images'], active: true, availableBytes: 5 },
      { name: 'off', node: 'rack-a', type: 'nfs', content: ['images'], active: false },
    ],
    bridges: [{ node: 'rack-a', name: 'vmbr0' }],
    mappings: [{ name: 'gpu', nodes: ['rack-a'] }],
    vms: [
      { id: 104, name: 'prod-worker-1', node: 'rack-a', status: 'running', tags: [], uuid: 'uuid-1', ha: 'started' },
      { id: 105, name: 'other', node: 'rack-a', status: 'running', tags: [] },
    ],
  };
  return { state, source: 'root@rack-a', inventory: { value, source: 'root@rack-a', at: state.heardAt ?? 0 } };
}

const known = (facts: Facts) => knowledgeOf(facts, now, staleAfter);

test('tells what both sides know while both are fresh', () => {
  assert.deepEqual(known({ omni: omni(fresh), proxmox: proxmox(fresh) }), {
    omniVersion: '1.8.2',
    clusters: [
      {
        name: 'lab',
        state: 'Running, not ready, 1 of 2 machines healthy',
        talos: '1.13.5',
        kubernetes: '1.35.3',
        diskEncryption: false,
      },
      {
        name: 'prod-01',
        state: 'Running, 6 of 6 machines healthy',
        talos: '1.13.6',
        kubernetes: '1.36.2',
        diskEncryption: true,
        kubernetesUpgrades: ['1.36.3', '1.37.0'],
      },
    ],
    talosVersions: [{ version: '1.13.6', kubernetes: ['1.36.2'] }],
    extensions: [{ talos: ['1.13.6'], names: ['siderolabs/nfsd'] }],
    backupInterval: { shortest: 900, longest: 43_200 },
    machineClasses: ['prod-worker'],
    usedClasses: ['prod-worker'],
    providers: ['attic', 'bare-metal', 'rack-provider'],
    providerSchemas: [
      {
        provider: 'rack-provider',
        data: { type: 'object', doc: '', fields: { cores: { type: 'integer', doc: '', required: true } } },
      },
    ],
    nodes: ['rack-a'],
    storages: [
      { name: 'vm_ssd', node: 'rack-a', type: 'rbd', content: ['images'], availableBytes: 5 },
      { name: 'off', node: 'rack-a', type: 'nfs', content: ['images'], availableBytes: 0, inactive: true },
    ],
    bridges: [{ node: 'rack-a', name: 'vmbr0' }],
    mappings: [{ name: 'gpu', nodes: ['rack-a'] }],
    machines: [{ name: 'prod-worker-1', machineClass: 'prod-worker', node: 'rack-a', ha: 'started' }],
  });
});

test('knows nothing of a source that went quiet', () => {
  assert.deepEqual(known({ omni: omni(old), proxmox: proxmox(old) }), {});
  assert.deepEqual(known({}), {});
});

test('knows nothing of a source that is connecting again', () => {
  assert.deepEqual(known({ omni: omni({ phase: 'waiting', heardAt: now - 1_000 }) }), {});
});

test('leaves out a type whose own watch went quiet', () => {
  const { machineClasses, providers } = known({ omni: omni(fresh, { machineclasses: old }) });
  assert.equal(machineClasses, undefined);
  assert.deepEqual(providers, ['attic', 'bare-metal', 'rack-provider']);
  const quiet = known({ omni: omni(fresh, { infraproviderstatuses: old, machinesetstatuses: old }) });
  assert.deepEqual([quiet.providers, quiet.providerSchemas, quiet.usedClasses], [undefined, undefined, undefined]);
  assert.deepEqual(quiet.machineClasses, ['prod-worker']);
});

test('reads a schema once, as long as its provider stays the same', () => {
  const facts = omni(fresh);
  const [first, again] = [known({ omni: facts }), known({ omni: { ...facts } })];
  assert.ok(first.providerSchemas?.[0]);
  assert.equal(first.providerSchemas[0], again.providerSchemas?.[0]);
});

test('a class is judged by its provider’s schema, and by our table again when that goes stale', () => {
  const path = 'machine-classes/prod-worker.yaml';
  const text = `metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: prod-worker}
spec: {autoprovision: {providerid: rack-provider, providerdata: "{cores: 4, memory: 8192, storage_selector: x}"}}
`;
  const service = openFiles(new Map([[path, text]]), [providerdataSchema, providerdataUnknown]);
  const found = () => service.findings(identify(path).uri).map(({ message }) => message);
  const offline = found();
  assert.match(offline.join(), /^`disk_size` is missing/);
  const facts = { omni: omni(fresh) };
  service.setLive(knowledgeOf(facts, now, staleAfter));
  assert.match(found().join('\n'), /has no `memory` in its schema.*\n.*has no `storage_selector`/);
  service.setLive(knowledgeOf(facts, now + staleAfter, staleAfter));
  assert.deepEqual(found(), offline);
});

test('tells how a cluster is doing without versions when those went quiet', () => {
  const [lab, prod] = known({ omni: omni(fresh, { clusters: old }) }).clusters ?? [];
  assert.deepEqual(lab, { name: 'lab', state: 'Running, not ready, 1 of 2 machines healthy' });
  assert.deepEqual(prod?.kubernetesUpgrades, ['1.36.3', '1.37.0']);
});

test('a rule speaks by the release of the connected Omni, and falls silent when that goes stale', () => {
  const path = 'clusters/lab.yaml';
  const text = 'kind: Cluster\nname: lab\nkubernetes: {version: v1.35.3, healthchecks: [{name: dns, file: a.yaml}]}\n';
  const service = openFiles(new Map([[path, text]]), [fieldSince]);
  const found = () => service.findings(identify(path).uri).map(({ message }) => message);
  assert.deepEqual(found(), []);
  const facts = { omni: omni(fresh) };
  service.setLive(knowledgeOf(facts, now, staleAfter));
  assert.match(found().join(), /came with Omni 1\.9, and the Omni that is connected is 1\.8\.2/);
  service.setLive(knowledgeOf(facts, now + staleAfter, staleAfter));
  assert.deepEqual(found(), []);
});

test('joins machines only while both sides are fresh', () => {
  assert.equal(known({ omni: omni(old), proxmox: proxmox(fresh) }).machines, undefined);
  assert.deepEqual(known({ omni: omni(old), proxmox: proxmox(fresh) }).nodes, ['rack-a']);
});

function application(name: string, spec: LiveObject['spec'], history: readonly unknown[] = []): LiveObject {
  return lean({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: spec ?? {},
    status: { history },
  });
}

const chart = (targetRevision: string) => ({ repoURL: 'https://charts.example.com', chart: 'wiki', targetRevision });

function kubernetes(watches: Partial<Record<WatchedKind, SourceState>> = {}, lookedAt = now - 70_000): KubernetesFacts {
  const at = (value: string[]) => ({ value, source: 'context prod-01', at: lookedAt });
  const here = { server: 'https://kubernetes.default.svc' };
  const git = { repoURL: 'https://git.example.com/gitops.git' };
  const objects: readonly LiveObject[] = [
    application('wiki', { destination: { name: 'in-cluster', namespace: 'wiki' }, source: chart('1.*') }, [
      { revision: '1.4.1', source: chart('1.*') },
      { revision: '1.4.2', source: chart('1.*') },
    ]),
    application('root', { destination: here, source: { ...git, path: 'apps' } }, [
      { revision: '5c1f0e2', source: git },
    ]),
    application('notes', { destination: here, sources: [{ ...git, ref: 'values' }, chart('2.*')] }, [
      { revisions: ['5c1f0e2', '1.4.2'], sources: [{ ...git, ref: 'values' }, chart('1.*')] },
    ]),
  ];
  const store = (kind: string, metadata: LiveObject['metadata']) => ({ apiVersion: 'v1', kind, metadata });
  return {
    state: fresh,
    source: 'context prod-01',
    objects: {
      Application: new Map(objects.map((object) => [`argocd/${object.metadata.name}`, object])),
      ClusterSecretStore: new Map([['infisical', store('ClusterSecretStore', { name: 'infisical' })]]),
      SecretStore: new Map([['web/vault', store('SecretStore', { name: 'vault', namespace: 'web' })]]),
    },
    unserved: new Set(),
    watches: { Application: fresh, ClusterSecretStore: fresh, SecretStore: fresh, ...watches },
    inventory: { namespaces: at(['argocd', 'web']), kinds: at(['apps/Deployment']) },
  };
}

test('tells what the cluster has, and which versions of charts it deployed for which wish', () => {
  const destination = 'https://kubernetes.default.svc';
  const repoURL = 'https://git.example.com/gitops.git';
  assert.deepEqual(known({ kubernetes: kubernetes() }), {
    applications: [
      // What was deployed was found for another range.
      { name: 'notes', namespace: 'argocd', destination, sources: [{ repoURL }, chart('2.*')] },
      { name: 'root', namespace: 'argocd', destination, sources: [{ repoURL, path: 'apps' }] },
      {
        name: 'wiki',
        namespace: 'argocd',
        destination,
        destinationNamespace: 'wiki',
        sources: [{ ...chart('1.*'), deployed: '1.4.2' }],
      },
    ],
    stores: { cluster: ['infisical'], local: [{ namespace: 'web', name: 'vault' }] },
    namespaces: ['argocd', 'web'],
    kinds: ['apps/Deployment'],
  });
});

test('of an Application the last entry of its history is kept', () => {
  const kept = kubernetes().objects.Application?.get('argocd/wiki')?.status;
  assert.deepEqual(kept, { history: [{ revision: '1.4.2', source: chart('1.*') }] });
});

test('knows nothing of a cluster whose Applications went quiet, are connecting again or may not be read', () => {
  for (const Application of [old, { phase: 'waiting', heardAt: now - 1_000 }, { phase: 'idle', heardAt: now }] as const)
    assert.deepEqual(known({ kubernetes: kubernetes({ Application }) }), {});
});

test('a part of the inventory counts until the next look is overdue', () => {
  const looked = (ago: number) => known({ kubernetes: kubernetes({}, now - ago) }).namespaces;
  assert.deepEqual(looked(60_000 + staleAfter), ['argocd', 'web']);
  assert.equal(looked(60_001 + staleAfter), undefined);
});

test('knows the stores only while those of both kinds are fresh', () => {
  assert.equal(known({ kubernetes: kubernetes({ SecretStore: old }) }).stores, undefined);
  assert.equal(known({ kubernetes: kubernetes({ ClusterSecretStore: { phase: 'waiting' } }) }).stores, undefined);
});

test('a rule is sure while the cluster is heard of, and as unsure as before when it is not', () => {
  const app = (name: string, source: string, wave = '') =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}, namespace: argocd${wave}}\nspec:\n  project: default\n  source: {${source}}\n  destination: {server: https://kubernetes.default.svc, namespace: argocd}\n`;
  const wave = (n: number) => `, annotations: {argocd.argoproj.io/sync-wave: "${n}"}`;
  const files = new Map([
    ['root.yaml', app('root', 'repoURL: https://git.example.com/gitops.git, path: apps')],
    ['apps/a.yaml', app('a', 'repoURL: https://charts.example.com, chart: a, targetRevision: 1.2.3', wave(1))],
    ['apps/b.yaml', app('b', 'repoURL: https://charts.example.com, chart: b, targetRevision: 1.2.3', wave(2))],
  ]);
  const service = openFiles(files, [wavesNotGated]);
  const found = () => service.findings(identify('root.yaml').uri).map(({ severity }) => severity);
  const told = (applicationsWait: boolean, later = 0) => {
    const argocd = { value: { applicationsWait }, source: 'context prod-01', at: now };
    service.setLive(knowledgeOf({ kubernetes: { ...kubernetes(), inventory: { argocd } } }, now + later, staleAfter));
    return found();
  };
  assert.deepEqual(found(), ['information']);
  assert.deepEqual(told(false), ['warning']);
  assert.deepEqual(told(false, staleAfter), ['information']);
  assert.deepEqual(told(true), []);
  assert.deepEqual(told(true, staleAfter), ['information']);
});
