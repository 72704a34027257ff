// Quoted texts that run on over lines indented less than YAML asks for. libyaml and go-yaml read them, the library ends
// them at the first such line and takes what follows for something else.
import * as yaml from 'yaml';

type Parse = (text: string) => yaml.Document.Parsed;

/** The library stumbles over a text once for each quoted text within it. */
const roundLimit = 4;
/** Every round parses the text again. In UTF-16 units. */
const sizeLimit = 500_000;

/**
 * Reads a text in which each such quoted text stands on one line, with spaces for its breaks, so that all ranges stay.
 * @returns the first reading where that leaves an error: then something else is wrong
 */
export function readQuotedLines(text: string, first: yaml.Document.Parsed, parse: Parse): yaml.Document.Parsed {
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

/** Joins the lines of all quoted texts that the library found no end of. */
function joinCut(text: string, { errors, contents }: yaml.Document.Parsed): string {
  const ends = new Set(errors.filter(isCut).map(({ pos }) => pos[0]));
  if (ends.size === 0 || !contents) return text;
  const starts: number[] = [];
  yaml.visit(contents, {
    Scalar(_, { type, range }) {
      if (range && (type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE') && ends.has(range[1])) starts.push(range[0]);
    },
  });
  let joined = text;
  for (const start of starts) {
    const [quoted] = quotedAt(joined, start);
    if (quoted !== undefined && !looksForgotten(quoted))
      joined = joined.slice(0, start) + quoted.replaceAll(/[\r\n]/g, ' ') + joined.slice(start + quoted.length);
  }
  return joined;
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
