// Quoted texts and brackets that run on over lines indented less than YAML asks for. libyaml and go-yaml read them, the
// library ends them at the first such line and takes what follows for something else.
import * as yaml from 'yaml';

type Parse = (text: string) => yaml.Document.Parsed;

/** The library stumbles over a text once for each such text within it. */
const roundLimit = 4;
/** Where more is wrong than this, joining the lines of brackets does not mend it. */
const errorLimit = 500;
/** Every round parses the text again. In UTF-16 units. */
const sizeLimit = 500_000;

/**
 * Reads a text in which each of these stands on one line, with spaces for its breaks, so that all ranges stay.
 * @returns the first reading where that leaves an error: then something else is wrong
 */
export function readShallowLines(text: string, first: yaml.Document.Parsed, parse: Parse): yaml.Document.Parsed {
  if (text.length > sizeLimit) return first;
  let joined = text;
  let read = first;
  for (let round = 0; round < roundLimit && read.errors.length > 0; round++) {
    const next = joinCut(joined, read);
    if (next === joined) return first;
    joined = next;
    read = parse(joined);
  }
  if (read.errors.length > 0) return first;
  if (joined !== text) foldValues(text, joined, read, parse);
  return read;
}

/** Gives what was joined the value it has over its lines. */
function foldValues(text: string, joined: string, { contents }: yaml.Document.Parsed, parse: Parse): void {
  if (!contents) return;
  yaml.visit(contents, {
    Scalar(_, node) {
      const [from, to] = node.range ?? [0, 0];
      const written = text.slice(from, to);
      if (written === joined.slice(from, to)) return;
      const folded = parse(written.replaceAll(/\r?\n[ \t]*/g, '\n ')).contents;
      if (yaml.isScalar(folded)) node.value = folded.value;
    },
  });
}

/** Joins the lines of all quoted texts and brackets that the library found no end of. */
function joinCut(text: string, { errors, contents }: yaml.Document.Parsed): string {
  const quotes = new Set(errors.filter(isCut).map(({ pos }) => pos[0]));
  const shallow = errors.length > errorLimit ? [] : errors.filter(isShallow);
  const brackets = new Set(shallow.map(({ pos }) => pos[0]));
  if (quotes.size + brackets.size === 0 || !contents) return text;
  const parts: (readonly [start: number, oneLine: string])[] = [];
  let isOpen = false;
  yaml.visit(contents, {
    Scalar(_, { type, range }) {
      if (!range || (type !== 'QUOTE_SINGLE' && type !== 'QUOTE_DOUBLE') || !quotes.has(range[1])) return;
      const [quoted] = quotedAt(text, range[0]);
      if (quoted !== undefined && !looksForgotten(quoted)) parts.push([range[0], quoted.replaceAll(/[\r\n]/g, ' ')]);
    },
    Collection(_, { flow, range }) {
      if (!flow || !range || !brackets.has(range[1])) return;
      const closed = flowOnOneLine(text, range[0]);
      isOpen = closed === undefined;
      // With one that is never closed there is nothing to mend.
      if (closed === undefined) return yaml.visit.BREAK;
      parts.push([range[0], closed]);
      return yaml.visit.SKIP;
    },
  });
  return isOpen ? text : replaced(text, parts);
}

/** The text with other words of the same length at some places, which stand in order. */
function replaced(text: string, parts: readonly (readonly [start: number, words: string])[]): string {
  let done = '';
  for (const [start, words] of parts) if (start >= done.length) done += text.slice(done.length, start) + words;
  return done + text.slice(done.length);
}

function isShallow({ code, message }: yaml.YAMLParseError): boolean {
  return code === 'BAD_INDENT' && message.includes('sufficiently indented');
}

/** What stands from a bracket to the one that closes it, with spaces for comments and breaks; undefined where none does. */
function flowOnOneLine(text: string, start: number): string | undefined {
  const part = /[{[]|[}\]]|(?<=[\s{[,:])(?:'(?:[^']|'')*'|"(?:[^"\\]|\\[\s\S])*"|#[^\n]*)|[^{}[\]'"#]+|[\s\S]/y;
  part.lastIndex = start;
  let line = '';
  let depth = 0;
  for (let match = part.exec(text); match; match = part.exec(text)) {
    const [found] = match;
    line += found.startsWith('#') && found.length > 1 ? ' '.repeat(found.length) : found.replaceAll(/[\r\n]/g, ' ');
    if (found === '{' || found === '[') depth++;
    if ((found === '}' || found === ']') && --depth === 0) return line;
  }
  return undefined;
}

function isCut({ code, message }: yaml.YAMLParseError): boolean {
  return code === 'MISSING_CHAR' && message.startsWith('Missing closing');
}

function quotedAt(text: string, start: number): readonly string[] {
  const pattern = text[start] === "'" ? /'(?:[^']|'')*'/y : /"(?:[^"\\]|\\[\s\S])*"/y;
  pattern.lastIndex = start;
  return pattern.exec(text) ?? [];
}

/** A further line that is a key or an item: more likely the quote before it was never closed. */
function looksForgotten(quoted: string): boolean {
  return /\n[ \t]*(?:- |#|---|\.\.\.|["']?[\w./-]+["']?:(?:\s|$))/.test(quoted);
}
