// An Application as findings know it: its name, where it deploys to, and where from.
import type { LiveApplication, LiveSource } from '../../core/workspace/live.ts';
import { ownCluster } from '../../core/workspace/live-cluster.ts';
import type { LiveObject } from '../status/facts.ts';
import { fieldOf, listOf, textOf } from '../status/read.ts';

export function readApplication({ metadata: { name, namespace = '' }, spec, status }: LiveObject): LiveApplication {
  const history = listOf(status, 'history').at(-1);
  const destination = textOf(spec, 'destination', 'server') ?? textOf(spec, 'destination', 'name');
  const destinationNamespace = textOf(spec, 'destination', 'namespace');
  return {
    name,
    namespace,
    ...(destination === undefined ? {} : { destination: destination === 'in-cluster' ? ownCluster : destination }),
    ...(destinationNamespace === undefined ? {} : { destinationNamespace }),
    sources: sourcesOf(spec).flatMap((source) => readSource(source, history) ?? []),
  };
}

/** True for one that deploys to the cluster that Argo CD runs in. */
export function deploysHere({ destination }: LiveApplication): boolean {
  return destination === ownCluster;
}

/** `sources` wins over `source` when it is not empty (argo-cd types.go, GetSources). */
function sourcesOf(holder: unknown): readonly unknown[] {
  const many = listOf(holder, 'sources');
  const one = fieldOf(holder, 'source');
  return many.length > 0 ? many : one === undefined ? [] : [one];
}

function readSource(source: unknown, history: unknown): LiveSource | undefined {
  const repoURL = textOf(source, 'repoURL');
  if (repoURL === undefined) return undefined;
  const path = textOf(source, 'path');
  const chart = textOf(source, 'chart');
  const targetRevision = textOf(source, 'targetRevision');
  const deployed = chart === undefined ? undefined : deployedVersion({ repoURL, chart, targetRevision }, history);
  return {
    repoURL,
    ...(path === undefined ? {} : { path }),
    ...(chart === undefined ? {} : { chart }),
    ...(targetRevision === undefined ? {} : { targetRevision }),
    ...(deployed === undefined ? {} : { deployed }),
  };
}

/**
 * The version of a chart that was found for the same wish in the last entry of an Application's history (argo-cd types.go,
 * RevisionHistory).
 */
function deployedVersion(
  wanted: { readonly repoURL: string; readonly chart: string; readonly targetRevision: string | undefined },
  history: unknown,
): string | undefined {
  const revisions =
    listOf(history, 'sources').length > 0 ? listOf(history, 'revisions') : [fieldOf(history, 'revision')];
  const found = sourcesOf(history).flatMap((source, i) => {
    const version = revisions[i];
    const isSame =
      textOf(source, 'repoURL') === wanted.repoURL &&
      textOf(source, 'chart') === wanted.chart &&
      textOf(source, 'targetRevision') === wanted.targetRevision;
    return isSame && typeof version === 'string' && /^v?\d+\.\d+\.\d+[\w.+-]*$/.test(version) ? [version] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}
