// Fixes that change another file than the finding's.
import type { TextEdit } from '../text/edits.ts';
import { shift } from '../text/span.ts';
import { startOf } from '../workspace/file.ts';
import type { FactRecord } from '../workspace/view.ts';
import type { YamlMap, YamlNode } from '../yaml/nodes.ts';
import { at, pairOf } from '../yaml/nodes.ts';
import { addLines } from './edits.ts';
import { editsInQuotes } from './quoted-edits.ts';
import type { Fix, OtherFileEdit } from './rule.ts';

/** Edits in a document of another file, moved to that file's coordinates. */
export function editsIn(record: FactRecord, edits: readonly TextEdit[]): OtherFileEdit {
  const start = startOf(record.file, record.document);
  return {
    uri: record.file.uri,
    edits: edits.map((edit) => ({ span: shift(edit.span, start), newText: edit.newText })),
  };
}

/** A fix made of edits in one other document; none where an edit could not be made. */
export function elsewhereFix(
  title: string,
  record: FactRecord,
  edits: readonly (TextEdit | undefined)[],
): readonly Fix[] {
  const made = edits.flatMap((edit) => edit ?? []);
  if (made.length === 0 || made.length !== edits.length) return [];
  const written = editsInQuotes(record.document.yaml.root, made);
  return written ? [{ title, edits: [], elsewhere: [editsIn(record, written)] }] : [];
}

/**
 * Adds `key: value` below a path of mappings, writing the mappings that are missing. Undefined where the text cannot be
 * edited safely or the key is there already.
 */
export function addBelow(
  text: string,
  root: YamlNode | undefined,
  path: readonly string[],
  lines: readonly string[],
): TextEdit | undefined {
  let map: YamlMap | undefined = root?.type === 'map' ? root : undefined;
  for (const [i, key] of path.entries()) {
    if (!map) return undefined;
    const pair = pairOf(map, key);
    if (!pair) {
      const missing = path.slice(i);
      const wrapped = missing.map((name, depth) => `${'  '.repeat(depth)}${name}:`);
      return addLines(text, map, [...wrapped, ...lines.map((line) => '  '.repeat(missing.length) + line)]);
    }
    // What an alias stands for is written elsewhere, for others too.
    const isHere = pair.value.span.start >= pair.key.span.end;
    map = pair.value.type === 'map' && isHere ? pair.value : undefined;
  }
  return map && addLines(text, map, lines);
}

/** The mapping at a path, where there is one. */
export function mapAt(root: YamlNode | undefined, ...path: readonly string[]): YamlMap | undefined {
  const node = at(root, ...path);
  return node?.type === 'map' ? node : undefined;
}
