import { patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { isMergeKey } from '../../yaml/go-resolve.ts';
import { contentOf, pairOf, scalarText, type YamlMap, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const deletion: DocumentRule = {
  id: 'talos-patch/delete',
  title: 'A `$patch: delete` that Talos cannot carry out',
  severity: 'error',
  kinds: patchKinds,
  needs: 'document',
  why: 'A deletion names what goes by the keys above it. An item of a list has no such name: it goes as a whole, told by the first key beside `$patch`. A document goes as a whole only by its `apiVersion` and `kind`. Anything else, and the patch is refused.',
  ...diff(`
 machine:
   network:
     interfaces:
       - interface: eth0
-        dhcpOptions: {$patch: delete}
+        $patch: delete
`),
  source: 'talos pkg/machinery/config/configloader/internal/decoder/delete.go',
  check({ document, report }) {
    for (const { root } of talosDocuments(document)) {
      const seen = new Set<YamlNode>();
      visit({ node: root, root, parent: 'document', inList: false }, report, seen);
    }
  },
};

interface Place {
  readonly node: YamlNode;
  readonly root: YamlMap;
  readonly parent: 'document' | 'map' | 'seq';
  /** True where a list stands anywhere above. */
  readonly inList: boolean;
}

function visit({ node, root, parent, inList }: Place, report: DocumentContext['report'], seen: Set<YamlNode>): void {
  if (node.type === 'scalar' || seen.has(node)) return;
  seen.add(node);
  if (node.type === 'seq') {
    for (const item of node.items) visit({ node: item, root, parent: 'seq', inList: true }, report, seen);
    return;
  }
  for (const pair of node.pairs) {
    // What a merge key takes in stands in this very mapping, or is refused for the key.
    if (isMergeKey(pair)) continue;
    if (isDelete(pair)) {
      const message = problemOf({ node, root, parent, inList });
      if (message) report({ at: pair.key.span, message: `${message} Talos refuses the patch.` });
      return;
    }
    visit({ node: pair.value, root, parent: 'map', inList }, report, seen);
  }
}

function isDelete({ key, value }: YamlPair): boolean {
  return contentOf(key) === '$patch' && value.type === 'scalar' && contentOf(value) === 'delete';
}

function problemOf({ node, root, parent, inList }: Place): string | undefined {
  if (parent === 'document') {
    const missing = ['apiVersion', 'kind'].filter((key) => !pairOf(root, key));
    return missing.length === 0
      ? undefined
      : `This deletes a whole document, which is told by its \`${missing.join('` and `')}\`; that is missing.`;
  }
  if (parent === 'seq') {
    return node.type === 'map' && node.pairs.every(isDelete)
      ? 'Nothing tells which item of the list goes: write a key of it, such as its name, beside `$patch`.'
      : undefined;
  }
  if (inList) return 'A deletion cannot stand inside an item of a list: only the item as a whole can go.';
  const version = scalarText(pairOf(root, 'apiVersion')?.value) ?? '';
  const kind = scalarText(pairOf(root, 'kind')?.value) ?? '';
  // A `kind` without its version is told by the rule `talos-patch/kind`.
  return version !== '' && kind === '' ? 'A deletion below `apiVersion` needs the `kind` beside it.' : undefined;
}
