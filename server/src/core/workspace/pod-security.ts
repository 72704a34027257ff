// How strict each namespace is, as far as files say it.
import type { PinnedLevel } from '../kinds/baseline.ts';
import { optional } from '../kinds/optional.ts';
import type { PodSecurityFact } from './kubernetes-facts.ts';
import type { Derivation, FactRecord, WorkspaceView } from './view.ts';

export const podSecurityLevels = ['privileged', 'baseline', 'restricted'] as const;

/** All labels that files give a namespace, by whom. */
export function podSecurityOf(view: WorkspaceView, namespace: string): readonly PodSecurityFact[] {
  return view.derive(byNamespace).get(namespace) ?? [];
}

const byNamespace: Derivation<ReadonlyMap<string, readonly PodSecurityFact[]>> = {
  name: 'pod-security-by-namespace',
  compute(view) {
    const found = new Map<string, PodSecurityFact[]>();
    for (const { fact } of view.facts('pod-security'))
      found.set(fact.name, [...(found.get(fact.name) ?? []), fact.data]);
    return found;
  },
};

export interface ForbiddingLevel extends PinnedLevel {
  /** True where a label says it. */
  readonly written: boolean;
}

/**
 * The level that keeps privileged pods out of a namespace: one that a file sets, or the baseline that Talos configures
 * for every namespace but `kube-system` (siderolabs/talos pkg/machinery/config/types/k8s/admission_control.go), unless
 * a patch or the conventions say otherwise. Undefined where a file lets them in, or where a label cannot be read; and
 * where nothing tells that these manifests are for a cluster of Talos.
 */
export function forbiddingLevel(view: WorkspaceView, folder: string, namespace: string): ForbiddingLevel | undefined {
  const patched = view.facts('pod-security-default').map(({ fact }) => fact.data);
  if (namespace === 'kube-system' || patched.some(({ exempt }) => exempt.includes(namespace))) return undefined;
  const labels = podSecurityOf(view, namespace).map((fact) => fact.labels);
  const written = labels.flatMap((one) => one.enforce ?? []);
  if (written.some((level) => level !== 'baseline' && level !== 'restricted')) return undefined;
  const versions = new Set(labels.flatMap((one) => one['enforce-version'] ?? []).filter((text) => text !== 'latest'));
  const [pinned, another] = [...versions].map((text) => Number(/^v1\.(\d+)$/.exec(text)?.[1]));
  if (another !== undefined || (pinned !== undefined && Number.isNaN(pinned))) return undefined;
  const version = optional('version', pinned);
  const [level] = written;
  if (level !== undefined) return { level, written: true, ...version };
  const defaults = patched.flatMap((patch) => patch.level ?? []);
  const open =
    view.conventions(folder).podSecurityDefault === 'privileged' ||
    defaults.some((level) => level !== 'baseline' && level !== 'restricted');
  const isStrict = defaults.length > 0 && defaults.every((level) => level === 'restricted');
  return open || isOfOthers(view) || !view.derive(isForTalos)
    ? undefined
    : { level: isStrict ? 'restricted' : 'baseline', written: false, ...version };
}

/** True where files name another distribution of Kubernetes, and none speaks of Talos: its default is no default there. */
function isOfOthers(view: WorkspaceView): boolean {
  return view.named('distribution', 'other').length > 0 && view.named('distribution', 'talos').length === 0;
}

/** True where a patch exempts the pods of a runtime class, wherever they are (`exemptions.runtimeClasses`). */
export function isExemptRuntime(view: WorkspaceView, runtimeClass: string): boolean {
  return view.facts('pod-security-default').some(({ fact }) => fact.data.runtimes?.includes(runtimeClass));
}

/** Files of Talos or Omni, or Applications: plain manifests alone may be for any cluster. */
const isForTalos: Derivation<boolean> = {
  name: 'is-for-talos',
  compute: (view) => signs.some((type) => view.facts(type).length > 0),
};
const signs = [
  'application',
  'app-project',
  // Of patches that are mappings: JSON patches may be Kustomize's.
  'patch-network',
  'cluster-template',
  'machine-set',
  'machine-class',
  'pod-security-default',
  'omni-server',
  'infra-provider',
] as const;

/** The Namespace manifest of a name, where there is exactly one in the folder. */
export function namespaceManifest(
  view: WorkspaceView,
  folder: string,
  namespace: string,
): FactRecord<'pod-security'> | undefined {
  const found = view
    .named('pod-security', namespace)
    .filter(({ fact, file }) => fact.data.by === 'Namespace' && file.folder === folder);
  return found.length === 1 ? found[0] : undefined;
}
