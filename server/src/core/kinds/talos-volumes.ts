// User volumes of Talos, which one document defines and another one mounts.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, scalarText, type YamlNode } from '../yaml/nodes.ts';

/** Folder of the host in which every user volume has its own (talos constants, UserVolumeMountPoint). */
export const userVolumeFolder = '/var/mnt/';

export function talosPatchFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'name');
  if (scalarText(at(root, 'kind')) !== 'UserVolumeConfig' || !isString(name)) return [];
  return [fact('user-volume', name.value, name.span, { secure: isSecure(root) })];
}

/** Whether a volume is mounted `nosuid` and `nodev`, and from Talos 1.14 on `noexec`; that is the default. */
export function isSecure(volume: YamlNode | undefined): boolean {
  const secure = at(volume, 'mount', 'secure');
  return !(secure?.type === 'scalar' && (secure.value === false || secure.value === 'no' || secure.value === 'off'));
}
