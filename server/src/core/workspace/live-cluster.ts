// Which files the connected Kubernetes cluster may be asked about: those that its own Argo CD applies to it. Two clusters
// often have Applications of one name and one public chart; what tells them apart is the repository and the path that
// their files are read from.
import type { FileIdentity } from './file.ts';
import { belongsToFolder, cleanPath, ownersOf, sameRepository } from './gitops.ts';
import type { LiveApplication, LiveKnowledge, LivePart, LiveService, LiveSource } from './live.ts';
import type { Derivation, FactRecord, WorkspaceView } from './view.ts';

/** The cluster that Argo CD runs in, as Applications name it. */
export const ownCluster = 'https://kubernetes.default.svc';

/** A part of what is known of the cluster, where the file belongs to it; undefined for every other file. */
export function knownLive<P extends LivePart>(
  view: WorkspaceView,
  file: FileIdentity,
  part: P,
): LiveKnowledge[P] | undefined {
  const known = view.live(part);
  return known !== undefined && belongsToLiveCluster(view, file) ? known : undefined;
}

/** True for a file that the connected cluster's Argo CD applies to that cluster, and for one that holds such an Application. */
export function belongsToLiveCluster(view: WorkspaceView, file: FileIdentity): boolean {
  const { anchors, files } = view.derive(running);
  return files.has(file.uri) || (anchors.size > 0 && ownersOf(view, file).some((owner) => isAnchor(anchors, owner)));
}

/** The Application of the cluster that an Application in a file describes; undefined where it does not run there. */
export function liveApplicationOf(view: WorkspaceView, file: FileIdentity, name: string): LiveApplication | undefined {
  return view.derive(running).applications.get(keyOf(file.uri, name));
}

/**
 * True when every Application of the folder that deploys to a namespace runs in the cluster: then what the namespace lacks
 * is not just about to come.
 */
export function isWhollyDeployed(view: WorkspaceView, folder: string, namespace: string): boolean {
  const { applications } = view.derive(running);
  return view
    .facts('application')
    .filter(({ file, fact }) => file.folder === folder && fact.data.destinationNamespace === namespace)
    .every(({ file, fact }) => applications.has(keyOf(file.uri, fact.name)));
}

interface Running {
  /** By file and name. */
  readonly applications: ReadonlyMap<string, LiveApplication>;
  /** Those of them that read their manifests from the workspace folder they lie in, and apply them to the same cluster. */
  readonly anchors: ReadonlySet<string>;
  /** The files that hold them. */
  readonly files: ReadonlySet<string>;
}

const running: Derivation<Running> = {
  name: 'running-applications',
  compute(view) {
    const live = view.live('applications') ?? [];
    if (live.length === 0) return { applications: new Map(), anchors: new Set(), files: new Set() };
    const byName = new Map<string, LiveApplication[]>();
    for (const one of live) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
    const found = view.facts('application').flatMap((record) => {
      const match = matchOf(view, record, byName.get(record.fact.name) ?? []);
      return match ? [{ record, match, key: keyOf(record.file.uri, record.fact.name) }] : [];
    });
    const anchored = found.filter(({ record }) => readsItsFolder(view, record));
    const anchors = new Set(anchored.map(({ key }) => key));
    const folders = new Set(anchored.map(({ record }) => record.file.folder));
    const isOwn = ({ record, match, key }: (typeof found)[number]): boolean => {
      if (anchors.has(key)) return true;
      const owners = ownersOf(view, record.file);
      if (owners.length > 0) return owners.some((owner) => isAnchor(anchors, owner));
      // Nothing applies the file: it is the one that a person applied, unless another one may be.
      return folders.has(record.file.folder) && found.filter((other) => other.match === match).length === 1;
    };
    const own = found.filter(isOwn);
    return {
      applications: new Map(own.map(({ key, match }) => [key, match])),
      anchors,
      files: new Set(own.map(({ record }) => record.file.uri)),
    };
  },
};

function keyOf(uri: string, name: string): string {
  return `${uri}\n${name}`;
}

function isAnchor(anchors: ReadonlySet<string>, { file, fact }: FactRecord<'application'>): boolean {
  return anchors.has(keyOf(file.uri, fact.name));
}

function readsItsFolder(view: WorkspaceView, { file, fact }: FactRecord<'application'>): boolean {
  return (
    fact.data.destination === ownCluster &&
    fact.data.sources.some((source) => belongsToFolder(view, source, file.folder))
  );
}

/** The one among the cluster's Applications of the same name that has the same destination and every source. */
function matchOf(
  view: WorkspaceView,
  { file, fact: { data } }: FactRecord<'application'>,
  namesakes: readonly LiveApplication[],
): LiveApplication | undefined {
  const same = namesakes.filter(
    ({ destination, sources }) =>
      destination === data.destination &&
      data.sources.length > 0 &&
      data.sources.every((written) => sources.some((source) => isSameSource(written, source))),
  );
  const [only, ...more] = same;
  if (!only) return undefined;
  // Without a namespace it lies in that of the Application that applies it.
  const namespace = data.namespace ?? ownersOf(view, file)[0]?.fact.data.destinationNamespace;
  if (namespace === undefined) return more.length === 0 ? only : undefined;
  return same.find((one) => one.namespace === namespace);
}

interface Written {
  readonly repoURL?: string | undefined;
  readonly path?: string | undefined;
  readonly chart?: string | undefined;
}

/** Whether a source that is written and one in the cluster are the same, whatever their revisions. */
export function isSameSource(written: Written, { repoURL, path = '', chart }: LiveSource): boolean {
  return (
    written.repoURL !== undefined &&
    sameRepository(written.repoURL, repoURL) &&
    cleanPath(written.path ?? '') === cleanPath(path) &&
    written.chart === chart
  );
}

/** The Services that the cluster has in a namespace; undefined where that is not known, or the file is not its own. */
export function liveServicesIn(
  view: WorkspaceView,
  file: FileIdentity,
  namespace: string,
): readonly LiveService[] | undefined {
  return knownLive(view, file, 'services')?.find((one) => one.namespace === namespace)?.services;
}

/** The names of the Secrets that the cluster has in a namespace; undefined as above. */
export function liveSecretsIn(
  view: WorkspaceView,
  file: FileIdentity,
  namespace: string,
): readonly string[] | undefined {
  return knownLive(view, file, 'secrets')?.find((one) => one.namespace === namespace)?.names;
}
