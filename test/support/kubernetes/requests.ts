// What the API server double answers to everything but a watch.
import type { BadDay } from './double.ts';
import { type Definition, mergePatch, type Store, type Stored } from './store.ts';

export interface Reply {
  readonly code: number;
  readonly body: unknown;
}

interface Question {
  readonly method: string;
  readonly url: URL;
  /** Content type of the body. */
  readonly type: string;
  /** The form in which an answer is wanted. */
  readonly accept: string;
  readonly body: string;
}

export interface Place {
  readonly definition: Definition;
  readonly namespace?: string;
  readonly name?: string;
}

export function status(code: number, reason: string, message: string): Reply {
  return { code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message } };
}

/** `/version`, `/apis`, `/api/v1`, `/apis/<group>/<version>`; undefined for every other path. */
export function discovery(store: Store, path: string, accept = ''): Reply | undefined {
  if (path === '/apis') return allGroups(store, accept);
  if (path === '/version') return { code: 200, body: { gitVersion: 'v1.36.2' } };
  if (path === '/readyz') return { code: 200, body: 'ok' };
  const version = /^\/api\/(v1)$|^\/apis\/([^/]+\/[^/]+)$/.exec(path);
  if (!version) return undefined;
  const apiVersion = version[1] ?? version[2] ?? '';
  const served = store.definitions.filter((definition) => definition.apiVersion === apiVersion);
  if (served.length === 0) return status(404, 'NotFound', 'the server could not find the requested resource');
  const resources = served.flatMap(({ plural, kind, namespaced }) => [
    { name: plural, kind, namespaced, verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'] },
    { name: `${plural}/status`, kind, namespaced, verbs: ['get', 'patch'] },
  ]);
  return { code: 200, body: { kind: 'APIResourceList', groupVersion: apiVersion, resources } };
}

/** All groups at once, as servers since 1.27 tell them. */
function allGroups(store: Store, accept: string): Reply {
  if (!accept.includes('as=APIGroupDiscoveryList')) return status(406, 'NotAcceptable', 'only the aggregated form');
  const groups = new Map<string, Definition[]>();
  for (const definition of store.definitions) {
    const [group, version] = definition.apiVersion.split('/');
    if (group && version) groups.set(group, [...(groups.get(group) ?? []), definition]);
  }
  const items = [...groups].map(([name, definitions]) => ({
    metadata: { name },
    versions: [
      {
        version: 'v1',
        resources: definitions.map(({ plural, kind }) => ({ resource: plural, responseKind: { kind } })),
        freshness: 'Current',
      },
    ],
  }));
  return { code: 200, body: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items } };
}

/** The resource a path names; undefined when it is not served. */
export function placeOf(store: Store, path: string): Place | undefined {
  const match = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(path);
  const [, core, group, namespace, plural = '', name] = match ?? [];
  const apiVersion = core ?? group ?? '';
  // `/api/v1/namespaces/x` is a namespace and no collection in one.
  if (!match && /^\/api\/v1\/namespaces\/[^/]+$/.test(path)) return namespacePlace(store, path);
  const definition = store.definition(apiVersion, plural);
  if (!definition) return undefined;
  return { definition, ...(namespace ? { namespace } : {}), ...(name ? { name: decodeURIComponent(name) } : {}) };
}

function namespacePlace(store: Store, path: string): Place | undefined {
  const definition = store.definition('v1', 'namespaces');
  return definition && { definition, name: path.split('/').at(-1) ?? '' };
}

export function answer(store: Store, bad: BadDay, question: Question): Reply {
  const place = placeOf(store, question.url.pathname);
  if (!place) return status(404, 'NotFound', 'the server could not find the requested resource');
  const { definition, namespace, name } = place;
  const missing = () => status(404, 'NotFound', `${definition.plural} "${name}" not found`);
  switch (question.method) {
    case 'GET': {
      if (name === undefined) return list(store, bad, place, question);
      const found = store.get(definition, namespace, name);
      return found ? { code: 200, body: found } : missing();
    }
    case 'POST':
      return create(store, place, question);
    case 'PATCH':
      return patch(store, place, question);
    case 'DELETE':
      return store.remove(definition, namespace, name ?? '') ? { code: 200, body: { status: 'Success' } } : missing();
    default:
      return status(405, 'MethodNotAllowed', question.method);
  }
}

/** Pages hold at most as many objects as the client asked for; the token says where the next one begins. */
function list(store: Store, bad: BadDay, { definition, namespace }: Place, { url, accept }: Question): Reply {
  const start = Number(url.searchParams.get('continue') ?? 0);
  if (start > 0 && bad.expiredPages) return status(410, 'Expired', 'The provided continue parameter is too old.');
  const wanted = parseSelector(url.searchParams.get('labelSelector'));
  const all = store
    .all(definition)
    .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
    .filter(({ metadata: { labels } }) => wanted.every(([key, value]) => field(labels, key) === value));
  const limit = Number(url.searchParams.get('limit') ?? all.length) || all.length;
  const end = Math.min(all.length, start + limit);
  const metadata = { resourceVersion: String(store.version), ...(end < all.length ? { continue: String(end) } : {}) };
  const page = all.slice(start, end);
  if (accept.includes('as=Table')) return { code: 200, body: { kind: 'Table', metadata, ...table(page, url) } };
  if (accept.includes('as=PartialObjectMetadataList')) {
    const items = page.map((object) => ({ metadata: object.metadata }));
    return { code: 200, body: { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items } };
  }
  // Items of a list carry neither kind nor version.
  const items = page.map(({ apiVersion: _, kind: __, ...item }) => item);
  return { code: 200, body: { apiVersion: definition.apiVersion, kind: `${definition.kind}List`, metadata, items } };
}

/** What kubectl shows, as far as anybody here reads it. */
function table(page: readonly Stored[], url: URL): object {
  const columns = ['Name', 'Age', 'Images'];
  const rows = page.map(({ metadata, images = '' }) => ({
    cells: [metadata.name, '5d', images],
    object: url.searchParams.get('includeObject') === 'None' ? null : { metadata },
  }));
  return { columnDefinitions: columns.map((name) => ({ name, type: 'string' })), rows: rows.length > 0 ? rows : null };
}

function create(store: Store, { definition, namespace }: Place, { body, url }: Question): Reply {
  const object: Stored = JSON.parse(body);
  if (store.get(definition, namespace, object.metadata.name))
    return status(409, 'AlreadyExists', `${definition.plural} "${object.metadata.name}" already exists`);
  const complete = { ...object, metadata: { ...object.metadata, ...(namespace ? { namespace } : {}) } };
  return { code: 201, body: url.searchParams.get('dryRun') === 'All' ? complete : store.put(definition, complete) };
}

function patch(store: Store, { definition, namespace, name = '' }: Place, { body, type, url }: Question): Reply {
  const before = store.get(definition, namespace, name);
  const change: Stored = JSON.parse(body);
  const isApply = type.startsWith('application/apply-patch');
  if (!before && !isApply) return status(404, 'NotFound', `${definition.plural} "${name}" not found`);
  const asked = change.metadata?.resourceVersion;
  if (asked !== undefined && asked !== before?.metadata.resourceVersion)
    return status(409, 'Conflict', 'the object has been modified; please apply your changes to the latest version');
  const { apiVersion, kind } = definition;
  const bare = { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
  const after = mergePatch(before ?? bare, change) as Stored;
  return { code: 200, body: url.searchParams.get('dryRun') === 'All' ? after : store.put(definition, after) };
}

function parseSelector(text: string | null): readonly (readonly [string, string])[] {
  return (text ?? '').split(',').flatMap((part) => {
    const [key = '', value = ''] = part.split('=');
    return key === '' ? [] : [[key, value] as const];
  });
}

function field(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null
    ? Object.entries(holder).find(([name]) => name === key)?.[1]
    : undefined;
}
