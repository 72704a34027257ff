// The status of all sections from the facts. Rows are made again only for sections whose facts are other values than the
// last time, or whose rows change with time; the age of every section is that of now.
import type { Fault } from '../fault.ts';
import type { OmniType } from '../omni/resource.ts';
import type { SourceState } from '../supervisor.ts';
import { applicationRows } from './applications.ts';
import { clusterRows, clusterTypes } from './clusters.ts';
import type { Facts, WatchedKind } from './facts.ts';
import { type Freshness, freshnessOf, isWithdrawn, type Part } from './freshness.ts';
import { type Level, type Section, type SectionName, type Status, worseOf } from './model.ts';
import { nodeRows } from './nodes.ts';
import { providerRows, providerTypes } from './provider.ts';
import { present } from './read.ts';
import { RowMemo, type Rows, type Summary, summaryOf } from './row.ts';
import { secretRows } from './secrets.ts';
import { storageRows } from './storage.ts';

/** What each section watches. The first is what it can not do without; of the others it says when they are missing. */
export const watchedBy: {
  readonly omni: Readonly<Partial<Record<SectionName, readonly OmniType[]>>>;
  readonly kubernetes: Readonly<Partial<Record<SectionName, readonly WatchedKind[]>>>;
} = {
  omni: { clusters: clusterTypes, provider: providerTypes },
  kubernetes: {
    nodes: ['Node'],
    applications: ['Application'],
    secrets: ['ExternalSecret', 'SecretStore', 'ClusterSecretStore'],
    storage: ['Volume', 'LonghornNode'],
  },
};

/** Status of the facts at a time (ms since 1970); what is older than `staleAfter` (ms) is stale. Never throws. */
export type StatusReader = (facts: Facts, now: number, staleAfter: number) => Status;

/** The status, made from nothing. */
export function statusOf(facts: Facts, now: number, staleAfter: number): Status {
  return statusReader()(facts, now, staleAfter);
}

/** A reader that remembers the rows it made, for facts that are read again and again. */
export function statusReader(): StatusReader {
  const makers = {
    clusters: sectionMaker('clusters'),
    nodes: sectionMaker('nodes'),
    applications: sectionMaker('applications'),
    secrets: sectionMaker('secrets'),
    storage: sectionMaker('storage'),
    provider: sectionMaker('provider'),
  };
  return (...given) => {
    const sections = {
      clusters: makers.clusters(...given),
      nodes: makers.nodes(...given),
      applications: makers.applications(...given),
      secrets: makers.secrets(...given),
      storage: makers.storage(...given),
      provider: makers.provider(...given),
    };
    const all = Object.values(sections);
    const worst = all.reduce<Level | undefined>(worstSection, undefined);
    const problems = all.reduce((sum, section) => sum + section.problems, 0);
    return { at: given[1], sections, ...(worst ? { worst } : {}), problems };
  };
}

function worstSection(worst: Level | undefined, section: Section): Level | undefined {
  const level = levelOf(section);
  return level === undefined ? worst : worseOf(worst ?? 'healthy', level);
}

/** What a section adds to the whole: nothing while nobody watches it, at least `unknown` when it is not live. */
function levelOf({ phase, worst }: Section): Level | undefined {
  if (phase === 'live') return worst;
  if (phase === 'stale') return worseOf(worst, 'unknown');
  return phase === 'unavailable' ? 'unknown' : undefined;
}

/** How a section stands, and what its rows are made of. */
interface Basis extends Freshness {
  /** Set where a part is still to answer though the rest is shown. */
  readonly pending?: boolean;
  readonly source?: string;
  readonly url?: string;
  readonly gaps: readonly Fault[];
  /** As long as these are the same values, so are the rows. */
  readonly inputs: readonly unknown[];
  rows(asOf: number): Rows;
}

type Kept = Summary & Rows & { readonly inputs: readonly unknown[]; readonly madeAt: number };

function sectionMaker(name: SectionName): (...given: Parameters<StatusReader>) => Section {
  const memo = new RowMemo();
  let kept: Kept | undefined;
  return (facts, now, staleAfter) => {
    const basis = basisOf(name, facts, now, staleAfter, memo);
    if (basis.phase !== 'live' && basis.phase !== 'stale') return { ...headOf(name, basis), ...nothing };
    // What is not heard of does not grow old enough to be a problem: its rows are those of the moment it was last heard.
    const asOf = Math.min(now, basis.heardAt ?? now);
    const valid =
      kept && kept.madeAt <= asOf && asOf < kept.until && kept.inputs.every((each, i) => each === basis.inputs[i]);
    if (!kept || !valid) {
      const made = basis.rows(asOf);
      kept = { ...made, ...summaryOf(made.rows), inputs: basis.inputs, madeAt: asOf };
    }
    const { rows, counts, worst, problems } = kept;
    return { ...headOf(name, basis), rows, counts, worst, problems };
  };
}

const nothing = { rows: [], counts: [], worst: 'healthy', problems: 0 } as const;

function headOf(name: SectionName, basis: Basis): Omit<Section, keyof Summary | 'rows'> {
  const { phase, source, url, heardAt, age, fault, retryAt, gaps } = basis;
  const next = fault?.next ?? (phase === 'not-set-up' ? setUp[sourceOf(name)] : undefined);
  return {
    ...{ name, phase, gaps, pending: phase === 'connecting' || basis.pending === true },
    ...(source === undefined ? {} : { source }),
    ...(url === undefined ? {} : { url }),
    ...(heardAt === undefined ? {} : { heardAt }),
    ...(age === undefined ? {} : { age }),
    ...(fault ? { fault } : {}),
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(next === undefined ? {} : { next }),
  };
}

type SourceName = 'omni' | 'kubernetes' | 'provider';

function sourceOf(name: SectionName): SourceName {
  if (name === 'clusters') return 'omni';
  return name === 'provider' ? 'provider' : 'kubernetes';
}

/** The next step where a source is not set up. */
const setUp: Readonly<Record<SourceName, string>> = {
  omni: 'Install `omnictl` and choose a context: `omniScale.omni.context` (`--context`).',
  kubernetes: 'Choose a context: `omniScale.kubernetes.context` (`--kube-context`).',
  provider: 'Name the host that runs the provider, as `user@host`: `omniScale.provider.host` (`--host`).',
};

const idle: SourceState = { phase: 'idle' };

function basisOf(name: SectionName, facts: Facts, now: number, staleAfter: number, memo: RowMemo): Basis {
  if (name === 'provider') return providerBasis(facts, now, staleAfter);
  return name === 'clusters'
    ? clusterBasis(facts, now, staleAfter, memo)
    : kubernetesBasis(name, facts, now, staleAfter, memo);
}

function notSetUp(): Basis {
  return { phase: 'not-set-up', gaps: [], inputs: [], rows: noRows };
}

function noRows(): Rows {
  return { rows: [], until: Number.POSITIVE_INFINITY };
}

/** Without these, no cluster is shown; the other types only add to them. */
const neededTypes: ReadonlySet<OmniType> = new Set(['clusterstatuses', 'machinesetstatuses', 'clustermachinestatuses']);

function clusterBasis({ omni }: Facts, now: number, staleAfter: number, memo: RowMemo): Basis {
  if (!omni) return notSetUp();
  const { resources } = omni;
  const part = (type: OmniType): Part => ({ state: omni.watches[type] ?? idle, known: resources[type] !== undefined });
  return {
    ...weigh(
      clusterTypes.filter((type) => neededTypes.has(type)).map(part),
      clusterTypes.filter((type) => !neededTypes.has(type)).map(part),
      omni.state,
      now,
      staleAfter,
    ),
    source: omni.source,
    ...(omni.url === undefined ? {} : { url: omni.url }),
    inputs: clusterTypes.map((type) => resources[type]),
    rows: (at) => clusterRows(resources, at, memo),
  };
}

/**
 * The freshness of a section with the parts that it needs and those that only add to it. It waits for the lists of the
 * latter too, so that names do not change a moment after they appear; where one fails, the section says so and goes on.
 */
function weigh(
  needed: readonly Part[],
  added: readonly Part[],
  source: SourceState,
  now: number,
  staleAfter: number,
): Freshness & { readonly gaps: readonly Fault[] } {
  // A source that can not even start knows of no watch.
  const started = needed.map((part) =>
    part.state.phase === 'idle' && source.fault ? { ...part, state: source } : part,
  );
  const fresh = freshnessOf(started, now, staleAfter);
  // Where nothing is shown, the fault of the section says it all.
  const shown = fresh.phase === 'live' || fresh.phase === 'stale';
  const gaps = shown ? present(added.map(({ state, known }) => (known ? undefined : state.fault))) : [];
  const waits = added.some(({ state, known }) => !known && !state.fault && state.phase !== 'idle');
  return fresh.phase === 'live' && waits ? { phase: 'connecting', gaps } : { ...fresh, gaps };
}

function kubernetesBasis(
  name: SectionName,
  { kubernetes }: Facts,
  now: number,
  staleAfter: number,
  memo: RowMemo,
): Basis {
  if (!kubernetes) return notSetUp();
  const { objects, source, unserved } = kubernetes;
  const kinds = watchedBy.kubernetes[name] ?? [];
  const served = kinds.filter((kind) => !unserved.has(kind));
  const part = (kind: WatchedKind): Part => ({
    state: kubernetes.watches[kind] ?? idle,
    known: objects[kind] !== undefined,
  });
  const [needed, ...added] = served.map(part);
  if (!needed) return { phase: 'absent', source, gaps: [], inputs: [], rows: noRows };
  return {
    ...weigh([needed], added, kubernetes.state, now, staleAfter),
    source,
    inputs: kinds.map((kind) => objects[kind]),
    rows: (at) => kubernetesRows(name, objects, at, memo),
  };
}

function kubernetesRows(
  name: SectionName,
  objects: NonNullable<Facts['kubernetes']>['objects'],
  now: number,
  memo: RowMemo,
): Rows {
  if (name === 'nodes') return nodeRows(objects.Node, now, memo);
  if (name === 'applications') return applicationRows(objects.Application, memo);
  return name === 'secrets' ? secretRows(objects, memo) : storageRows(objects, memo);
}

/** Omni and the provider's host each know a half; the section is as well as the better of them, and names what is missing. */
function providerBasis({ omni, provider }: Facts, now: number, staleAfter: number): Basis {
  const ofOmni = omni && providerInOmni(omni, now, staleAfter);
  const ofHost =
    provider && freshnessOf([{ state: provider.state, known: provider.container !== undefined }], now, staleAfter);
  const [best, other] = [ofOmni, ofHost].filter((each) => each !== undefined).sort((a, b) => rank(a) - rank(b));
  if (!best) return notSetUp();
  const shown = (half: Freshness | undefined): boolean => half?.phase === 'live' || half?.phase === 'stale';
  const resources = shown(ofOmni) ? omni?.resources : undefined;
  const seen = provider?.container;
  const container = seen && shown(ofHost) && !isWithdrawn(now - seen.at, staleAfter) ? seen : undefined;
  const source = [shown(ofHost) ? provider?.source : undefined, shown(ofOmni) ? omni?.source : undefined].find(
    (each) => each,
  );
  return {
    ...best,
    source: source ?? omni?.source ?? provider?.source ?? '',
    gaps: present([other && other.phase !== 'not-set-up' ? other.fault : undefined]),
    pending: other?.phase === 'connecting',
    inputs: [resources?.infraproviderstatuses, resources?.infraproviderhealthstatuses, container],
    rows: (at) => providerRows(resources, container, Math.min(at, ofOmni?.heardAt ?? at)),
  };
}

function providerInOmni(omni: NonNullable<Facts['omni']>, now: number, staleAfter: number): Freshness {
  const parts = providerTypes.map(
    (type): Part => ({ state: omni.watches[type] ?? idle, known: omni.resources[type] !== undefined }),
  );
  return weigh(parts.slice(0, 1), parts.slice(1), omni.state, now, staleAfter);
}

const phaseOrder = ['live', 'stale', 'connecting', 'unavailable', 'idle', 'not-set-up', 'absent'];

function rank({ phase }: Freshness): number {
  return phaseOrder.indexOf(phase);
}
