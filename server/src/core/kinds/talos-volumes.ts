// Volumes of Talos that one document defines and another one mounts.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, scalarText, type YamlNode } from '../yaml/nodes.ts';

/** Folder of the host in which each of these volumes has its own (talos constants, UserVolumeMountPoint). */
export const userVolumeFolder = '/var/mnt/';

/** Kinds of document that define such a volume, as people call it. */
export const volumeKinds: ReadonlyMap<string, string> = new Map([
  ['UserVolumeConfig', 'user volume'],
  ['ExistingVolumeConfig', 'existing volume'],
  ['ExternalVolumeConfig', 'external volume'],
]);

export function talosPatchFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'name');
  const called = volumeKinds.get(scalarText(at(root, 'kind')) ?? '');
  if (called === undefined || !isString(name)) return [];
  return [fact('user-volume', name.value, name.span, { called, secure: isSecure(root) })];
}

/**
 * Whether a volume is mounted `nosuid` and `nodev`, and from Talos 1.14 on `noexec`; that is the default of all three kinds
 * (talos pkg/machinery/config/types/block, `Secure` of their mounts).
 */
export function isSecure(volume: YamlNode | undefined): boolean {
  const secure = at(volume, 'mount', 'secure');
  return !(secure?.type === 'scalar' && (secure.value === false || secure.value === 'no' || secure.value === 'off'));
}
