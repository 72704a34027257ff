// Which Talos document a cursor is in, so that completion and hover know its fields.
import { patchOwners, type TalosPatch, talosPatches } from '../kinds/talos-patch.ts';
import type { FieldTable } from '../schema/fields.ts';
import { mainKind, talosKind, talosKindNames } from '../schema/talos.ts';
import type { SourceDocument } from '../workspace/file.ts';
import { pairOf, type YamlNode } from '../yaml/nodes.ts';
import { holds } from './cursor.ts';

export interface TalosPlace {
  readonly table: FieldTable;
  readonly root: YamlNode | undefined;
  /** The key that holds the patch; undefined for a file of its own. */
  readonly below?: string;
}

/** @param offset in the document's coordinates */
export function talosPlaceAt(document: SourceDocument, offset: number): TalosPlace | undefined {
  if (document.kind === 'talos-patch') return placeIn(talosPatches(document)[0], document.yaml.root, offset);
  const owner = patchOwners(document).findLast((pair) => holds(document.text, pair, offset));
  if (!owner) return undefined;
  const patch = talosPatches(document).find((candidate) => candidate.owner === owner);
  return { ...placeIn(patch, undefined, offset), below: String(owner.key.value) };
}

function placeIn(patch: TalosPatch | undefined, fallback: YamlNode | undefined, offset: number): TalosPlace {
  const inner = patch?.documents.findLast(({ root }) => root.span.start <= offset) ?? patch?.documents[0];
  const root = inner?.root ?? fallback;
  const isOther = inner?.kind !== mainKind && (pairOf(root, 'apiVersion') ?? pairOf(root, 'kind')) !== undefined;
  return { table: isOther ? otherTable(inner?.kind) : mainTable(), root };
}

function mainTable(): FieldTable {
  return talosKind(mainKind)?.table ?? {};
}

/** The table of a document with a `kind`, which may still be any. */
function otherTable(kind: string | undefined): FieldTable {
  return {
    ...(kind === undefined ? {} : talosKind(kind)?.table),
    apiVersion: { type: 'string', enum: [mainKind], doc: 'The version of the document’s format.' },
    kind: { type: 'string', enum: talosKindNames(), doc: 'What the document configures.' },
  };
}
