import { isSet, machineSetNameOf, patchesOf, textAt } from '../../kinds/cluster-template.ts';
import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import type { Span } from '../../text/span.ts';
import type { SourceDocument, SourceFile } from '../../workspace/file.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { at, pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const patchDuplicate: FileRule = {
  id: 'cluster-template/patch-duplicate',
  title: 'Two patches with one id',
  severity: 'error',
  kinds: templateKinds,
  needs: 'file',
  why: '`idOverride` takes the place of the id that Omni makes from the cluster, the machine set and the position of the patch. Ids are unique in the whole template; omnictl checks the template without complaint and then refuses to sync it.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 patches:
   - idOverride: 500-time
     inline: {machine: {time: {servers: [ntp.example.com]}}}
-  - idOverride: 500-time
+  - idOverride: 501-sysctls
     inline: {machine: {sysctls: {net.core.somaxconn: "4096"}}}
`),
  source: 'omni client/pkg/template/internal/models/patch.go (Translate) and list.go (Translate)',
  check({ document, file, report }) {
    for (const { document: owner, id, at: where } of repeatedIds(file)) {
      if (owner !== document) continue;
      report({
        at: where,
        message: `Another patch above has the id \`${id}\` already, so omnictl refuses to sync the template.`,
      });
    }
  },
};

interface PatchId {
  readonly document: SourceDocument;
  readonly id: string;
  readonly at: Span;
}

const known = new WeakMap<SourceFile, readonly PatchId[]>();

function repeatedIds(file: SourceFile): readonly PatchId[] {
  const found = known.get(file);
  if (found) return found;
  const seen = new Set<string>();
  const repeated: PatchId[] = [];
  for (const patch of file.documents.flatMap((placed) => idsOf(placed.document, file))) {
    if (seen.has(patch.id)) repeated.push(patch);
    seen.add(patch.id);
  }
  known.set(file, repeated);
  return repeated;
}

function idsOf(document: SourceDocument, file: SourceFile): readonly PatchId[] {
  const prefix = prefixOf(document, file);
  if (!prefix) return [];
  const { root } = document.yaml;
  const disk = pairOf(at(root, 'install'), 'disk');
  const install = document.kind === 'template-machine' && isSet(disk) ? [`000-${prefix.text}-install-disk`] : [];
  const made = install.map((id) => ({ document, id, at: disk?.key.span ?? { start: 0, end: 0 } }));
  const own = patchesOf(root).flatMap(({ map, at: where }, i): PatchId[] => {
    const override = textAt(map, 'idOverride');
    const named = textAt(map, 'name') || textAt(map, 'file');
    const id = override || `${prefix.weight + i}-${prefix.text}-${named}`;
    if (hasPlaceholder(id) || (override === '' && named === '')) return [];
    const overriding = pairOf(map, 'idOverride')?.value;
    return [{ document, id, at: override !== '' && overriding ? overriding.span : where }];
  });
  return [...made, ...own];
}

/** What Omni's ids of a document's patches begin with (omni client/pkg/constants, PatchBaseWeight…). */
function prefixOf(
  { kind, yaml }: SourceDocument,
  file: SourceFile,
): { readonly text: string; readonly weight: number } | undefined {
  const cluster = textAt(templateFile(file).clusters[0]?.yaml.root, 'name');
  switch (kind) {
    case 'template-cluster':
      return { text: `cluster-${cluster}`, weight: 200 };
    case 'template-control-plane':
    case 'template-workers':
      return { text: `${cluster}-${machineSetNameOf(kind, yaml.root)}`, weight: 400 };
    case 'template-machine':
      return { text: `cm-${textAt(yaml.root, 'name')}`, weight: 400 };
    default:
      return undefined;
  }
}
