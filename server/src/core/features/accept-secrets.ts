// What `omni-scale.yaml` becomes when secrets that are known are accepted. Its text is added to and never written anew, so
// that comments and the way it is written stay.
import { isSalt, isSecretHash } from '../kinds/conventions.ts';
import { optional } from '../kinds/optional.ts';
import { addItems, addLines, addLinesBefore, indentOf } from '../rules/edits.ts';
import type { WrittenSecrets } from '../rules/written-secrets.ts';
import { lineBreakOf, lineEndAt, lineStartAt, type TextEdit } from '../text/edits.ts';
import { type Span, span } from '../text/span.ts';
import {
  breaksTree,
  isNull,
  itemsOf,
  pairOf,
  pairsOf,
  scalarText,
  type YamlMap,
  type YamlNode,
  type YamlPair,
} from '../yaml/nodes.ts';
import { parseYaml } from '../yaml/parse.ts';
import { splitDocuments } from '../yaml/split.ts';

export interface SecretToAccept {
  readonly secrets: WrittenSecrets;
  /** The file that has it, for the person who reads the list. */
  readonly path: string;
}

export interface Acceptance {
  readonly edits: readonly TextEdit[];
  /** How many values are new in the list. */
  readonly added: number;
}

export interface AcceptanceOptions {
  /** Random hexadecimal digits, for a file that has no salt yet. */
  readonly newSalt: string;
  /** Accepts values too whose hash can be found by guessing. */
  readonly guessable: boolean;
}

/**
 * The edits that add the hashes of these values to the text of `omni-scale.yaml`, each once, in their order.
 * @param text the file as it is, `''` where there is none
 * @returns undefined where the file is broken, or written so that nothing can be added safely
 */
export function acceptSecrets(
  text: string,
  found: readonly SecretToAccept[],
  { newSalt, guessable }: AcceptanceOptions,
): Acceptance | undefined {
  const place = placeIn(text);
  if (!place) return undefined;
  const salt = place.salt ?? newSalt;
  const known = new Set(place.hashes.map(({ hash }) => hash));
  const lines = new Map<string, string>();
  for (const { secrets, path } of found)
    for (const one of secrets.hashes(salt))
      if ((guessable || !one.guessable) && !known.has(one.hash) && !lines.has(one.hash))
        lines.set(one.hash, `${one.hash} # ${path.replaceAll(/[^\x21-\x7e]+/g, ' ')}`);
  if (lines.size === 0) return { edits: [], added: 0 };
  const edits = place.add([...lines.values()], newSalt);
  return edits ? { edits, added: lines.size } : undefined;
}

/** An entry of the list. */
export interface AcceptedEntry {
  readonly hash: string;
  readonly span: Span;
}

/** The entries of the list whose value is none of these. */
export function unneededEntries(text: string, found: readonly SecretToAccept[]): readonly AcceptedEntry[] {
  const place = placeIn(text);
  if (!place) return [];
  const { salt } = place;
  const present = new Set(
    salt === undefined ? [] : found.flatMap(({ secrets }) => secrets.hashes(salt).map(({ hash }) => hash)),
  );
  return place.hashes.filter(({ hash }) => !present.has(hash));
}

/** Takes entries out of the list, with their lines and comments; those that share a line with others stay. */
export function removeEntries(text: string, entries: readonly AcceptedEntry[]): readonly TextEdit[] {
  return entries.flatMap(({ span: at }) => {
    const start = lineStartAt(text, at.start);
    const next = text.indexOf('\n', at.end);
    const alone = /^ *- +$/.test(text.slice(start, at.start));
    return alone ? { span: span(start, next < 0 ? text.length : next + 1), newText: '' } : [];
  });
}

/** Where the list stands, or would stand, in the text. */
interface Place {
  readonly salt?: string;
  readonly hashes: readonly AcceptedEntry[];
  /** @param items hashes with their comments */
  add(items: readonly string[], newSalt: string): readonly TextEdit[] | undefined;
}

function placeIn(text: string): Place | undefined {
  const { root, problems } = parseYaml(text);
  if (splitDocuments(text).spans.length > 1 || /^\.\.\./m.test(text) || problems.some(breaksTree)) return undefined;
  const own = pairsOf(root).find((pair) => pair.key.value === 'secrets');
  if (isNull(root) || (root?.type === 'map' && !own && isBlock(text, root)))
    return { hashes: [], add: (items, salt) => atEnd(text, ['secrets:', ...linesOf(items, salt)]) };
  if (!own || root?.type !== 'map' || !isBlock(text, root)) return undefined;
  if (isNull(own.value)) return { hashes: [], add: (items, salt) => below(text, own, linesOf(items, salt)) };
  return own.value.type === 'map' && !own.value.flow ? placeInSecrets(text, own.value) : undefined;
}

/** True for a mapping of the whole file that begins at the margin. */
function isBlock(text: string, { flow, pairs }: YamlMap): boolean {
  return !flow && pairs[0] !== undefined && indentOf(text, pairs[0]) === '';
}

function linesOf(items: readonly string[], salt: string): readonly string[] {
  return [`  salt: ${salt}`, '  accepted:', ...items.map((item) => `    - ${item}`)];
}

function placeInSecrets(text: string, secrets: YamlMap): Place | undefined {
  const first = secrets.pairs[0];
  const written = pairOf(secrets, 'salt');
  const salt = scalarText(written?.value);
  const list = pairOf(secrets, 'accepted');
  if (!first || (written && !(salt !== undefined && isSalt(salt)))) return undefined;
  const add = (items: readonly string[], newSalt: string): readonly TextEdit[] | undefined => {
    const listed = list ? addToList(text, list, items) : only(addLines(text, secrets, asList(items)));
    if (!listed || written) return listed;
    const salted = only(addLinesBefore(text, secrets, first, [`salt: ${newSalt}`]));
    return salted && [...salted, ...listed];
  };
  return { ...optional('salt', salt), hashes: entriesOf(list?.value), add };
}

function asList(items: readonly string[]): readonly string[] {
  return ['accepted:', ...items.map((item) => `  - ${item}`)];
}

function addToList(text: string, list: YamlPair, items: readonly string[]): readonly TextEdit[] | undefined {
  const { value } = list;
  if (isNull(value) || (value.type === 'seq' && value.items.length === 0)) {
    const indent = indentOf(text, list);
    if (indent === undefined || value.span.start > lineEndAt(text, list.key.span.end)) return undefined;
    const added = below(
      text,
      list,
      items.map((item) => `${indent}  - ${item}`),
    );
    return isNull(value)
      ? added
      : [{ span: span(text.indexOf(':', list.key.span.end) + 1, value.span.end), newText: '' }, ...added];
  }
  return value.type === 'seq' ? only(addItems(text, value, items)) : undefined;
}

function entriesOf(list: YamlNode | undefined): readonly AcceptedEntry[] {
  return itemsOf(list).flatMap((item) => {
    const hash = scalarText(item);
    return hash !== undefined && isSecretHash(hash) ? { hash: hash.toLowerCase(), span: item.span } : [];
  });
}

/** Lines after that of a key whose value is empty. */
function below(text: string, pair: YamlPair, lines: readonly string[]): readonly TextEdit[] {
  const end = lineEndAt(text, pair.key.span.end);
  const newline = lineBreakOf(text);
  return [{ span: span(end, end), newText: lines.map((line) => newline + line).join('') }];
}

function atEnd(text: string, lines: readonly string[]): readonly TextEdit[] {
  const newline = lineBreakOf(text);
  const before = text === '' || text.endsWith('\n') ? '' : newline;
  const newText = before + lines.map((line) => line + newline).join('');
  return [{ span: span(text.length, text.length), newText }];
}

function only(edit: TextEdit | undefined): readonly TextEdit[] | undefined {
  return edit && [edit];
}
