// The entries of a cluster template's lists, and what several of them have in common.
import { at, type YamlMap, type YamlNode } from '../yaml/nodes.ts';
import { type Entry, entriesOf, patchesOf } from './cluster-template.ts';

export function manifestsOf(root: YamlNode | undefined): readonly Entry[] {
  return entriesOf(at(root, 'kubernetes', 'manifests'));
}

export function healthChecksOf(root: YamlNode | undefined): readonly Entry[] {
  return entriesOf(at(root, 'kubernetes', 'healthchecks'));
}

/** Everything that takes labels and annotations: the document itself, its patches, manifests and health checks. */
export function labelledOf(root: YamlNode | undefined): readonly YamlMap[] {
  const entries = [...patchesOf(root), ...manifestsOf(root), ...healthChecksOf(root)];
  return [...(root?.type === 'map' ? [root] : []), ...entries.map(({ map }) => map)];
}

/** The `file` values of the document, with what they are files of. */
export function filesOf(root: YamlNode | undefined): readonly { readonly what: string; readonly node: YamlNode }[] {
  const of = (what: string, entries: readonly Entry[]): { what: string; node: YamlNode }[] =>
    entries.flatMap(({ map }) => {
      const node = at(map, 'file');
      return node ? [{ what, node }] : [];
    });
  return [
    ...of('patch', patchesOf(root)),
    ...of('manifest', manifestsOf(root)),
    ...of('health check', healthChecksOf(root)),
  ];
}
