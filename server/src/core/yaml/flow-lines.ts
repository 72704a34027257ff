// Collections between brackets that run on over lines indented less than YAML asks for. libyaml and go-yaml read them, the
// library ends them at the first such line.
import * as yaml from 'yaml';

type Parse = (text: string) => yaml.Document.Parsed;

/** The library takes no more notice of what follows the first of them. */
const roundLimit = 6;
/** Every round parses the text again. In UTF-16 units. */
const sizeLimit = 200_000;

/**
 * Reads a text in which each such collection stands on one line, with spaces for its breaks and comments, so that all
 * ranges stay.
 * @returns the first reading where that leaves an error: then something else is wrong
 */
export function readFlowLines(text: string, first: yaml.Document.Parsed, parse: Parse): yaml.Document.Parsed {
  if (text.length > sizeLimit) return first;
  let joined = text;
  let read = first;
  for (let round = 0; round < roundLimit && read.errors.some(isCut); round++) {
    const next = joinCut(joined, read);
    if (next === joined) return first;
    joined = next;
    read = parse(joined);
  }
  return read.errors.length === 0 ? read : first;
}

function isCut({ code, message }: yaml.YAMLParseError): boolean {
  return code === 'BAD_INDENT' && message.startsWith('Flow ');
}

/** Joins the lines of the outermost collections that the library found no bracket at the end of. */
function joinCut(text: string, { contents }: yaml.Document.Parsed): string {
  const starts: number[] = [];
  if (contents) {
    yaml.visit(contents, {
      Collection(_, { flow, range }) {
        const [start, end] = range ?? [0, 0];
        if (flow !== true || !/[[{]/.test(text[start] ?? '')) return undefined;
        if (!/[\]}]/.test(text[end - 1] ?? '')) starts.push(start);
        return yaml.visit.SKIP;
      },
    });
  }
  let joined = text;
  for (const start of starts) joined = joinAt(joined, start);
  return joined;
}

const pieces = /'(?:[^']|'')*'|"(?:[^"\\]|\\[\s\S])*"|(?<=\s)#[^\r\n]*|[[\]{}]|[\r\n]/g;

function joinAt(text: string, start: number): string {
  let depth = 0;
  let joined = '';
  let done = start;
  for (const { 0: piece, index } of text.slice(start).matchAll(pieces)) {
    const quoted = /^['"]/.test(piece);
    // What is folded has a value that the joined line has not.
    if (quoted && /[\r\n]/.test(piece)) return text;
    if (/^[[{]$/.test(piece)) depth++;
    if (/^[\]}]$/.test(piece)) depth--;
    joined += text.slice(done, start + index) + (/^[#\r\n]/.test(piece) ? ' '.repeat(piece.length) : piece);
    done = start + index + piece.length;
    if (depth === 0) return text.slice(0, start) + joined + text.slice(done);
  }
  return text;
}
