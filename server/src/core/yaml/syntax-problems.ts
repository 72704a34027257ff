// The parser's errors in plain words, each on the word that a person would change.
import * as yaml from 'yaml';
import { type Span, span } from '../text/span.ts';
import type { SpanMap, YamlProblem } from './nodes.ts';

/** What to say and where; errors that only repeat another one at the same place are left out. */
export function syntaxProblems(
  text: string,
  errors: readonly yaml.YAMLParseError[],
  mapSpan: SpanMap,
): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  for (const [i, error] of errors.entries()) {
    const next = errors[i + 1];
    // A block where a key belongs is told better by the error about the key that follows it.
    if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && next && isAt(text, error.pos[0], next.pos[0])) continue;
    if (isCommentAtEnd(text, error) || isReadByGo(text, error)) continue;
    problems.push({ code: 'syntax', span: mapSpan(placeOf(text, error)), message: wordsFor(text, error) });
  }
  return problems;
}

/** True where nothing but comments stands between two places. */
function isAt(text: string, from: number, to: number): boolean {
  return /^(?:\s*#[^\n]*\n)*\s*$/.test(text.slice(from, to));
}

/** A comment right behind a quote or a bracket: YAML asks for a space, libyaml and go-yaml do not. */
function isCommentAtEnd(text: string, { code, pos: [from] }: yaml.YAMLParseError): boolean {
  return code === 'MISSING_CHAR' && text[from] === '#' && /["'\]}]/.test(text[from - 1] ?? '');
}

/** Keys of any length and the escape `\'` are right to go-yaml. */
function isReadByGo(text: string, { code, pos: [from] }: yaml.YAMLParseError): boolean {
  return code === 'KEY_OVER_1024_CHARS' || (code === 'BAD_DQ_ESCAPE' && text[from + 1] === "'");
}

const tabIndents = 'A tab indents this line; YAML takes spaces only.';

/**
 * Tabs at the start of a line without content, and behind a `-`: the library passes over them, and libyaml and go-yaml
 * refuse the file. Between brackets, in quotes and in blocks of text they are right, or told of already.
 */
export function tabProblems(text: string, document: yaml.Document.Parsed, mapSpan: SpanMap): readonly YamlProblem[] {
  const lines = [...text.matchAll(/^( *)(- *)?\t[ \t]*(?=[^\s]|$)/gm)];
  if (lines.length === 0 || document.errors.length > 0) return [];
  const places = rangesIn(document);
  const isCovered = inOrder(places.covered);
  const contentBefore = contentEnds(text);
  return lines.flatMap(({ 0: lead, 1: spaces = '', 2: dash = '', index }) => {
    const tab = index + spaces.length + dash.length;
    const next = text[index + lead.length] ?? '';
    if (dash === '' && next !== '' && next !== '#' && !/\s/.test(next)) return [];
    if (isCovered(tab)) return [];
    const end = contentBefore(index);
    if (dash === '' && places.plainEnds.has(end)) {
      // The lines of a plain value may be empty as far as they are indented deeper than its own.
      if (leadingSpaces(text, text.slice(0, end).lastIndexOf('\n') + 1) < spaces.length) return [];
    }
    return [{ code: 'syntax' as const, span: mapSpan(span(tab, tab + 1)), message: tabIndents }];
  });
}

/** Tells of rising offsets whether a range holds them; the ranges stand in order and apart. */
function inOrder(ranges: Ranges['covered']): (offset: number) => boolean {
  let next = 0;
  return (offset) => {
    while ((ranges[next]?.[1] ?? offset + 1) <= offset) next++;
    return (ranges[next]?.[0] ?? offset + 1) <= offset;
  };
}

/** Tells of rising offsets where the last visible character before them ends. */
function contentEnds(text: string): (offset: number) => number {
  let from = 0;
  let end = 0;
  return (offset) => {
    const seen = text.slice(from, offset).trimEnd().length;
    if (seen > 0) end = from + seen;
    from = offset;
    return end;
  };
}

interface Ranges {
  /** Quoted texts, blocks of text, and what stands between brackets. */
  readonly covered: readonly (readonly [number, number])[];
  readonly plainEnds: ReadonlySet<number>;
}

function rangesIn(document: yaml.Document.Parsed): Ranges {
  const covered: (readonly [number, number])[] = [];
  const plainEnds = new Set<number>();
  yaml.visit(document, {
    Scalar(_, { type, range }) {
      if (!range) return;
      if (type === 'PLAIN') {
        if (range[1] > range[0]) plainEnds.add(range[1]);
      } else covered.push([range[0], range[1]]);
    },
    Collection(_, { flow, range }) {
      if (!flow || !range) return;
      covered.push([range[0], range[1]]);
      return yaml.visit.SKIP;
    },
  });
  return { covered: covered.sort(([a], [b]) => a - b), plainEnds };
}

function neitherKey(text: string, { pos: [from] }: yaml.YAMLParseError): string {
  return /^-\s/.test(text.slice(from, from + 2))
    ? 'A list item stands among the keys of a mapping. Its indentation may be wrong.'
    : 'This line is neither a key nor a list item; a `:` may be missing.';
}

function wordsFor(text: string, error: yaml.YAMLParseError): string {
  switch (error.code) {
    case 'BAD_INDENT': {
      const bracket = /end with a (.)/.exec(error.message)?.[1];
      if (bracket) return `A bracket above is not closed with \`${bracket}\`, or its lines are not indented.`;
      return 'The indentation does not fit the lines around it.';
    }
    case 'TAB_AS_INDENT':
      return tabIndents;
    case 'MULTILINE_IMPLICIT_KEY':
      if (isBesideKey(text, error)) return besideKey;
      return isBelowScalar(text, error)
        ? 'This line is indented below a value, so it cannot be a key. Move it to the left, or take the value away.'
        : neitherKey(text, error);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'A second `:` in one line: put the value in quotes, or the mapping on the next line.';
    case 'MISSING_CHAR':
      if (/closing/.test(error.message)) return 'This quote is not closed.';
      if (isBesideKey(text, error)) return besideKey;
      return /implicit map keys/i.test(error.message) ? neitherKey(text, error) : sentence(error.message);
    case 'BAD_SCALAR_START':
      return `A value cannot begin with \`${text[error.pos[0]] ?? ''}\`; put it in quotes.`;
    case 'UNEXPECTED_TOKEN':
      return 'This does not belong here; the value before it has ended.';
    default:
      return sentence(error.message);
  }
}

/** The word concerned, on one line and never empty where the text is not. */
function placeOf(text: string, error: yaml.YAMLParseError): Span {
  const [from, to] = error.pos;
  if (error.code === 'MULTILINE_IMPLICIT_KEY') {
    const newline = text.lastIndexOf('\n', to - 1);
    if (newline >= from && isBelowScalar(text, error))
      return word(text, newline + 1 + leadingSpaces(text, newline + 1));
    return word(text, from);
  }
  if (error.code === 'MISSING_CHAR' && /closing/.test(error.message)) {
    const quote = error.message.includes("'") ? "'" : '"';
    const open = text.lastIndexOf(quote, from - 1);
    if (open >= 0) return word(text, open);
  }
  if (error.code === 'TAB_AS_INDENT') return span(from, from + 1);
  return word(text, Math.min(from, text.length));
}

/** True when the last line of a key that runs over lines is indented deeper than the key whose value it stands under. */
function isBelowScalar(text: string, { pos: [from, to] }: yaml.YAMLParseError): boolean {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const lastLine = text.lastIndexOf('\n', to - 1) + 1;
  return /:\s/.test(text.slice(lineStart, from)) && leadingSpaces(text, lastLine) > leadingSpaces(text, lineStart);
}

const besideKey = 'A value on a line of its own is indented deeper than its key.';

/** True for a quote or bracket that begins a line, right below a key that waits for its value. */
function isBesideKey(text: string, { pos: [from] }: yaml.YAMLParseError): boolean {
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  return (
    /^ *["'[{]/.test(text.slice(lineStart, lineStart + 200)) &&
    /:[ \t]*\r?\n$/.test(text.slice(0, lineStart).slice(-200))
  );
}

function leadingSpaces(text: string, from: number): number {
  let count = 0;
  while (text[from + count] === ' ') count++;
  return count;
}

/** More than anybody needs to see, in UTF-16 units: each of thousands of errors may stand in the same long word. */
const wordLimit = 500;

/** From an offset to the end of the word there; at the end of a line, the last word before it. */
function word(text: string, offset: number): Span {
  let start = offset;
  while (start < text.length && (text[start] === ' ' || text[start] === '\t') && text[start + 1] !== '\n') start++;
  let end = start;
  while (end < Math.min(text.length, start + wordLimit) && !/[\s:,]/.test(text[end] ?? '')) end++;
  if (end > start) return span(start, end);
  while (start > 0 && /\s/.test(text[start - 1] ?? '')) start--;
  return span(Math.max(0, start - 1), start);
}

function sentence(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
