import { embeddedYaml } from '../../embedded/embedded.ts';
import { isSet, patchesOf, textAt } from '../../kinds/cluster-template.ts';
import type { SourceDocument } from '../../workspace/file.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { contentKey } from '../../yaml/content.ts';
import { at, isString, pairOf, type YamlMap } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const patchRepeated: FileRule = {
  id: 'cluster-template/patch-repeated',
  title: 'A patch that every machine set of the template repeats',
  severity: 'hint',
  kinds: ['template-control-plane'],
  needs: 'file',
  why: 'A patch of `Cluster` goes to every machine. Written out in each machine set, it has to be changed in each of them, and one is forgotten sooner or later.',
  ...diff(`
+kind: Cluster
+name: lab
+kubernetes: {version: v1.36.2}
+talos: {version: v1.13.6}
+patches: [{file: patches/sysctls.yaml}]
+---
 kind: ControlPlane
 machineClass: {name: lab-control-plane, size: 3}
-patches: [{file: patches/sysctls.yaml}]
 ---
 kind: Workers
 machineClass: {name: lab-worker, size: 2}
-patches: [{file: patches/sysctls.yaml}]
`),
  source: 'omni client/pkg/template/internal/models/cluster.go (cluster-wide patches)',
  check({ document, file, report }) {
    const { workers, whole } = templateFile(file);
    if (workers.length === 0 || !whole) return;
    for (const { map, at: where } of patchesOf(document.yaml.root)) {
      const content = contentOf(map);
      if (content === undefined || !workers.every((set) => contentsOf(set).has(content))) continue;
      const target = pairOf(map, 'file');
      report({
        at: isSet(target) ? target.value.span : where,
        message:
          'Every machine set of this template repeats this patch. As a patch of `Cluster` it would stand here once.',
      });
    }
  },
};

const known = new WeakMap<SourceDocument, ReadonlySet<string>>();

function contentsOf(document: SourceDocument): ReadonlySet<string> {
  const found = known.get(document);
  if (found) return found;
  const made = new Set(patchesOf(document.yaml.root).flatMap(({ map }) => contentOf(map) ?? []));
  known.set(document, made);
  return made;
}

/** Something equal for patches that say the same; undefined for one with more than a name and its content. */
function contentOf(map: YamlMap): string | undefined {
  if (['idOverride', 'labels', 'annotations'].some((key) => isSet(pairOf(map, key)))) return undefined;
  const file = textAt(map, 'file');
  if (file !== '') return `file ${file}`;
  const inline = at(map, 'inline');
  const roots = isString(inline) ? embeddedYaml(inline).map(({ root }) => root) : [inline];
  const keys = roots.map((root) => root && contentKey(root));
  return keys.length > 0 && keys.every((key) => key !== undefined) ? `inline ${keys.join('---')}` : undefined;
}
