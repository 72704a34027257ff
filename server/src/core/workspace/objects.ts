// Kubernetes objects by the namespace they end up in. Where that cannot be told, an object is in none, and rules stay
// silent about it.

import type { ApplicationSource, Fact, FactTypes } from './facts.ts';
import type { FileIdentity } from './file.ts';
import { belongsToFolder, cleanPath, isChartFolder, kustomizationAt, ownersOf, readsAsManifest } from './gitops.ts';
import type { ServiceFact } from './kubernetes-facts.ts';
import type { Derivation, FactRecord, WorkspaceView } from './view.ts';

/** Facts that say a namespace, or leave it to the Application. */
type Placed =
  | 'service'
  | 'secret'
  | 'external-secret'
  | 'workload'
  | 'exposure'
  | 'tailnet-name'
  | 'secret-use'
  | 'manifest'
  | 'volume-claim';

/**
 * The namespace of an object: as written, else that of the Application that applies it; undefined where a kustomization
 * may write another one, or where several Applications differ.
 */
export function namespaceOf(view: WorkspaceView, file: FileIdentity, written: string | undefined): string | undefined {
  if (isKustomized(view, file) && view.derive(kustomizations).rewriting.has(file.folder)) return undefined;
  if (written !== undefined) return written;
  const owners = ownersOf(view, file);
  const [first] = owners;
  const namespace = first?.fact.data.destinationNamespace;
  return owners.every((owner) => owner.fact.data.destinationNamespace === namespace) ? namespace : undefined;
}

/** The namespace of a fact's object. */
export function namespaceOfRecord<T extends Placed>(view: WorkspaceView, record: FactRecord<T>): string | undefined {
  return namespaceOf(view, record.file, writtenNamespace(record.fact));
}

function writtenNamespace(fact: Fact<Placed>): string | undefined {
  const data: FactTypes[Placed] = fact.data;
  return data.namespace;
}

/** True when a kustomization lies beside the file or above it. */
export function isKustomized(view: WorkspaceView, file: FileIdentity): boolean {
  const parts = file.path.split('/').slice(0, -1);
  for (let depth = parts.length; depth >= 0; depth--) {
    const base = parts.slice(0, depth).join('/');
    if (kustomizationAt(view, file.folder, base) !== undefined) return true;
  }
  return false;
}

/** The folders in which some kustomization changes names or namespaces. */
const kustomizations: Derivation<{ readonly rewriting: ReadonlySet<string> }> = {
  name: 'kustomizations',
  compute(view) {
    const rewriting = view
      .facts('kustomization')
      .filter(({ fact }) => fact.data.renames || fact.data.namespace !== undefined)
      .map(({ file }) => file.folder);
    return { rewriting: new Set(rewriting) };
  },
};

export interface PlacedService extends ServiceFact {
  readonly name: string;
  readonly uri: string;
}

/** Services by folder and namespace. */
export function servicesIn(view: WorkspaceView, folder: string, namespace: string): readonly PlacedService[] {
  return view.derive(services).get(key(folder, namespace)) ?? [];
}

const services: Derivation<ReadonlyMap<string, readonly PlacedService[]>> = {
  name: 'services-by-namespace',
  compute(view) {
    return grouped(view, 'service', (record) => ({
      ...record.fact.data,
      name: record.fact.name,
      uri: record.file.uri,
    }));
  },
};

export interface PlacedSecret {
  readonly name: string;
  readonly maker: string;
  readonly creates: boolean;
  readonly keys?: readonly string[];
  readonly uri: string;
}

/** Secrets by folder and namespace. */
export function secretsIn(view: WorkspaceView, folder: string, namespace: string): readonly PlacedSecret[] {
  return view.derive(secrets).get(key(folder, namespace)) ?? [];
}

const secrets: Derivation<ReadonlyMap<string, readonly PlacedSecret[]>> = {
  name: 'secrets-by-namespace',
  compute(view) {
    return grouped(view, 'secret', (record) => ({ ...record.fact.data, name: record.fact.name, uri: record.file.uri }));
  },
};

/** The workloads of a namespace: what the baseline level forbids in each. */
export function workloadsIn(view: WorkspaceView, folder: string, namespace: string): readonly FactTypes['workload'][] {
  return view.derive(workloads).get(key(folder, namespace)) ?? [];
}

const workloads: Derivation<ReadonlyMap<string, readonly FactTypes['workload'][]>> = {
  name: 'workloads-by-namespace',
  compute(view) {
    return grouped(view, 'workload', (record) => record.fact.data);
  },
};

function grouped<T extends Placed, V>(
  view: WorkspaceView,
  type: T,
  take: (record: FactRecord<T>) => V,
): ReadonlyMap<string, readonly V[]> {
  const found = new Map<string, V[]>();
  for (const record of view.facts(type)) {
    const namespace = namespaceOfRecord(view, record);
    if (namespace === undefined) continue;
    const at = key(record.file.folder, namespace);
    const list = found.get(at);
    if (list) list.push(take(record));
    else found.set(at, [take(record)]);
  }
  return found;
}

function key(folder: string, namespace: string): string {
  return `${folder}\n${namespace}`;
}

/**
 * True when everything that Argo CD puts into a namespace is written as plain manifests in this folder, so that what is
 * not there does not exist: no chart, no kustomization, no other repository, no operator that makes objects of its own.
 */
export function isWhollyKnown(view: WorkspaceView, folder: string, namespace: string): boolean {
  return view.derive(whollyKnown).has(key(folder, namespace));
}

const whollyKnown: Derivation<ReadonlySet<string>> = {
  name: 'wholly-known-namespaces',
  compute(view) {
    const known = new Map<string, boolean>();
    for (const { file, fact } of view.facts('application')) {
      const { destinationNamespace, sources } = fact.data;
      if (destinationNamespace === undefined) continue;
      const at = key(file.folder, destinationNamespace);
      const plain =
        sources.length > 0 &&
        sources.every(
          (source) =>
            source.chart === undefined &&
            source.tool === undefined &&
            belongsToFolder(view, source, file.folder) &&
            isPlainFolder(view, file.folder, source),
        );
      known.set(at, plain && known.get(at) !== false);
    }
    for (const record of view.facts('manifest')) {
      if (!makesObjects(record.fact.data.apiVersion)) continue;
      const namespace = namespaceOfRecord(view, record);
      if (namespace !== undefined) known.set(key(record.file.folder, namespace), false);
    }
    // Where Applications lie, Argo CD was put by hand before it could read any of them.
    for (const { file, fact } of view.facts('application'))
      known.set(key(file.folder, fact.data.namespace ?? 'argocd'), false);
    return new Set([...known].filter(([, plain]) => plain).map(([at]) => at));
  },
};

/**
 * A folder that Argo CD reads as plain manifests, all of which are seen here: neither a chart nor a kustomization, and
 * without JSON and Jsonnet, which are not read.
 */
function isPlainFolder(view: WorkspaceView, folder: string, source: ApplicationSource): boolean {
  const base = cleanPath(source.path ?? '');
  if (isChartFolder(view, folder, base) || kustomizationAt(view, folder, base) !== undefined) return false;
  const start = base === '' ? '' : `${base}/`;
  const unseen = view.derive(unseenManifests).get(folder) ?? [];
  return !unseen.some((path) => path.startsWith(start) && readsAsManifest(source, path.slice(start.length)));
}

/** Files of each folder that Argo CD reads as manifests and nobody reads here. */
const unseenManifests: Derivation<ReadonlyMap<string, readonly string[]>> = {
  name: 'unseen-manifests',
  compute(view) {
    const isUnseen = (path: string): boolean => /\.json(?:net)?$/.test(path);
    return new Map(view.folders().map(({ uri }) => [uri, view.paths(uri).filter(isUnseen)]));
  },
};

/** Groups whose objects make no Services, pods or Secrets that others would name. */
const quietGroups = new Set([
  ...['apps', 'batch', 'policy', 'autoscaling', 'networking.k8s.io', 'rbac.authorization.k8s.io', 'storage.k8s.io'],
  ...['scheduling.k8s.io', 'apiextensions.k8s.io', 'admissionregistration.k8s.io', 'gateway.networking.k8s.io'],
  ...['argoproj.io', 'external-secrets.io', 'tailscale.com', 'longhorn.io', 'traefik.io', 'cilium.io', 'bitnami.com'],
  ...['cert-manager.io', 'isindir.github.com', 'extensions', 'coordination.k8s.io', 'node.k8s.io'],
]);

function makesObjects(apiVersion: string): boolean {
  const slash = apiVersion.indexOf('/');
  return slash > 0 && !quietGroups.has(apiVersion.slice(0, slash));
}
