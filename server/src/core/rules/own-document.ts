// Moves what stands below a key of one document into documents of its own, behind that document.
import { lineBreakOf, lineEndAt, lineStartAt, type TextEdit } from '../text/edits.ts';
import { span } from '../text/span.ts';
import { pairOf, type YamlMap, type YamlNode, type YamlPair } from '../yaml/nodes.ts';
import { removePair } from './edits.ts';
import type { Fix } from './rule.ts';

/**
 * A fix that makes documents of a mapping, or of each mapping of a list; none where they are not in block style or would
 * lose an anchor.
 * @param root the document's mapping, which holds the pair
 */
export function ownDocumentFixes(text: string, root: YamlMap, pair: YamlPair, kind: string): readonly Fix[] {
  const maps = mapsIn(pair.value);
  const removed = removePair(text, pair);
  const last = root.pairs.at(-1);
  const isSafe = (map: YamlMap) => !map.flow && !pairOf(map, 'kind') && map.pairs.length > 0;
  const written = text.slice(pair.key.span.end, pair.span.end);
  if (!removed || !last || maps.length === 0 || !maps.every(isSafe) || /(?:^|\s)[&*][\w-]/.test(written)) return [];
  const newline = lineBreakOf(text);
  const [, comment = ''] =
    /^[ \t]*:([ \t]+#.*)/.exec(text.slice(pair.key.span.end, lineEndAt(text, pair.key.span.end))) ?? [];
  const documents = maps.map((map, i) => {
    const head = `kind: ${kind}${i === 0 ? comment.trimEnd() : ''}`;
    return `---${newline}${head}${newline}${blockOf(text, map, newline)}${newline}`;
  });
  const end = lineEndAt(text, last.span.end);
  const next = text.indexOf('\n', end);
  const place = next < 0 ? text.length : next + 1;
  const lead = next < 0 && last !== pair ? newline : '';
  const added: TextEdit = { span: span(place, place), newText: lead + documents.join('') };
  const title = maps.length > 1 ? 'Make them documents of their own' : 'Make it a document of its own';
  return [{ title, edits: [removed, added] }];
}

function mapsIn(node: YamlNode): readonly YamlMap[] {
  if (node.type === 'map') return [node];
  if (node.type !== 'seq' || node.flow) return [];
  const maps = node.items.flatMap((item) => (item.type === 'map' ? item : []));
  return maps.length === node.items.length ? maps : [];
}

/** The lines of a block mapping without its indentation. */
function blockOf(text: string, map: YamlMap, newline: string): string {
  const { start, end } = map.span;
  const indent = ' '.repeat(start - lineStartAt(text, start));
  const [first = '', ...rest] = text.slice(start, lineEndAt(text, end)).trimEnd().split(/\r?\n/);
  const lines = rest.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
  return [first, ...lines].join(newline);
}
