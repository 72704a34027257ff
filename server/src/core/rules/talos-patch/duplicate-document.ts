import {
  documentName,
  documentSpan,
  onlyDeletes,
  type PatchDocument,
  patchKinds,
  talosDocuments,
  talosPatches,
} from '../../kinds/talos-patch.ts';
import { mainKind } from '../../schema/talos.ts';
import { at, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, FileRule } from '../rule.ts';

type Report = DocumentContext['report'];

export const duplicateDocument: FileRule = {
  id: 'talos-patch/duplicate-document',
  title: 'The same document twice in one patch',
  severity: 'error',
  kinds: patchKinds,
  needs: 'file',
  why: 'A patch may hold one document of `machine` and `cluster`, and one of each other kind and name, and nothing may be configured by documents of two kinds, such as a link by `LinkConfig` and `BondConfig`. A second one is refused; what it says belongs in the first.',
  ...diff(`
 kind: Cluster
 name: lab
 patches:
   - name: resolvers
     inline: |
       apiVersion: v1alpha1
       kind: ResolverConfig
-      nameservers: [{address: 10.20.0.1}]
-      ---
-      apiVersion: v1alpha1
-      kind: ResolverConfig
-      nameservers: [{address: 10.20.0.2}]
+      nameservers: [{address: 10.20.0.1}, {address: 10.20.0.2}]
`),
  source:
    'talos pkg/machinery/config/configloader/internal/decoder/decoder.go; pkg/machinery/config/container/container.go (New)',
  check({ document, file, report }) {
    if (document.kind === 'talos-patch') {
      const [own] = talosDocuments(document);
      const before = file.documents.slice(
        0,
        file.documents.findIndex((placed) => placed.document === document),
      );
      const known = new Set(before.flatMap((placed) => talosDocuments(placed.document).flatMap(claimsOf)));
      if (own) tellClash(own, known, report);
      return;
    }
    for (const { documents } of talosPatches(document)) {
      const known = new Set<string>();
      for (const inner of documents) {
        tellClash(inner, known, report);
        for (const claim of claimsOf(inner)) known.add(claim);
      }
    }
  },
};

/** Kinds that configure the same thing when they have the same name (`ConflictsWithKinds` in their types). */
const sharedNames: Readonly<Record<string, readonly string[]>> = {
  'network link': [
    ...['BondConfig', 'BridgeConfig', 'DummyLinkConfig', 'LinkConfig'],
    ...['VLANConfig', 'VRFConfig', 'VethConfig', 'WireguardConfig'],
  ],
  'virtual address': ['HCloudVIPConfig', 'Layer2VIPConfig'],
  volume: ['ExistingVolumeConfig', 'UserVolumeConfig'],
};

/** What may stand once in a patch, first the document itself; nothing for one that is no more than deletions. */
function claimsOf(inner: PatchDocument): readonly string[] {
  if (inner.kind === undefined || onlyDeletes(inner.root)) return [];
  return [claim(inner.kind, documentName(inner)), ...sharedClaims(inner)];
}

function sharedClaims(inner: PatchDocument): readonly string[] {
  const kind = inner.kind ?? '';
  const own = Object.entries(sharedNames).flatMap(([what, kinds]) =>
    kinds.includes(kind) ? [claim(what, documentName(inner))] : [],
  );
  if (kind !== 'VethConfig') return own;
  return [...own, claim('network link', scalarText(at(inner.root, 'peer', 'name')) ?? '')];
}

function claim(what: string, name: string): string {
  return `${what}\n${name}`;
}

function tellClash(inner: PatchDocument, known: ReadonlySet<string>, report: Report): void {
  const [own, ...shared] = claimsOf(inner);
  if (own === undefined) return;
  if (known.has(own)) {
    report(describe(inner));
    return;
  }
  const clash = shared.find((candidate, i) => known.has(candidate) || shared.indexOf(candidate) < i);
  if (clash === undefined) return;
  const [what = '', name = ''] = clash.split('\n');
  report({
    at: documentSpan(inner),
    message: `The ${what} ${name === '' ? 'without a name' : `\`${name}\``} is configured twice in this patch. Talos refuses the patch; keep one of the two.`,
  });
}

function describe(inner: PatchDocument): { at: PatchDocument['root']['span']; message: string } {
  const name = documentName(inner);
  const what =
    inner.kind === mainKind
      ? 'a second document of `machine` and `cluster`'
      : `a second \`${inner.kind}\`${name === '' ? '' : ` named \`${name}\``}`;
  return {
    at: documentSpan(inner),
    message: `This is ${what} in the same patch. Talos refuses the patch; merge the two.`,
  };
}
