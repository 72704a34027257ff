// The tree that rules see: plain data with exact ranges, the same for a document and for a document inside a scalar.
import { decodeBase64 } from '../text/base64.ts';
import type { Span } from '../text/span.ts';

/** Maps a range of the parsed text to where it stands in the outermost text. */
export type SpanMap = (local: Span) => Span;

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';
export type ScalarValue = string | number | boolean | null;

interface NodeBase {
  /** Where the node stands in the text of its outermost document. */
  readonly span: Span;
  /** An explicit tag in its short form, such as `!vault` or `!!str`, if any. */
  readonly tag?: string;
  /** True where it has an anchor, so that aliases may make it stand in the tree more than once. */
  readonly anchored?: true;
}

export interface YamlScalar extends NodeBase {
  readonly type: 'scalar';
  /** The value by YAML's core schema: `8192` is a number, `"8192"` a string, an absent value null. */
  readonly value: ScalarValue;
  readonly style: ScalarStyle;
  /** The text as written, quotes and block header included, in the coordinates of the document it was parsed from. */
  readonly source: string;
  /** Where it stands in the text it was parsed from; differs from `span` only inside an embedded document. */
  readonly local: Span;
  /** Takes a range of the text it was parsed from to the outermost document. */
  readonly map: SpanMap;
}

export interface YamlPair {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** From the start of the key to the end of the value. */
  readonly span: Span;
}

export interface YamlMap extends NodeBase {
  readonly type: 'map';
  readonly pairs: readonly YamlPair[];
  readonly flow: boolean;
}

export interface YamlSeq extends NodeBase {
  readonly type: 'seq';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

export type YamlNode = YamlScalar | YamlMap | YamlSeq;

export interface YamlProblem {
  readonly code:
    | 'syntax'
    /** The same key twice, to every reader. */
    | 'duplicate-key'
    /** The same text twice, as another type: `1` and `"1"`. */
    | 'same-key'
    /** The same value twice, in other words: `1.0` and `1.00`, or a word and its alias. */
    | 'same-value'
    /** YAML that go-yaml does not take: directives, words that begin with `:` between braces, keys over lines. */
    | 'go-syntax'
    | 'key-type'
    | 'merge'
    | 'tag'
    | 'escape'
    | 'too-deep'
    | 'too-large';
  readonly span: Span;
  readonly message: string;
}

/** True for a problem that leaves a hole in the tree. */
export function breaksTree({ code }: YamlProblem): boolean {
  return code === 'syntax' || code === 'too-deep' || code === 'too-large';
}

/** The pair of a mapping with this key; merge keys (`<<`) are followed one level, as yaml.v3 does. */
export function pairOf(node: YamlNode | undefined, key: string): YamlPair | undefined {
  if (node?.type !== 'map') return undefined;
  let merges = false;
  for (const pair of node.pairs) {
    if (pair.key.value === key) return pair;
    if (pair.key.value === '<<') merges = true;
  }
  return merges ? mergedPairOf(node, key) : undefined;
}

function mergedPairOf(node: YamlMap, key: string): YamlPair | undefined {
  for (const pair of node.pairs) {
    if (pair.key.value !== '<<') continue;
    const sources = pair.value.type === 'seq' ? pair.value.items : [pair.value];
    for (const source of sources) {
      if (source.type !== 'map') continue;
      const found = source.pairs.find((candidate) => candidate.key.value === key);
      if (found) return found;
    }
  }
  return undefined;
}

/** The value at a path of mapping keys, or undefined where a step is absent. */
export function at(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  let current = node;
  for (const key of path) current = pairOf(current, key)?.value;
  return current;
}

export function pairsOf(node: YamlNode | undefined): readonly YamlPair[] {
  return node?.type === 'map' ? node.pairs : [];
}

export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.type === 'seq' ? node.items : [];
}

/** The text of a scalar without its quotes, whatever type YAML 1.2 has for it, and out of `!!binary`. */
export function contentOf(node: YamlScalar): string {
  const text = writtenContent(node);
  return node.tag === '!!binary' ? (decodeBase64(text) ?? text) : text;
}

/** The same as it is written, in `!!binary` too. */
export function writtenContent({ value, style, source }: YamlScalar): string {
  if (typeof value === 'string') return value;
  return style === 'plain' ? source : source.slice(1, -1);
}

/** The text of a key, whatever its type: `1: a` has the key "1". */
export function keyText(pair: YamlPair): string {
  return contentOf(pair.key);
}

export type YamlString = YamlScalar & { readonly value: string };

/** True for a scalar that holds text (a string, written in any style). */
export function isString(node: YamlNode | undefined): node is YamlString {
  return node?.type === 'scalar' && typeof node.value === 'string';
}

/** The text of a string scalar, else undefined. */
export function stringOf(node: YamlNode | undefined): string | undefined {
  return isString(node) ? node.value : undefined;
}

/** The text of any scalar but null: `1.36` and `true` as they are written. */
export function scalarText(node: YamlNode | undefined): string | undefined {
  return node?.type !== 'scalar' || node.value === null ? undefined : contentOf(node);
}

export function isNull(node: YamlNode | undefined): boolean {
  return node === undefined || (node.type === 'scalar' && node.value === null);
}

/** Visits a node and all below it once, even where aliases make the tree a graph. */
export function walk(node: YamlNode, visit: (node: YamlNode) => void): void {
  const seen = new Set<YamlNode>();
  const open = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.anchored) {
      if (seen.has(next)) continue;
      seen.add(next);
    }
    visit(next);
    putBelow(next, open);
  }
}

/** Puts what stands directly below a node on a stack, backwards: what is put down last is taken up first. */
function putBelow(node: YamlNode, stack: YamlNode[]): void {
  if (node.type === 'seq') {
    for (let i = node.items.length - 1; i >= 0; i--) {
      const item = node.items[i];
      if (item) stack.push(item);
    }
  } else if (node.type === 'map') {
    for (let i = node.pairs.length - 1; i >= 0; i--) {
      const pair = node.pairs[i];
      if (pair) stack.push(pair.value, pair.key);
    }
  }
}
