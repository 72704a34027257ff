import { hasPlaceholder } from '../../kinds/placeholders.ts';
import {
  documentSpan,
  holdsNothing,
  isDeletion,
  type PatchDocument,
  patchKinds,
  type TalosPatch,
  talosDocuments,
  talosPatches,
} from '../../kinds/talos-patch.ts';
import { newestMinor, talosKind, talosKindNames } from '../../schema/talos.ts';
import { nearest } from '../../text/names.ts';
import { firstLine } from '../../text/span.ts';
import { refusesOtherKinds } from '../../versions/omni-patches.ts';
import type { SourceDocument } from '../../workspace/file.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { patchScope } from '../../workspace/patch-scope.ts';
import { keyText, pairOf, pairsOf, scalarText, type YamlMap, type YamlScalar } from '../../yaml/nodes.ts';
import { addLinesBefore } from '../edits.ts';
import { diff } from '../examples.ts';
import { rewriteFixes } from '../patch-edits.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

export const kind: WorkspaceRule = {
  id: 'talos-patch/kind',
  title: 'A patch without a document, or with one whose `kind` or `apiVersion` is missing or unknown',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'Every document but that of `machine` and `cluster` says what it is by `apiVersion: v1alpha1` and a `kind` that Talos knows. Without them, or with a misspelt kind, the whole patch is refused.',
  ...diff(`
 apiVersion: v1alpha1
-kind: UserVolumesConfig
+kind: UserVolumeConfig
 name: longhorn
`),
  source: 'talos pkg/machinery/config/configloader/internal/decoder/decoder.go',
  check(context) {
    const { document, report } = context;
    for (const patch of talosPatches(document)) checkContent(patch, document, report);
    for (const inner of talosDocuments(document)) {
      checkKind(inner, document.text, report, () => {
        if (patchScope(context).omni !== 'certain') return undefined;
        // Another program's document is refused by every Talos; a kind of its own may be newer than the table.
        const version = scalarText(pairOf(inner.root, 'apiVersion')?.value) ?? '';
        if (version !== 'v1alpha1' && version !== '') return 'error';
        return refusesOtherKinds(omniInUse(context)?.version) ? 'error' : 'warning';
      });
    }
  },
};

type Report = DocumentContext['report'];

/** omnictl refuses a patch in which there is no document, and anything that is none. */
function checkContent(patch: TalosPatch, { text, yaml }: SourceDocument, report: Report): void {
  const { owner, documents, operations, hasStray, problems } = patch;
  if (operations || problems.length > 0) return;
  if (!owner) {
    if (!hasStray || !yaml.root) return;
    report({
      at: firstLine(text, yaml.root.span),
      message: 'A patch is a mapping, or several; this document is something else, and the patch is refused.',
    });
    return;
  }
  const key = `\`${keyText(owner)}\``;
  if (hasStray) {
    report({
      at: owner.key.span,
      message: `A patch is a mapping, or several; ${key} holds something else, and the patch is refused.`,
    });
  } else if (documents.every(({ root }) => holdsNothing(root))) {
    report({ at: owner.key.span, message: `${key} holds no document, and a patch without one is refused.` });
  }
}

/** @param severity of a kind that is in no table; undefined where it may be another program's */
function checkKind(
  inner: PatchDocument,
  text: string,
  report: Report,
  severity: () => 'error' | 'warning' | undefined,
): void {
  const pair = pairOf(inner.root, 'kind');
  const written = scalarText(pair?.value);
  if (written === undefined) {
    if (inner.kind === undefined) reportMissing(inner, text, report);
    return;
  }
  if (hasPlaceholder(written) || pair?.value.type !== 'scalar') return;
  if (!inner.talos) {
    // What is only to be deleted may be of any kind.
    if (isDeletion(inner.root)) return;
    const near = nearest(written, talosKindNames(), 'Config');
    // Other programs have documents of `apiVersion: v1alpha1` too.
    const otherwise = severity();
    if (!near && !otherwise) return;
    report({
      at: pair.value.span,
      message: near
        ? `Talos has no document of kind \`${written}\`, so the patch is refused. Did you mean \`${near}\`?`
        : `No version of Talos up to 1.${newestMinor} has a document of kind \`${written}\`; they refuse the patch.`,
      severity: near ? 'error' : (otherwise ?? 'warning'),
      fixes: near ? rewriteFixes(text, pair.value, near) : [],
    });
    return;
  }
  checkApiVersion(inner, text, report);
}

function reportMissing(inner: PatchDocument, text: string, report: Report): void {
  const { root } = inner;
  // A text in which nothing is written yet, or the deletion of a path, is no document that lacks a kind.
  if (pairsOf(root).length === 0 || root.pairs.some(({ value }) => isDeletion(value))) return;
  const version = pairOf(root, 'apiVersion');
  const misspelt = version ? undefined : mainKeyMeant(root);
  if (misspelt) {
    const { key, near } = misspelt;
    report({
      at: key.span,
      message: `Talos does not know \`${key.source}\` and refuses the patch. Did you mean \`${near}\`?`,
      fixes: rewriteFixes(text, key, near),
    });
    return;
  }
  const kinds = talosKindNames().filter((name) => {
    const table = talosKind(name)?.table ?? {};
    return root.pairs.every(({ key }) => Object.hasOwn(table, String(key.value)));
  });
  const [only] = kinds;
  const hint = kinds.length === 1 && only !== undefined ? ` Its keys are those of \`${only}\`.` : '';
  report({
    at: version?.key.span ?? documentSpan(inner),
    message: `This document has no \`kind\`, so Talos cannot tell what it configures and refuses the patch.${hint}`,
  });
}

/** The first key that is nearly one of those that make a document the main one. */
function mainKeyMeant({ pairs }: YamlMap): { readonly key: YamlScalar; readonly near: string } | undefined {
  for (const { key } of pairs) {
    const near = nearest(String(key.value), ['machine', 'cluster']);
    if (near) return { key, near };
  }
  return undefined;
}

function checkApiVersion({ root, kind: name }: PatchDocument, text: string, report: Report): void {
  const version = pairOf(root, 'apiVersion');
  const own = pairOf(root, 'kind');
  if (!own) return;
  if (!version) {
    // A misspelt one is an unknown key, and told as that.
    if (root.pairs.some((pair) => nearest(keyText(pair), ['apiVersion']) !== undefined)) return;
    const edit = addLinesBefore(text, root, own, ['apiVersion: v1alpha1']);
    report({
      at: own.key.span,
      message: `\`apiVersion: v1alpha1\` is missing beside \`kind: ${name}\`, so Talos refuses the patch.`,
      fixes: edit ? [{ title: 'Add `apiVersion: v1alpha1`', edits: [edit] }] : [],
    });
    return;
  }
  const written = scalarText(version.value);
  if (written === 'v1alpha1' || version.value.type !== 'scalar' || hasPlaceholder(written ?? '')) return;
  report({
    at: written === undefined ? version.key.span : version.value.span,
    message: `\`${name}\` documents have \`apiVersion: v1alpha1\`; Talos refuses any other.`,
    fixes: written === undefined ? [] : rewriteFixes(text, version.value, 'v1alpha1'),
  });
}
