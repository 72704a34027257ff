// One YAML document to a tree with ranges. Parsing never fails: it returns what it understood and what it did not.
import * as yaml from 'yaml';
import { type Span, span } from '../text/span.ts';
import type { SpanMap, YamlNode, YamlProblem } from './nodes.ts';
import { readShallowLines } from './shallow-lines.ts';
import { streamProblems } from './stream-problems.ts';
import { syntaxProblems, tabProblems } from './syntax-problems.ts';
import { TreeReader } from './tree-reader.ts';

/** A larger document is not parsed: the time for one keystroke grows with it. In UTF-16 units. */
export const documentSizeLimit = 1_000_000;

export interface YamlDocument {
  readonly text: string;
  /** Undefined for a document that holds nothing, or that could not be read at all. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

const asIs: SpanMap = (local) => local;

/**
 * Parses the text of one document.
 * @param mapSpan where a range of this text lies in the outermost document; the identity for that document itself
 */
export function parseYaml(text: string, mapSpan: SpanMap = asIs): YamlDocument {
  if (text.length > documentSizeLimit) {
    const message = `This document has ${Math.round(text.length / 1000)} kB, so it is not checked. The limit is ${documentSizeLimit / 1000} kB.`;
    return { text, root: undefined, problems: [{ code: 'too-large', span: mapSpan(firstLine(text)), message }] };
  }
  try {
    const parse = (source: string): yaml.Document.Parsed => yaml.parseDocument(source, parseOptions);
    // Lines of old Macs, which go-yaml reads; one place for one, so that all ranges stay.
    const lines = text.includes('\n') ? text : text.replaceAll('\r', '\n');
    const parsed = readShallowLines(lines, parse(lines), parse);
    // The library tells of its own stack among the errors, or throws.
    if (parsed.errors.some(({ message }) => message.includes('call stack'))) return tooDeep(text, mapSpan);
    const reader = new TreeReader(lines, mapSpan, parsed);
    const root = parsed.contents ? reader.node(parsed.contents, 0) : undefined;
    return {
      text,
      root,
      problems: [
        ...syntaxProblems(lines, parsed.errors, mapSpan),
        ...tabProblems(lines, parsed, mapSpan),
        ...streamProblems(lines, mapSpan),
        ...reader.problems,
      ],
    };
  } catch {
    // The parser recurses; thousands of nested brackets use up its stack.
    return tooDeep(text, mapSpan);
  }
}

function tooDeep(text: string, mapSpan: SpanMap): YamlDocument {
  const message = 'This document is nested too deeply to be read, so it is not checked.';
  return { text, root: undefined, problems: [{ code: 'too-deep', span: mapSpan(firstLine(text)), message }] };
}

const parseOptions = {
  version: '1.2',
  schema: 'core',
  // `!!binary` and the like are text and collections, as they are to the programs that read these files.
  resolveKnownTags: false,
  merge: false,
  // Found here instead, in linear time.
  uniqueKeys: false,
  prettyErrors: false,
  strict: true,
  logLevel: 'silent',
} as const;

function firstLine(text: string): Span {
  const start = text.search(/[^\s]/);
  if (start < 0) return span(0, 0);
  const end = text.indexOf('\n', start);
  return span(start, end < 0 ? Math.min(text.length, start + 200) : end);
}
