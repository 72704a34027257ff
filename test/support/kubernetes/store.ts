// What the API server double keeps: objects by resource, a version that grows with every change, and the events since, as
// far back as they are kept.

export interface Definition {
  /** `v1`, `argoproj.io/v1alpha1`. */
  readonly apiVersion: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export interface Stored {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

export interface StoredEvent {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Stored;
}

const namespaced = (apiVersion: string, plural: string, kind: string): Definition => ({
  ...{ apiVersion, plural, kind },
  namespaced: true,
});
const clusterWide = (apiVersion: string, plural: string, kind: string): Definition => ({
  ...{ apiVersion, plural, kind },
  namespaced: false,
});

/** What a cluster with Argo CD, External Secrets and Longhorn serves, as far as anybody here asks for it. */
export const usualDefinitions: readonly Definition[] = [
  clusterWide('v1', 'nodes', 'Node'),
  clusterWide('v1', 'namespaces', 'Namespace'),
  namespaced('v1', 'secrets', 'Secret'),
  namespaced('v1', 'configmaps', 'ConfigMap'),
  namespaced('v1', 'services', 'Service'),
  namespaced('v1', 'pods', 'Pod'),
  namespaced('apps/v1', 'daemonsets', 'DaemonSet'),
  namespaced('apps/v1', 'deployments', 'Deployment'),
  namespaced('apps/v1', 'statefulsets', 'StatefulSet'),
  namespaced('networking.k8s.io/v1', 'ingresses', 'Ingress'),
  clusterWide('apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition'),
  namespaced('argoproj.io/v1alpha1', 'applications', 'Application'),
  namespaced('argoproj.io/v1alpha1', 'appprojects', 'AppProject'),
  namespaced('external-secrets.io/v1', 'externalsecrets', 'ExternalSecret'),
  namespaced('external-secrets.io/v1', 'secretstores', 'SecretStore'),
  clusterWide('external-secrets.io/v1', 'clustersecretstores', 'ClusterSecretStore'),
  namespaced('longhorn.io/v1beta2', 'volumes', 'Volume'),
  namespaced('longhorn.io/v1beta2', 'nodes', 'Node'),
];

export class Store {
  definitions: readonly Definition[];
  version = 1_000;
  /** Events up to this version are forgotten. */
  forgotten = 0;
  readonly #objects = new Map<Definition, Map<string, Stored>>();
  readonly #events = new Map<Definition, StoredEvent[]>();
  readonly #listeners = new Set<(definition: Definition, event: StoredEvent) => void>();

  constructor(definitions: readonly Definition[]) {
    this.definitions = definitions;
  }

  definition(apiVersion: string, plural: string): Definition | undefined {
    return this.definitions.find((each) => each.apiVersion === apiVersion && each.plural === plural);
  }

  definitionOfKind(apiVersion: string, kind: string): Definition {
    const found = this.definitions.find((each) => each.apiVersion === apiVersion && each.kind === kind);
    if (!found) throw new Error(`The double does not define ${apiVersion} ${kind}`);
    return found;
  }

  all(definition: Definition): readonly Stored[] {
    return [...(this.#objects.get(definition)?.values() ?? [])];
  }

  get(definition: Definition, namespace: string | undefined, name: string): Stored | undefined {
    return this.#objects.get(definition)?.get(key(namespace, name));
  }

  put(definition: Definition, object: Stored): Stored {
    const { name, namespace } = object.metadata;
    const objects = this.#objects.get(definition) ?? new Map<string, Stored>();
    this.#objects.set(definition, objects);
    const before = objects.get(key(namespace, name));
    const uid = before?.metadata.uid ?? `uid-${definition.plural}-${name}-${this.version}`;
    const stored = { ...object, metadata: { uid, ...object.metadata, resourceVersion: String(++this.version) } };
    objects.set(key(namespace, name), stored);
    this.#tell(definition, { version: this.version, type: before ? 'MODIFIED' : 'ADDED', object: stored });
    return stored;
  }

  remove(definition: Definition, namespace: string | undefined, name: string): Stored | undefined {
    const before = this.get(definition, namespace, name);
    if (!before) return undefined;
    this.#objects.get(definition)?.delete(key(namespace, name));
    const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(++this.version) } };
    this.#tell(definition, { version: this.version, type: 'DELETED', object });
    return object;
  }

  /** Events after a version; undefined when they are forgotten. */
  since(definition: Definition, version: number): readonly StoredEvent[] | undefined {
    if (version < this.forgotten) return undefined;
    return (this.#events.get(definition) ?? []).filter((event) => event.version > version);
  }

  listen(listener: (definition: Definition, event: StoredEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(definition: Definition, event: StoredEvent): void {
    const events = this.#events.get(definition) ?? [];
    this.#events.set(definition, events);
    events.push(event);
    for (const listener of this.#listeners) listener(definition, event);
  }
}

function key(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** RFC 7386: null removes, objects are merged, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
