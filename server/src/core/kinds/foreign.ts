// Files that other programs read, in which passwords for trying out are usual.
import { at, type YamlNode } from '../yaml/nodes.ts';
import { isOurs } from './compose.ts';
import type { Kind } from './kind.ts';

/**
 * True for what is no values, manifest or patch: services of others in Compose, plays of Ansible, jobs of a build, and
 * what was copied in from elsewhere. What `isForTryingOut` is no secret there.
 */
export function isForeign(kind: Kind, root: YamlNode | undefined, path: string): boolean {
  if (kind === 'compose' && !isOurs(root)) return true;
  if (kind === 'unknown' && root?.type === 'seq' && !root.items.every((item) => at(item, 'op'))) return true;
  return isCopied(path) || /(?:^|\/)(?:\.github|\.circleci|\.gitlab-ci(?:\.ya?ml)?)(?:\/|$)/.test(path);
}

/** True below a folder in which tools keep copies of what others publish. */
export function isCopied(path: string): boolean {
  return /(?:^|\/)(?:vendor|third_party|node_modules|cue\.mod)\//.test(path);
}

/** A word or a number, such as the name of the service: nobody keeps something safe with it. */
export function isForTryingOut(password: string): boolean {
  return /^(?:[A-Za-z_-]+|\d+)$/.test(password);
}
