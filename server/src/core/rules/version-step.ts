// The step from the version a cluster has to the one that is written: what rules about upgrades have in common.
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { compareVersions, parseVersion, type Version } from '../versions/version.ts';
import { isString, type YamlNode, type YamlString } from '../yaml/nodes.ts';

export interface Step {
  readonly written: YamlString;
  readonly from: Version;
  readonly to: Version;
}

/** From what the cluster has to what is written; undefined where one of them is not known. */
export function stepOf(written: YamlNode | undefined, now: string | undefined): Step | undefined {
  if (!isString(written) || hasPlaceholder(written.value)) return undefined;
  const from = parseVersion(now ?? '');
  const to = parseVersion(written.value);
  return from && to ? { written, from, to } : undefined;
}

export function goesUp(step: Step | undefined): step is Step {
  return step !== undefined && compareVersions(step.from, step.to) < 0;
}

export function goesDown(step: Step | undefined): step is Step {
  return step !== undefined && compareVersions(step.to, step.from) < 0;
}

/** True where Kubernetes would go past the next minor version (go-kubernetes kubernetes/upgrade/path.go). */
export function skipsMinor({ from, to }: Step): boolean {
  return from.major === to.major && to.minor > from.minor + 1;
}

/** Three numbers, without `v`. */
export function versionText({ major, minor, patch, pre }: Version): string {
  return `${major}.${minor}.${patch}${pre === undefined ? '' : `-${pre}`}`;
}

/**
 * What is said where Talos and Kubernetes are raised at once.
 * @param who has the versions before, as the subject of a sentence: `The cluster`
 */
export function raisesBothText(who: string, talos: Step, kubernetes: Step): string {
  return `${who} has Talos ${versionText(talos.from)} and Kubernetes ${versionText(kubernetes.from)}, and this raises both. Sync them one after the other, so that a failure has one cause.`;
}

/** What bounds a step of Talos back to an older minor, to stand behind a sentence; empty within one minor. */
export function lowestTalosText({ from, to }: Step): string {
  return to.minor === from.minor ? '' : ' Omni refuses a minor older than the one it was created with.';
}
