// Facts as tests write them: only what matters, the rest as if all were well.
import type { OmniResource, OmniType } from '../../../server/src/live/omni/resource.ts';
import type {
  Facts,
  KubernetesFacts,
  LiveObject,
  OmniFacts,
  WatchedKind,
} from '../../../server/src/live/status/facts.ts';
import type { Row, SectionName } from '../../../server/src/live/status/model.ts';
import { allRows } from '../../../server/src/live/status/row.ts';
import { statusOf, watchedBy } from '../../../server/src/live/status/status.ts';
import type { SourceState } from '../../../server/src/live/supervisor.ts';

export const now = Date.parse('2026-11-01T10:00:00Z');
export const minute = 60_000;
export const staleAfter = 35_000;
export const live: SourceState = { phase: 'live', heardAt: now - 2_000 };

type Given = Partial<Omit<OmniResource, 'id'>>;

/** Resources by type and id; the spec is all that most need. */
export type GivenOmni = Partial<Record<OmniType, Readonly<Record<string, Given>>>>;

const omniTypes = [...new Set(Object.values(watchedBy.omni).flat())];

export function omniFacts(given: GivenOmni, state: SourceState = live): OmniFacts {
  const entries = omniTypes.map((type) => [type, resources(given[type] ?? {})]);
  return {
    state,
    source: 'omnictl, context prod',
    resources: Object.fromEntries(entries),
    watches: Object.fromEntries(omniTypes.map((type) => [type, state])),
  };
}

function resources(given: Readonly<Record<string, Given>>): ReadonlyMap<string, OmniResource> {
  return new Map(Object.entries(given).map(([id, each]) => [id, resource(id, each)]));
}

export function resource(id: string, given: Given): OmniResource {
  const base = {
    namespace: 'default',
    type: 'Things.omni.sidero.dev',
    phase: 'running',
    labels: {},
    annotations: {},
    spec: {},
  } as const;
  // Long ago, so that nothing is excused for being new.
  return { ...base, id, created: now - 600 * minute, ...given };
}

/** Labels of something that belongs to a cluster, and perhaps to one of its sets. */
export function within(cluster: string, set?: string, ...more: readonly string[]): Readonly<Record<string, string>> {
  const labels = { 'omni.sidero.dev/cluster': cluster, ...(set ? { 'omni.sidero.dev/machine-set': set } : {}) };
  return { ...labels, ...Object.fromEntries(more.map((name) => [`omni.sidero.dev/${name}`, ''])) };
}

export function object(
  kind: string,
  key: string,
  given: Partial<LiveObject> & {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    created?: number;
    deleted?: boolean;
  } = {},
): LiveObject {
  const { labels, annotations, created = now - 600 * minute, deleted, ...rest } = given;
  const [namespace, name] = key.includes('/') ? key.split('/') : [undefined, key];
  return {
    apiVersion: 'v1',
    kind,
    ...rest,
    metadata: {
      name: name ?? '',
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(deleted ? { deletionTimestamp: new Date(now).toISOString() } : {}),
      creationTimestamp: new Date(created).toISOString(),
    },
  };
}

const kinds = Object.values(watchedBy.kubernetes).flat();

export function kubernetesFacts(
  given: Partial<Record<WatchedKind, readonly LiveObject[]>>,
  state: SourceState = live,
): KubernetesFacts {
  const keyOf = ({ metadata: { namespace, name } }: LiveObject): string => (namespace ? `${namespace}/${name}` : name);
  return {
    state,
    source: 'context prod-01',
    objects: Object.fromEntries(
      kinds.map((kind) => [kind, new Map((given[kind] ?? []).map((each) => [keyOf(each), each]))]),
    ),
    unserved: new Set(),
    watches: Object.fromEntries(kinds.map((kind) => [kind, state])),
  };
}

export function condition(type: string, status: string, message = '', reason = ''): object {
  return { type, status, ...(message ? { message } : {}), ...(reason ? { reason } : {}) };
}

/** A row as a person sees it: `error Degraded: The last sync failed.` with its children below. */
export function lines(rows: readonly Row[], depth = 0): readonly string[] {
  return rows.flatMap((row) => {
    const { level, name, state, message, derived } = row;
    const line = `${'  '.repeat(depth)}${level}${derived ? ' (beneath)' : ''} ${name}: ${state}${message ? ` – ${message}` : ''}`;
    return [line, ...lines(row.children, depth + 1)];
  });
}

export function rowsOf(section: SectionName, facts: Facts): readonly Row[] {
  return statusOf(facts, now, staleAfter).sections[section].rows;
}

/** The row with a name, wherever it stands. */
export function rowOf(section: SectionName, facts: Facts, name: string): Row {
  for (const row of allRows(rowsOf(section, facts))) if (row.name === name) return row;
  throw new Error(`no row ${name}`);
}

/** `level state` of one row. */
export function seen({ level, state }: Row): string {
  return `${level} ${state}`;
}
