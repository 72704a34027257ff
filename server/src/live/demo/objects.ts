// The demo's cluster `prod-01` as its API server would tell it: a secret that can not be read takes an application down, a
// volume is rebuilt, a change waits for its sync, a new node comes and goes.
import { type KubernetesFacts, kubernetesKinds, type LiveObject, type WatchedKind } from '../status/facts.ts';
import { machines, newcomer } from './omni.ts';
import { always, type Clock, daysBefore, gone, iso, type Scene, Stage, type Story, scenes } from './story.ts';

type Make = Scene<LiveObject>['make'];
type Stories = Record<string, Story<LiveObject>>;
type Fields = Readonly<Record<string, unknown>>;

interface Parts {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly created?: 'now';
  readonly spec?: Fields;
  readonly status: (since: string) => Fields;
}

function object(apiVersion: string, kind: string, name: string, parts: Parts): Make {
  const { namespace, labels, annotations, created, spec } = parts;
  return (clock: Clock) => ({
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      creationTimestamp: iso(created ? clock.scene : daysBefore(clock.start, 41)),
    },
    ...(spec ? { spec } : {}),
    // What is as it always was changed long ago.
    status: parts.status(iso(clock.scene === clock.start ? daysBefore(clock.start, 3) : clock.scene)),
  });
}

function condition(type: string, status: 'True' | 'False', since: string, reason = '', message = ''): Fields {
  return { type, status, reason, message, lastTransitionTime: since };
}

function node(name: string, address: string, controlPlane: boolean, ready: boolean, created?: 'now'): Make {
  return object('v1', 'Node', name, {
    ...(controlPlane ? { labels: { 'node-role.kubernetes.io/control-plane': '' } } : {}),
    ...(created ? { created } : {}),
    spec: {},
    status: (since) => ({
      conditions: [
        condition('MemoryPressure', 'False', since),
        condition('DiskPressure', 'False', since),
        condition('PIDPressure', 'False', since),
        ready
          ? condition('Ready', 'True', since, 'KubeletReady', 'kubelet is posting ready status')
          : condition(
              'Ready',
              'False',
              since,
              'KubeletNotReady',
              'container runtime network not ready: cni plugin not initialized',
            ),
      ],
      addresses: [{ type: 'InternalIP', address }],
      nodeInfo: { kubeletVersion: 'v1.36.2', osImage: 'Talos (v1.13.6)' },
    }),
  });
}

const nodes: Stories = {
  ...Object.fromEntries(
    machines
      .filter(({ set }) => set.startsWith('prod-01'))
      .map(({ name, address, set }) => [name, always(node(name, address, set.endsWith('control-planes'), true))]),
  ),
  [newcomer.name]: scenes<LiveObject>(
    [0, gone],
    [88, node(newcomer.name, newcomer.address, false, false, 'now')],
    [108, node(newcomer.name, newcomer.address, false, true, 'now')],
    [275, gone],
  ),
};

interface AppState {
  readonly sync: string;
  readonly health: string;
  readonly message?: string;
  readonly resources?: readonly Fields[];
  readonly operation?: Fields;
}

const good: AppState = { sync: 'Synced', health: 'Healthy' };

function application(name: string, wave: string | undefined, state: AppState, namespace = name): Make {
  const { sync, health, message = '', resources = [], operation } = state;
  const child = wave === undefined ? {} : { 'argocd.argoproj.io/sync-wave': wave };
  const tracking =
    wave === undefined ? {} : { 'argocd.argoproj.io/tracking-id': `root:argoproj.io/Application:argocd/${name}` };
  return object('argoproj.io/v1alpha1', 'Application', name, {
    namespace: 'argocd',
    annotations: { ...child, ...tracking },
    spec: { project: 'platform', destination: { namespace } },
    status: (since) => ({
      sync: { status: sync, revision: '5c1f0e2b7d9a4c3e8f6b1a2d3c4e5f60718293a4' },
      health: { status: health, message, lastTransitionTime: since },
      operationState: operation ?? { phase: 'Succeeded', message: 'successfully synced', finishedAt: since },
      reconciledAt: since,
      resources,
    }),
  });
}

const noPods: AppState = {
  sync: 'Synced',
  health: 'Degraded',
  message: 'Deployment "dashboard" exceeded its progress deadline',
  resources: [{ kind: 'Deployment', name: 'dashboard', health: { status: 'Degraded' } }],
};

const applications: Stories = {
  root: always(application('root', undefined, good, 'argocd')),
  'external-secrets': always(application('external-secrets', '0', good)),
  'tailscale-operator': always(application('tailscale-operator', '1', good, 'tailscale')),
  argocd: always(application('argocd', '2', good)),
  longhorn: scenes(
    [0, application('longhorn', '2', good, 'longhorn-system')],
    [60, application('longhorn', '2', { sync: 'OutOfSync', health: 'Healthy' }, 'longhorn-system')],
    [
      110,
      application(
        'longhorn',
        '2',
        {
          sync: 'OutOfSync',
          health: 'Progressing',
          operation: { phase: 'Running', message: 'waiting for healthy state of apps/DaemonSet/longhorn-manager' },
        },
        'longhorn-system',
      ),
    ],
    [125, application('longhorn', '2', good, 'longhorn-system')],
  ),
  dashboard: scenes(
    [0, application('dashboard', '3', good)],
    [10, application('dashboard', '3', { sync: 'Synced', health: 'Progressing' })],
    [25, application('dashboard', '3', noPods)],
    [165, application('dashboard', '3', { sync: 'Synced', health: 'Progressing' })],
    [175, application('dashboard', '3', good)],
  ),
  netdata: always(application('netdata', '3', good)),
  wiki: always(application('wiki', '3', good)),
};

function secret(namespace: string, name: string, error = ''): Make {
  return object('external-secrets.io/v1', 'ExternalSecret', name, {
    namespace,
    spec: {
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'infisical' },
      refreshInterval: '1h',
      data: [{ secretKey: 'value' }],
    },
    status: (since) => ({
      refreshTime: since,
      binding: { name },
      conditions: [
        error
          ? condition('Ready', 'False', since, 'SecretSyncedError', error)
          : condition('Ready', 'True', since, 'SecretSynced', 'secret synced'),
      ],
    }),
  });
}

const secrets: Stories = {
  'argocd/gitops-repository': always(secret('argocd', 'gitops-repository')),
  'longhorn-system/longhorn-backup': always(secret('longhorn-system', 'longhorn-backup')),
  'tailscale/operator-oauth': always(secret('tailscale', 'operator-oauth')),
  'wiki/wiki-database': always(secret('wiki', 'wiki-database')),
  'dashboard/dashboard': scenes(
    [0, secret('dashboard', 'dashboard')],
    [8, secret('dashboard', 'dashboard', 'could not find the secret /dashboard/ARGOCD_TOKEN')],
    [160, secret('dashboard', 'dashboard')],
  ),
};

const stores: Stories = {
  infisical: always(
    object('external-secrets.io/v1', 'ClusterSecretStore', 'infisical', {
      spec: { provider: { infisical: {} } },
      status: (since) => ({
        capabilities: 'ReadOnly',
        conditions: [condition('Ready', 'True', since, 'Valid', 'store validated')],
      }),
    }),
  ),
};

function volume(name: string, claim: string, gigabytes: number, state: string, robustness: string): Make {
  const [namespace, pvcName] = claim.split('/');
  return object('longhorn.io/v1beta2', 'Volume', name, {
    namespace: 'longhorn-system',
    spec: { size: String(gigabytes * 1024 ** 3), numberOfReplicas: 2 },
    status: (since) => ({
      state,
      robustness,
      currentNodeID: state === 'attached' ? 'worker-a-k2m4' : '',
      actualSize: gigabytes * 400_000_000,
      conditions: [condition('Scheduled', 'True', since)],
      kubernetesStatus: {
        namespace,
        pvcName,
        workloadsStatus: state === 'attached' ? [{ podName: `${pvcName}-0` }] : [],
      },
    }),
  });
}

const volumes: Stories = {
  'longhorn-system/pvc-1f0c': always(volume('pvc-1f0c', 'wiki/pages', 20, 'attached', 'healthy')),
  'longhorn-system/pvc-2a7d': scenes(
    [0, volume('pvc-2a7d', 'wiki/database', 10, 'attached', 'healthy')],
    [85, volume('pvc-2a7d', 'wiki/database', 10, 'attached', 'degraded')],
    [140, volume('pvc-2a7d', 'wiki/database', 10, 'attached', 'healthy')],
  ),
  'longhorn-system/pvc-3b8e': always(volume('pvc-3b8e', 'netdata/metrics', 50, 'attached', 'healthy')),
  // Nothing uses it just now, which is no fault.
  'longhorn-system/pvc-4c9f': always(volume('pvc-4c9f', 'wiki/old-uploads', 5, 'detached', 'unknown')),
};

function storageNode(name: string): Make {
  return object('longhorn.io/v1beta2', 'Node', name, {
    namespace: 'longhorn-system',
    spec: { allowScheduling: true },
    status: (since) => ({
      conditions: [
        condition('Ready', 'True', since),
        condition('Schedulable', 'True', since),
        condition('MountPropagation', 'True', since),
      ],
      diskStatus: {
        'disk-1': {
          conditions: [condition('Ready', 'True', since), condition('Schedulable', 'True', since)],
          storageAvailable: 196 * 1024 ** 3,
          storageMaximum: 256 * 1024 ** 3,
        },
      },
    }),
  });
}

const stories: Readonly<Record<WatchedKind, Stories>> = {
  Node: nodes,
  Application: Object.fromEntries(Object.entries(applications).map(([name, story]) => [`argocd/${name}`, story])),
  ExternalSecret: secrets,
  SecretStore: {},
  ClusterSecretStore: stores,
  Volume: volumes,
  LonghornNode: Object.fromEntries(
    ['worker-a-k2m4', 'worker-c-p6q8'].map((name) => [`longhorn-system/${name}`, always(storageNode(name))]),
  ),
};

/** The cluster as it is at a time; what did not change is the same value as before. */
export function demoKubernetes(): (start: number, now: number) => KubernetesFacts {
  const staged = kubernetesKinds.map((kind) => [kind, new Stage<LiveObject>(stories[kind])] as const);
  return (start, now) => {
    const state = { phase: 'live', heardAt: now } as const;
    return {
      state,
      source: 'demo',
      objects: Object.fromEntries(staged.map(([kind, stage]) => [kind, stage.at(start, now)])),
      unserved: new Set(),
      watches: Object.fromEntries(kubernetesKinds.map((kind) => [kind, state])),
    };
  };
}
