// The library's tree as ours, with what libyaml and go-yaml refuse in it and the library reads.
import * as yaml from 'yaml';
import { type Span, span } from '../text/span.ts';
import { goScalar, isMergeKey } from './go-resolve.ts';
import {
  contentOf,
  type ScalarStyle,
  type SpanMap,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlProblem,
  type YamlScalar,
  type YamlSeq,
} from './nodes.ts';

const depthLimit = 200;

/** How far before a key its `?` is looked for, in UTF-16 units. */
const keyReach = 500;

/** How far before a value its tag is looked for, in UTF-16 units. */
const tagReach = 500;

/** Turns the library's tree into ours. Aliases become the node they name; a node that holds itself is cut off. */
export class TreeReader {
  readonly problems: YamlProblem[] = [];
  readonly #text: string;
  readonly #map: SpanMap;
  readonly #document: yaml.Document.Parsed;
  readonly #made = new Map<yaml.Node, YamlNode>();
  readonly #open = new Set<yaml.Node>();
  #aliases: ReadonlyMap<yaml.Alias, yaml.Node> | undefined;
  /** True between braces, unless a bracket stands between. */
  #inBraces = false;

  constructor(text: string, map: SpanMap, document: yaml.Document.Parsed) {
    this.#text = text;
    this.#map = map;
    this.#document = document;
  }

  node(source: yaml.Node, depth: number): YamlNode {
    const made = this.#made.get(source);
    if (made) return made;
    if (depth > depthLimit || this.#open.has(source)) return this.#absent(source.range?.[0] ?? 0);
    // Without an anchor it is met this once.
    if (source.anchor === undefined) return this.#convert(source, depth);
    this.#checkAnchor(source.anchor, source.range?.[0] ?? 0);
    this.#open.add(source);
    const result: YamlNode = { ...this.#convert(source, depth), anchored: true };
    this.#open.delete(source);
    this.#made.set(source, result);
    return result;
  }

  #convert(source: yaml.Node, depth: number): YamlNode {
    if (yaml.isScalar(source)) return this.#scalar(source);
    if (yaml.isAlias(source)) {
      const target = this.#targets().get(source);
      if (target && !this.#open.has(target)) return this.node(target, depth + 1);
      const message = target
        ? `This alias stands inside its own anchor \`&${source.source}\`, so the file is refused.`
        : `There is no anchor \`&${source.source}\` for this alias.`;
      this.problems.push({ code: 'syntax', span: this.#map(this.#local(source)), message });
      return this.#absent(source.range?.[0] ?? 0);
    }
    const outside = this.#inBraces;
    this.#inBraces = source.flow === true && yaml.isMap(source);
    const made = yaml.isMap(source) ? this.#mapping(source, depth) : this.#sequence(source, depth);
    this.#inBraces = outside;
    return made;
  }

  /** What each alias names: the last node before it with that anchor. The library would look through the document for each. */
  #targets(): ReadonlyMap<yaml.Alias, yaml.Node> {
    if (this.#aliases) return this.#aliases;
    const anchors = new Map<string, yaml.Node>();
    const found = new Map<yaml.Alias, yaml.Node>();
    yaml.visit(this.#document, {
      Node(_, node) {
        if (yaml.isAlias(node)) {
          const target = anchors.get(node.source);
          if (target) found.set(node, target);
        } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
    this.#aliases = found;
    return found;
  }

  #mapping(source: yaml.YAMLMap, depth: number): YamlMap {
    const pairs: YamlPair[] = [];
    const names = new Set<string>();
    for (const item of source.items) {
      if (!yaml.isNode(item.key)) continue;
      const key = this.node(item.key, depth + 1);
      this.#checkEmptyKey(item.key);
      if (key.type !== 'scalar') {
        this.#complexKey(item.key, key.type);
        continue;
      }
      if (source.flow === true && !yaml.isAlias(item.key)) this.#checkFlowKey(key);
      const value = yaml.isNode(item.value)
        ? this.node(item.value, depth + 1)
        : this.#absent(this.#afterColon(key.local.end));
      pairs.push({ key, value, span: span(key.span.start, Math.max(key.span.end, value.span.end)) });
      if (isMergeKey({ key })) this.#checkMerge(key, item.value, value);
      const code = twice(key, yaml.isAlias(item.key) ? `*${item.key.source}` : contentOf(key), names);
      if (code) {
        const message = `\`${contentOf(key)}\` stands twice in this mapping, so the file is refused or one of the two is lost.`;
        this.problems.push({ code: isMergeKey({ key }) ? 'merge' : code, span: key.span, message });
      }
    }
    const map: YamlMap = { type: 'map', pairs, flow: source.flow === true, span: this.#map(this.#local(source)) };
    return tagged(map, source);
  }

  /** A `:` with nothing before it; after a `?` a key may be empty. */
  #checkEmptyKey(source: yaml.Node): void {
    if (!yaml.isScalar(source) || source.tag || source.anchor) return;
    const { start, end } = this.#local(source);
    if (end > start) return;
    const colon = this.#afterBlanks(start);
    if (this.#text[colon] !== ':' || this.#isAsked(start)) return;
    const message = 'There is no key before this `:`, so the file is refused.';
    this.problems.push({ code: 'syntax', span: this.#map(span(colon, colon + 1)), message });
  }

  /** The first place from an offset on that is neither white space nor in a comment. */
  #afterBlanks(offset: number): number {
    let at = offset;
    for (;;) {
      while (/\s/.test(this.#text[at] ?? '')) at++;
      if (this.#text[at] !== '#' || !/\s/.test(this.#text[at - 1] ?? '\n')) return at;
      const newline = this.#text.indexOf('\n', at);
      at = newline < 0 ? this.#text.length : newline;
    }
  }

  /** True behind a `?` that begins a key. */
  #isAsked(offset: number): boolean {
    return /\?\s*$/.test(this.#text.slice(Math.max(0, offset - keyReach), offset));
  }

  /** Such a pair has no place in the tree, nor in programs that read these files. */
  #complexKey(source: yaml.Node, type: 'map' | 'seq'): void {
    const local = this.#local(source);
    // `{{ value }}` is for a template engine; in broken text, a bracket not closed yet swallows what follows.
    if (this.#text[local.start - 1] === '{' && this.#text[local.end] === '}') return;
    if (this.#document.errors.length > 0) return;
    const what = type === 'map' ? 'a mapping' : 'a list';
    this.problems.push({
      code: 'key-type',
      span: this.#map(local),
      message: `This key is ${what}. Keys are words here, so the file is refused.`,
    });
  }

  /** Only what a merge key names can be taken in, and only mappings have keys. */
  #checkMerge(key: YamlScalar, written: unknown, value: YamlNode): void {
    const at = value.type === 'seq' ? value.items.findIndex(({ type }) => type !== 'map') : 0;
    const wrong = value.type === 'seq' ? value.items[at] : value;
    if (!wrong || wrong.type === 'map') return;
    const source = yaml.isSeq(written) ? written.items[at] : written;
    const where = yaml.isNode(source) ? this.#map(this.#local(source)) : key.span;
    this.problems.push({
      code: 'merge',
      span: where.end > where.start ? where : key.span,
      message: 'A merge key `<<` takes in a mapping or a list of mappings, and the file is refused with anything else.',
    });
  }

  #sequence(source: yaml.YAMLSeq, depth: number): YamlSeq {
    const items = source.items.filter(yaml.isNode).map((item) => this.node(item, depth + 1));
    const list: YamlSeq = { type: 'seq', items, flow: source.flow === true, span: this.#map(this.#local(source)) };
    return tagged(list, source);
  }

  #scalar(source: yaml.Scalar): YamlScalar {
    const local = this.#local(source);
    const value = source.tag === '!' && source.type === 'PLAIN' ? this.#untagged(source) : source.value;
    const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    const node: YamlScalar = {
      type: 'scalar',
      value: value === null || value === undefined ? null : (plain ?? String(value)),
      style: styleOf(source.type),
      source: this.#text.slice(local.start, local.end),
      local,
      map: this.#map,
      span: this.#map(local),
    };
    if (this.#inBraces && node.style === 'plain') this.#checkColon(node);
    if (source.tag !== undefined) this.#checkTag(tagged(node, source));
    if (node.style === 'double') this.#checkEscapes(node);
    else if (node.style !== 'single') this.#checkBreaks(node);
    return tagged(node, source);
  }

  /** The value of a plain scalar with the tag `!`, which Go programs read as if it had none. */
  #untagged({ source = '' }: yaml.Scalar): unknown {
    for (const tag of this.#document.schema.tags) {
      if (tag.collection || tag.default !== true || !tag.test?.test(source)) continue;
      const value = tag.resolve(source, () => {}, {});
      return yaml.isScalar(value) ? value.value : value;
    }
    return source;
  }

  /** These end a line to go-yaml, and what follows is seldom meant as a line of its own. */
  #checkBreaks({ source, local }: YamlScalar): void {
    const index = source.search(/[\u0085\u2028\u2029]/);
    if (index < 0) return;
    const where = this.#map(span(local.start + index, local.start + index + 1));
    const message = 'A separator that is not seen stands here. It ends the line, and the file is refused. Take it out.';
    this.problems.push({ code: 'go-syntax', span: where, message });
  }

  /** To go-yaml a key between braces stands on one line with its `:`, and a `:` right before a bracket is a letter of it. */
  #checkFlowKey({ style, local: { start, end }, span: where }: YamlScalar): void {
    const colon = this.#afterBlanks(end);
    if (this.#text[colon] !== ':' || this.#isAsked(start)) return;
    if (/[\r\n]/.test(this.#text.slice(start, colon))) {
      const message = 'A key and its `:` stand on one line, and the file is refused where they do not.';
      this.problems.push({ code: 'go-syntax', span: where, message });
    } else if (style === 'plain' && /^:[[{](?!\{)/.test(this.#text.slice(end, end + 3))) {
      const message = 'A space is missing behind this `:`; without it the file is refused.';
      this.problems.push({ code: 'syntax', span: this.#map(span(colon, colon + 1)), message });
    }
  }

  /** To go-yaml a `:` between braces is never the beginning of a word. */
  #checkColon({ source, local }: YamlScalar): void {
    if (!source.startsWith(':')) return;
    const message = 'Between braces a value cannot begin with `:`, and the file is refused. Put it in quotes.';
    this.problems.push({ code: 'go-syntax', span: this.#map(local), message });
  }

  /** To go-yaml the name of an anchor is ASCII, and does not begin with a colon. */
  #checkAnchor(anchor: string, before: number): void {
    if (/^[!-9;-~][!-~]*$/.test(anchor)) return;
    const start = this.#text.lastIndexOf(`&${anchor}`, before);
    if (start < 0) return;
    const where = this.#map(span(start, start + anchor.length + 1));
    const message =
      'The name of an anchor is one of letters, digits, `-` and `_`, and the file is refused with this one.';
    this.problems.push({ code: 'syntax', span: where, message });
  }

  #checkTag(node: YamlScalar): void {
    const { local, source } = node;
    const before = this.#text.slice(Math.max(0, local.start - tagReach), local.start);
    const [, written = '', rest = ''] = /(!<[^\s>]*>|![^\s,[\]{}]*)((?:\s+&[^\s,[\]{}]+)?\s*)$/.exec(before) ?? [];
    const start = local.start - rest.length - written.length;
    const where = this.#map(span(start, start + written.length));
    if (!goScalar(node)) {
      const long = source.length > 40 || source.includes('\n');
      const value = source === '' ? 'an empty value' : long ? 'this text' : `\`${source}\``;
      const message = `The tag \`${written}\` does not fit ${value}, so the file is refused.`;
      this.problems.push({ code: 'tag', span: where, message });
    } else if (source === '' && rest === '' && /[,\]}]/.test(this.#text[local.start] ?? '')) {
      const message = `A space has to follow the tag \`${written}\`; without it the file is refused.`;
      this.problems.push({ code: 'tag', span: where, message });
    }
  }

  /** What JSON has and libyaml and go-yaml refuse: two escapes for a character beyond 16 bits, and `\/`. */
  #checkEscapes({ local, source }: YamlScalar): void {
    if (!/\\[u/]/.test(source)) return;
    for (const { 0: found, index } of source.matchAll(/\\(?:u[dD][89a-fA-F][\da-fA-F]{2}|[\s\S])/g)) {
      if (found.length === 2 && found !== '\\/') continue;
      const start = local.start + index;
      const what = found === '\\/' ? 'an escape of JSON, not of YAML' : 'half a character';
      const message = `\`${found}\` is ${what}, so the file is refused. Write the character itself.`;
      this.problems.push({ code: 'escape', span: this.#map(span(start, start + found.length)), message });
      return;
    }
  }

  #local(source: yaml.Node): Span {
    const start = source.range?.[0] ?? 0;
    const end = source.range?.[1] ?? start;
    // A block collection's range runs on to the next token; the node ends with its last visible character.
    return span(start, start + this.#text.slice(start, end).trimEnd().length);
  }

  #absent(offset: number): YamlScalar {
    const local = span(offset, offset);
    return { type: 'scalar', value: null, style: 'plain', source: '', local, map: this.#map, span: this.#map(local) };
  }

  #afterColon(offset: number): number {
    return this.#text[offset] === ':' ? offset + 1 : offset;
  }
}

/** The node with its explicit tag, if the source has one. */
function tagged<T extends YamlNode>(node: T, source: yaml.Node): T {
  const tag = source.tag?.replace(/^tag:yaml\.org,2002:/, '!!');
  return tag === undefined || tag === '!' ? node : { ...node, tag };
}

/** Whether a mapping has the key already, which it then knows: as the same value, as the same text, or both. */
function twice(key: YamlScalar, text: string, names: Set<string>): YamlProblem['code'] | undefined {
  const value = `${typeof key.value} value ${key.value}`;
  const written = `text ${text}`;
  const sameText = names.has(written);
  const code = names.has(value) ? (sameText ? 'duplicate-key' : 'same-value') : sameText ? 'same-key' : undefined;
  names.add(value).add(written);
  return code;
}

function styleOf(type: string | null | undefined): ScalarStyle {
  switch (type) {
    case 'BLOCK_LITERAL':
      return 'literal';
    case 'BLOCK_FOLDED':
      return 'folded';
    case 'QUOTE_DOUBLE':
      return 'double';
    case 'QUOTE_SINGLE':
      return 'single';
    default:
      return 'plain';
  }
}
