// Undoes what `omnictl get -o json` does to resources. It prints each as YAML and reads that back before it writes
// JSON, so text that looks like a number, a boolean or nothing has become one. Source: omni client/pkg/omnictl/output/json.go.
import type { OmniResource } from './resource.ts';

export interface OmniEvent {
  /** Only what was watched says so. */
  readonly event: 'created' | 'updated' | 'destroyed';
  readonly resource: OmniResource;
}

/** A printed object as a resource; `undefined` when it is none. */
export function normalise(printed: unknown): OmniResource | undefined {
  if (!isRecord(printed) || !isRecord(printed.metadata)) return undefined;
  const { id, namespace, type, version, owner, phase, labels, annotations, created, updated } = printed.metadata;
  if (id === undefined || typeof type !== 'string') return undefined;
  return {
    id: text(id),
    namespace: text(namespace),
    type,
    ...(typeof version === 'number' ? { version } : {}),
    ...(typeof owner === 'string' && owner !== '' ? { owner } : {}),
    phase: phase === 'tearingDown' ? 'tearingDown' : 'running',
    labels: texts(labels),
    annotations: texts(annotations),
    ...time('created', created),
    ...time('updated', updated),
    spec: isRecord(printed.spec) ? printed.spec : {},
  };
}

/** An object that a watch printed; `undefined` when it is none. */
export function normaliseEvent(printed: unknown): OmniEvent | undefined {
  const resource = normalise(printed);
  const event = isRecord(printed) ? printed.event : undefined;
  if (!resource || (event !== 'created' && event !== 'updated' && event !== 'destroyed')) return undefined;
  return { event, resource };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `null` was the empty text; numbers and booleans were text that looks like them, and midnight was a date. What cannot be
 * told apart stays wrong: `1.10` comes as 1.1, `0x10` as 16, `~` as nothing (seen with omnictl 1.9.3).
 */
function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  return String(value).replace(/^(\d{4}-\d\d-\d\d)T00:00:00Z$/, '$1');
}

const none: Readonly<Record<string, string>> = {};

function texts(values: unknown): Readonly<Record<string, string>> {
  if (!isRecord(values)) return none;
  const read: Record<string, string> = {};
  for (const key in values) read[key] = text(values[key]);
  return read;
}

/** Go's zero time stands for none. */
function time(name: 'created' | 'updated', value: unknown): { readonly created?: number; readonly updated?: number } {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return milliseconds > 0 ? { [name]: milliseconds } : {};
}
