// Objects as an API server sends them, checked for what everything else relies on, and without what nobody reads.
import type { LiveObject } from '../status/facts.ts';

export interface ObjectList {
  readonly items: readonly LiveObject[];
  readonly resourceVersion: string;
  readonly continue?: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param type fills in `apiVersion` and `kind`, which items of a list do not carry */
export function readObject(value: unknown, type?: { apiVersion: string; kind: string }): LiveObject | undefined {
  if (!isRecord(value) || !isRecord(value.metadata) || typeof value.metadata.name !== 'string') return undefined;
  const { apiVersion = type?.apiVersion, kind = type?.kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  return { ...value, apiVersion, kind, metadata: leanMetadata(value.metadata, value.metadata.name) };
}

/** Undefined when it is no list. Items that are no objects are left out. */
export function readList(value: unknown, type: { apiVersion: string; kind: string }): ObjectList | undefined {
  if (!isRecord(value) || !Array.isArray(value.items) || !isRecord(value.metadata)) return undefined;
  const { resourceVersion, continue: more } = value.metadata;
  return {
    items: value.items.flatMap((item: unknown) => readObject(item, type) ?? []),
    resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '',
    ...(typeof more === 'string' && more !== '' ? { continue: more } : {}),
  };
}

/** `namespace/name`, or the name alone. */
export function keyOf({ metadata: { namespace, name } }: LiveObject): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** An Application as it is needed here: of its history, which may be most of it, the last entry is left. */
export function lean(object: LiveObject): LiveObject {
  if (object.kind !== 'Application' || !object.status || !('history' in object.status)) return object;
  const { history, ...status } = object.status;
  const last: unknown = Array.isArray(history) ? history.at(-1) : undefined;
  return { ...object, status: isRecord(last) ? { ...status, history: [last] } : status };
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function leanMetadata(metadata: Record<string, unknown>, name: string): LiveObject['metadata'] {
  const { managedFields: _, annotations, ...rest } = metadata;
  if (!isRecord(annotations)) return { ...rest, name };
  const { [lastApplied]: __, ...kept } = annotations;
  const texts = Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...rest, name, annotations: Object.fromEntries(texts) };
}
