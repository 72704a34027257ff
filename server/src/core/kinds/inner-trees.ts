// Trees that stand as text inside a document and may hold values of their own.
import { embeddedRoot } from '../embedded/embedded.ts';
import type { SourceDocument } from '../workspace/file.ts';
import { at, isString, itemsOf, pairsOf, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { sourcesOf } from './argocd.ts';

/** Larger ones are dashboards and the like; to read them would cost more than they are worth. */
const textLimit = 50_000;

/** Helm values of Applications and sets of them, patches of a kustomization, and files in a ConfigMap. */
export function innerTrees({ kind, yaml: { root } }: SourceDocument): readonly YamlNode[] {
  switch (kind) {
    case 'application':
      return helmTexts(at(root, 'spec'));
    case 'application-set':
      return helmTexts(at(root, 'spec', 'template', 'spec'));
    case 'kustomization':
      return [
        ...itemsOf(at(root, 'patches')).map((patch) => at(patch, 'patch')),
        ...itemsOf(at(root, 'patchesStrategicMerge')),
      ].flatMap(treeOf);
    case 'manifest':
      return stringOf(at(root, 'kind')) === 'ConfigMap'
        ? pairsOf(at(root, 'data'))
            .filter(isFile)
            .flatMap(({ value }) => treeOf(value))
        : [];
    default:
      return [];
  }
}

function helmTexts(spec: YamlNode | undefined): readonly YamlNode[] {
  return sourcesOf(spec).flatMap((source) => embeddedRoot(at(source, 'helm', 'values')) ?? []);
}

function isFile(pair: { readonly key: YamlNode }): boolean {
  return /\.(?:ya?ml|json)$/.test(stringOf(pair.key) ?? '');
}

function treeOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (
    !isString(node) ||
    node.value.length > textLimit ||
    !/pass|pwd|token|secret|key|credential|:\/\//i.test(node.value)
  )
    return [];
  const root = embeddedRoot(node);
  return root ? [root] : [];
}
