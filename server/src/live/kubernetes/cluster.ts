// One cluster, for questions and changes that are made once: runbooks, actions on Applications, the prerequisites check.
import { failed, ok, type Result } from '../fault.ts';
import type { LiveObject } from '../status/facts.ts';
import { contexts as allContexts, type KubernetesSettings, loadKubeconfig } from './kubeconfig.ts';
import { isRecord, readList, readObject } from './objects.ts';
import { resourcePath, versionPath } from './resources.ts';
import { type Ask, Transport, type TransportOptions } from './transport.ts';

export interface TypeReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
}

export interface ObjectReference extends TypeReference {
  readonly name: string;
}

/** An object to be sent. */
export interface ObjectDraft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: LiveObject['metadata'];
  readonly [field: string]: unknown;
}

export interface ApplyOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

interface Served {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Under which the server keeps who set which field. */
const fieldManager = 'omni-scale';
const pageSize = 500;

export { allContexts as contexts };

/** Reads the kubeconfig and gives its cluster; nothing is contacted yet. Faults: `not-set-up`, `wrong-setting`, `unreadable`. */
export async function connect(settings: KubernetesSettings, options?: TransportOptions): Promise<Result<Cluster>> {
  const config = await loadKubeconfig(settings);
  if (!config.ok) return config;
  const transport = new Transport(config.value, () => loadKubeconfig(settings), options);
  return ok(new Cluster(`context ${config.value.currentContext}`, transport));
}

export class Cluster {
  /** For people: `context prod-01`. */
  readonly name: string;
  readonly transport: Transport;
  readonly #served = new Map<string, ReadonlyMap<string, Served>>();

  constructor(name: string, transport: Transport) {
    this.name = name;
    this.transport = transport;
  }

  /** The server's version, `v1.36.2`. */
  async version(signal?: AbortSignal): Promise<Result<string>> {
    const answer = await this.#ask({ path: '/version', what: 'its version', signal });
    if (!answer.ok) return answer;
    const version = isRecord(answer.value) ? answer.value.gitVersion : undefined;
    return typeof version === 'string' ? ok(version) : this.#unreadable('its version');
  }

  /** Whether the cluster has this kind; a definition that is added later is seen. */
  async serves(apiVersion: string, kind: string, signal?: AbortSignal): Promise<Result<boolean>> {
    const served = await this.#kindsOf(apiVersion, kind, signal);
    return served.ok ? ok(served.value.has(kind)) : served;
  }

  /** Undefined when there is no such object, or no such kind. */
  async get(reference: ObjectReference, signal?: AbortSignal): Promise<Result<LiveObject | undefined>> {
    const path = await this.#path(reference, signal);
    if (!path.ok) return path.fault.kind === 'not-found' ? ok(undefined) : path;
    const answer = await this.#ask({ path: path.value, what: titleOf(reference), signal });
    if (answer.ok) return this.#object(answer.value, reference);
    return answer.fault.kind === 'not-found' ? ok(undefined) : answer;
  }

  /** All objects of a kind, read in pages; empty where the cluster does not have the kind. */
  async list(type: TypeReference, signal?: AbortSignal): Promise<Result<readonly LiveObject[]>> {
    const path = await this.#path(type, signal);
    if (!path.ok) return path.fault.kind === 'not-found' ? ok([]) : path;
    const all: LiveObject[] = [];
    let more: string | undefined;
    do {
      const query = { limit: pageSize, continue: more };
      const answer = await this.#ask({ path: path.value, query, what: `${type.kind} objects`, signal });
      if (!answer.ok) return answer;
      const list = readList(answer.value, type);
      if (!list) return this.#unreadable(`${type.kind} objects`);
      all.push(...list.items);
      more = list.continue;
    } while (more !== undefined);
    return ok(all);
  }

  async create(object: ObjectDraft, signal?: AbortSignal): Promise<Result<LiveObject>> {
    const reference = referenceOf(object);
    const path = await this.#path(withoutName(reference), signal);
    if (!path.ok) return path;
    return this.#change(reference, { method: 'POST', path: path.value, body: object, query: { fieldManager } }, signal);
  }

  /**
   * Server-side apply. With `force` it takes over fields that somebody else set to something else, which is a `conflict`
   * without; with `dryRun` the server checks it and keeps nothing.
   */
  async apply(
    object: ObjectDraft,
    signal?: AbortSignal,
    { force = false, dryRun = false }: ApplyOptions = {},
  ): Promise<Result<LiveObject>> {
    const reference = referenceOf(object);
    const path = await this.#path(reference, signal);
    if (!path.ok) return path;
    const query = { fieldManager, force: force || undefined, dryRun: dryRun ? 'All' : undefined };
    const type = 'application/apply-patch+yaml';
    return this.#change(reference, { method: 'PATCH', path: path.value, body: object, type, query }, signal);
  }

  /** A JSON merge patch. With `metadata.resourceVersion` in it, a change made meanwhile is a `conflict`. */
  async mergePatch(reference: ObjectReference, patch: unknown, signal?: AbortSignal): Promise<Result<LiveObject>> {
    const path = await this.#path(reference, signal);
    if (!path.ok) return path;
    const type = 'application/merge-patch+json';
    return this.#change(
      reference,
      { method: 'PATCH', path: path.value, body: patch, type, query: { fieldManager } },
      signal,
    );
  }

  close(): void {
    this.transport.close();
  }

  async #change(
    reference: ObjectReference,
    ask: Omit<Ask, 'what' | 'signal'>,
    signal: AbortSignal | undefined,
  ): Promise<Result<LiveObject>> {
    const answer = await this.#ask({ ...ask, what: titleOf(reference), signal });
    return answer.ok ? this.#object(answer.value, reference) : answer;
  }

  #object(value: unknown, reference: ObjectReference): Result<LiveObject> {
    const object = readObject(value, reference);
    return object ? ok(object) : this.#unreadable(titleOf(reference));
  }

  /** The path of a kind, or of an object; `not-found` when the cluster does not have the kind. */
  async #path(reference: TypeReference & { name?: string }, signal?: AbortSignal): Promise<Result<string>> {
    const { apiVersion, kind, namespace, name } = reference;
    const served = await this.#kindsOf(apiVersion, kind, signal);
    if (!served.ok) return served;
    const type = served.value.get(kind);
    if (!type) return failed('not-found', `The cluster has no kind \`${kind}\` (${apiVersion}).`);
    return ok(resourcePath(apiVersion, type.plural, type.namespaced ? namespace : undefined, name));
  }

  /** The kinds of a version; asked again while the kind is not among them, for it may be defined at any time. */
  async #kindsOf(apiVersion: string, kind: string, signal?: AbortSignal): Promise<Result<ReadonlyMap<string, Served>>> {
    const known = this.#served.get(apiVersion);
    if (known?.has(kind)) return ok(known);
    const answer = await this.#ask({ path: versionPath(apiVersion), what: `the kinds of ${apiVersion}`, signal });
    if (!answer.ok) return answer.fault.kind === 'not-found' ? ok(new Map()) : answer;
    const kinds = readKinds(answer.value);
    this.#served.set(apiVersion, kinds);
    return ok(kinds);
  }

  #ask({
    signal,
    ...ask
  }: Omit<Ask, 'signal'> & { readonly signal?: AbortSignal | undefined }): Promise<Result<unknown>> {
    return this.transport.json({ ...ask, ...(signal ? { signal } : {}) });
  }

  #unreadable(what: string): Result<never> {
    return failed('unreadable', `\`${this.transport.server}\` sent something unreadable for ${what}.`);
  }
}

/** An APIResourceList: kinds with their plural, subresources left out. */
function readKinds(value: unknown): ReadonlyMap<string, Served> {
  const resources = isRecord(value) && Array.isArray(value.resources) ? value.resources : [];
  const kinds = new Map<string, Served>();
  for (const resource of resources) {
    if (!isRecord(resource)) continue;
    const { name, kind, namespaced } = resource;
    if (typeof name === 'string' && typeof kind === 'string' && !name.includes('/'))
      kinds.set(kind, { plural: name, namespaced: namespaced === true });
  }
  return kinds;
}

function referenceOf({ apiVersion, kind, metadata: { name, namespace } }: ObjectDraft): ObjectReference {
  return { apiVersion, kind, name, ...(namespace ? { namespace } : {}) };
}

function withoutName({ name: _, ...type }: ObjectReference): TypeReference {
  return type;
}

function titleOf({ kind, name, namespace }: ObjectReference): string {
  return `${kind} \`${namespace ? `${namespace}/` : ''}${name}\``;
}
