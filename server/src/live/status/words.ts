// The words that views, reports and messages share: names of sections and kinds, ages, counts.
import type { Count, Level, RowKind, Section, SectionName } from './model.ts';

/** How reports name the sections. */
export const sectionTitles: Readonly<Record<SectionName, string>> = {
  clusters: 'Omni cluster',
  nodes: 'Kubernetes nodes',
  applications: 'Argo CD',
  secrets: 'External Secrets',
  storage: 'Longhorn',
  provider: 'Provider',
};

const kindNames: Readonly<Record<RowKind, readonly [string, string]>> = {
  cluster: ['cluster', 'clusters'],
  'machine-set': ['machine set', 'machine sets'],
  machine: ['machine', 'machines'],
  'machine-request': ['machine request', 'machine requests'],
  node: ['node', 'nodes'],
  application: ['Application', 'Applications'],
  'external-secret': ['ExternalSecret', 'ExternalSecrets'],
  'secret-store': ['SecretStore', 'SecretStores'],
  'cluster-secret-store': ['ClusterSecretStore', 'ClusterSecretStores'],
  volume: ['volume', 'volumes'],
  'longhorn-node': ['storage node', 'storage nodes'],
  provider: ['provider', 'providers'],
  container: ['container', 'containers'],
};

/** `machine set`; with another number than 1, `machine sets`. */
export function kindName(kind: RowKind, count = 1): string {
  return kindNames[kind][count === 1 ? 0 : 1];
}

/** `1 error`, `3 errors`. */
export function numbered(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** A time span in milliseconds in its largest whole unit: `4 s`, `3 min`, `2 h`, `12 d`. */
export function duration(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  const unit = units.find(([, size]) => time >= size);
  return unit ? `${Math.floor(time / unit[1])} ${unit[0]}` : `${Math.floor(time / 1000)} s`;
}

/** `6 nodes: 5 healthy, 1 with an error`; `6 nodes, all healthy`; `1 cluster, under way`. */
export function countText({ kind, total, of }: Count): string {
  const head = `${total} ${kindName(kind, total)}`;
  const parts = levelWords.filter(([level]) => of[level] > 0);
  const [only] = parts;
  if (parts.length === 1 && only) return `${head}, ${total === 1 ? only[1] : `all ${only[1]}`}`;
  return `${head}: ${parts.map(([level, word]) => `${of[level]} ${word}`).join(', ')}`;
}

const levelWords: readonly (readonly [Level, string])[] = [
  ['healthy', 'healthy'],
  ['busy', 'under way'],
  ['unknown', 'unknown'],
  ['warning', 'with a warning'],
  ['error', 'with an error'],
];

/** What stands where a section shows no rows: why, and nothing when there simply are none. */
export function absenceText({ phase, name, fault }: Section): string | undefined {
  switch (phase) {
    case 'not-set-up':
      return fault?.message ?? 'Not set up.';
    case 'idle':
      return 'Not watched.';
    case 'connecting':
      return 'No answer yet.';
    case 'unavailable':
      return fault?.message ?? 'Nothing was heard for a long time.';
    case 'absent':
      return `The cluster does not run ${sectionTitles[name]}.`;
    default:
      return undefined;
  }
}
