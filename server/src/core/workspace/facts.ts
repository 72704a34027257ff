// What a document tells other files, as plain data without positions: equal data means nobody else need look again.
import type { Conventions } from '../kinds/conventions.ts';
import type { Span } from '../text/span.ts';
import type { ListPlace } from '../versions/external-secrets.ts';
import type { ChartFact, ChartKeysFact, ChartTemplateFact } from './chart-facts.ts';
import type {
  ChartValuesFact,
  KustomizationFact,
  ManifestFact,
  PodSecurityFact,
  SecretFact,
  SecretStoreFact,
  ServiceFact,
  TailnetNameFact,
  VolumeClaimFact,
  WorkloadFact,
} from './kubernetes-facts.ts';

export interface ApplicationSource {
  readonly repoURL?: string;
  readonly path?: string;
  readonly chart?: string;
  readonly targetRevision?: string;
  readonly ref?: string;
  readonly recurse: boolean;
  /** Files of Helm values, as written. */
  readonly valueFiles?: readonly string[];
  /** Whether its chart installs custom resource definitions, where its inline values or `skipCrds` say so. */
  readonly crds?: boolean;
  readonly include?: string;
  readonly exclude?: string;
  /** True when the source is read as a Helm chart or through Kustomize, so that its files are not manifests themselves. */
  readonly tool?: 'helm' | 'kustomize' | 'plugin';
  /** True when its `kustomize` settings may write into Applications beyond what stands in them. */
  readonly patches?: true;
}

export interface IgnoredDifference {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly pointers: readonly string[];
  readonly expressions: readonly string[];
  readonly managers: readonly string[];
}

export interface ApplicationFact {
  readonly namespace?: string;
  readonly project?: string;
  readonly destinationNamespace?: string;
  /** The cluster, by address or by name. */
  readonly destination?: string;
  readonly sources: readonly ApplicationSource[];
  readonly ignoreDifferences: readonly IgnoredDifference[];
  readonly syncOptions: readonly string[];
  /** `argocd.argoproj.io/compare-options` of the Application itself, split at commas. */
  readonly compareOptions: readonly string[];
  /** True when its chart values switch on an Ingress or a route of their own. */
  readonly exposesItself: boolean;
  /** `argocd.argoproj.io/sync-wave`; undefined for 0, and where it is no number. */
  readonly wave?: number;
  /** How Argo CD syncs it by itself; undefined where it waits for a person. */
  readonly automated?: { readonly prune: boolean; readonly selfHeal: boolean };
}

/** What an AppProject allows; lists are undefined where they are not written, which is not the same as empty. */
export interface AppProjectFact {
  readonly namespace?: string;
  readonly sourceRepos: readonly string[];
  readonly destinations: readonly ProjectDestination[];
  /** Namespaces besides Argo CD's own in which its Applications may lie. */
  readonly sourceNamespaces: readonly string[];
  readonly clusterAllowed?: readonly ProjectKind[];
  readonly clusterDenied?: readonly ProjectKind[];
  readonly namespacedAllowed?: readonly ProjectKind[];
  readonly namespacedDenied?: readonly ProjectKind[];
}

export interface ProjectDestination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** A repository or a cluster of one project, named by the project; by nothing where that cannot be told. */
export interface ProjectScopeFact {
  readonly type: 'repository' | 'cluster';
  /** The repository's URL or the cluster's address; undefined where it cannot be told. */
  readonly address?: string;
  /** The cluster's name. */
  readonly cluster?: string;
}

export interface ProjectKind {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

export interface MachineClassFact {
  /** True when its data can only be meant for the Proxmox provider. */
  readonly proxmox?: true;
  /** True when its machines are registered with Proxmox HA, which may move them. */
  readonly ha?: true;
  readonly provider?: string;
  readonly node?: string;
  readonly autoprovision: boolean;
  /** What one machine takes, where all of it is written: virtual cores, MiB of memory, GB of all its disks. */
  readonly size?: { readonly cores: number; readonly memory: number; readonly disk: number };
  /** Proxmox storages that its selectors ask for by name. */
  readonly pools: readonly string[];
}

export interface MachineClassUse {
  readonly role: 'control-plane' | 'workers';
  /** How many machines the set takes; undefined for all that there are. */
  readonly machines?: number;
}

/** A set of machines that a cluster template asks for. */
export interface MachineSetFact {
  readonly role: 'control-plane' | 'workers';
  /** UUIDs written in the template. */
  readonly machines: readonly string[];
  readonly machineClass?: string;
  /** How many machines it has; undefined for all there are of its class. */
  readonly count?: number;
}

/** A place in a cluster template that takes a patch from a file; named by the path as it is written. */
export interface PatchUseFact {
  readonly scope: 'cluster' | 'control-plane' | 'workers' | 'machine';
  /** The name of the machine set, or the UUID of the machine. */
  readonly of?: string;
}

/** The last word of patches on the CNI and on kube-proxy; nothing where they do not speak of it. */
export interface PatchNetworkFact {
  readonly cni?: string;
  readonly proxyDisabled?: boolean;
}

export interface FactTypes {
  'machine-class': MachineClassFact;
  'machine-class-use': MachineClassUse;
  /** An infrastructure provider that a compose file runs, by the id it has in Omni. */
  'infra-provider': { readonly proxmox: boolean };
  /**
   * An Omni server that a compose file runs, named by its service: the named volumes it keeps its data in, and its release
   * where the image's tag names one.
   * Variables stand in the values of some flags, by the flag.
   */
  'omni-server': {
    readonly volumes: readonly string[];
    readonly release?: string;
    readonly variables?: Readonly<Record<string, string>>;
  };
  /** A variable called `OMNICTL_…` whose value some text takes. */
  'variable-read': Readonly<Record<string, never>>;
  /** What a text says of the distribution of Kubernetes that it is for: `talos`, or `other` where it names others only. */
  distribution: Readonly<Record<string, never>>;
  /** A variable that an example of an environment file names. */
  'env-variable': Readonly<Record<string, never>>;
  /** Named by the cluster; by nothing where the template gives it no name. */
  'cluster-template': { readonly talos?: string; readonly kubernetes?: string };
  'machine-set': MachineSetFact;
  'patch-use': PatchUseFact;
  /** A volume of Talos below `/var/mnt`, and what its kind is called; `secure` mounts forbid programs from Talos 1.14 on. */
  'user-volume': { readonly called: string; readonly secure: boolean };
  /** What a document's patches say of a cluster's network; one for every document of a patch file. Named by nothing. */
  'patch-network': PatchNetworkFact;
  /**
   * A patch that makes room for a host name of one's own: it takes the generated `HostnameConfig` away (`deleted`), or has
   * it say `auto: off`. Named by nothing.
   */
  'hostname-freed': { readonly deleted: boolean };
  /**
   * A document of a patch file; named by nothing. `empty`: there is none to apply in it. `main`: it is that of `machine` and
   * `cluster`.
   */
  'patch-document': { readonly empty: boolean; readonly main: boolean };
  application: ApplicationFact;
  /**
   * A Helm chart that is installed; named by the chart. Without a version where none is written; `loose` where it stands in
   * a file that no manifest is known to read.
   */
  'chart-pin': { readonly version?: string; readonly loose?: true };
  /**
   * The one release of an Application whose chart makes a Service we know; named by the release. `others`: what the Service
   * would be called in releases that people have in mind.
   */
  'chart-release': {
    readonly namespace?: string;
    readonly chart: string;
    readonly application: string;
    readonly service: string;
    readonly others: readonly string[];
  };
  /** Any Kubernetes object. */
  manifest: ManifestFact;
  /** A Kubernetes object without a name, of which nothing else is known; named by nothing. */
  'nameless-object': Readonly<Record<string, never>>;
  /** A file that tells Argo CD to pass over it; named by nothing. */
  'skipped-file': Readonly<Record<string, never>>;
  /** Something that makes a service reachable from outside the cluster. */
  exposure: { readonly namespace?: string; readonly services: readonly string[]; readonly tailscale: boolean };
  /** What an ExternalSecret's list items write themselves, by place; the rest External Secrets fills in. */
  'external-secret': {
    readonly namespace?: string;
    readonly written: Partial<Record<ListPlace, readonly string[]>>;
    /** True when an annotation has it applied on the server, whatever its Application says. */
    readonly serverSideApply?: boolean;
    /** The ClusterSecretStores it reads. */
    readonly clusterStores?: readonly string[];
  };
  /** What Talos patches make of Pod Security where no label speaks; named by nothing. */
  'pod-security-default': {
    readonly level?: string;
    /** Namespaces and runtime classes whose pods are not looked at. */
    readonly exempt: readonly string[];
    readonly runtimes?: readonly string[];
  };
  /** Named by the namespace it concerns. */
  'pod-security': PodSecurityFact;
  service: ServiceFact;
  secret: SecretFact;
  /** A place that names a Secret; named by that Secret. */
  'secret-use': { readonly namespace?: string };
  'secret-store': SecretStoreFact;
  /** Tailscale's ProxyGroup, and what it is for. */
  'proxy-group': { readonly type?: string };
  'tailnet-name': TailnetNameFact;
  workload: WorkloadFact;
  /** Tailscale's nameserver in the cluster, and the address it is pinned to. */
  'dns-config': { readonly clusterIP?: string };
  kustomization: KustomizationFact;
  /** A file of chart values; named by nothing. */
  'chart-values': ChartValuesFact;
  /** A chart of the workspace, named by itself. */
  chart: ChartFact;
  /** What a chart's `values.yaml` holds; named by nothing. */
  'chart-keys': ChartKeysFact;
  /** What a template of a chart reads of its values; named by nothing. */
  'chart-template': ChartTemplateFact;
  'volume-claim': VolumeClaimFact;
  /** `waits`: it makes a volume only when a pod asks for it. */
  'storage-class': { readonly waits: boolean };
  /** A setting of Argo CD itself, from `argocd-cm` or the values of its chart. */
  'argocd-setting': { readonly value: string };
  'app-project': AppProjectFact;
  /** A project that a chart makes; named by nothing where a template engine gives the name. */
  'made-project': Readonly<Record<string, never>>;
  'project-scope': ProjectScopeFact;
  conventions: Conventions;
}

export type FactType = keyof FactTypes;

export interface Fact<T extends FactType = FactType> {
  readonly type: T;
  /** The name others refer to: a class's id, a resource's name, a setting's key. */
  readonly name: string;
  /** Where that name stands. */
  readonly span: Span;
  readonly data: FactTypes[T];
}

/** Makes a fact with its data checked against its type. */
export function fact<T extends FactType>(type: T, name: string, at: Span, data: FactTypes[T]): Fact<T> {
  return { type, name, span: at, data };
}

/** The first fact of a type. */
export function factOf<T extends FactType>(facts: readonly Fact[], type: T): Fact<T> | undefined {
  return facts.find((candidate): candidate is Fact<T> & Fact => candidate.type === type);
}

/** Everything of a document's facts that other documents can see, as text to compare. */
export function factKeys(facts: readonly Fact[]): ReadonlyMap<FactType, string> {
  const parts = new Map<FactType, string[]>();
  for (const { type, name, data } of facts) {
    const list = parts.get(type) ?? [];
    list.push(JSON.stringify([name, data]));
    parts.set(type, list);
  }
  return new Map([...parts].map(([type, list]) => [type, list.join('\n')]));
}
