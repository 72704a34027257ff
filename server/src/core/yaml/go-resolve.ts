// What a scalar is to Go programs (go.yaml.in/yaml v4, internal/libyaml/resolver.go): a tag and a value. It differs from
// YAML 1.2 in places: `017` is 15, `1_000` is 1000, a plain date is a point in time, and a tag has to fit the text.
import { decodeBase64 } from '../text/base64.ts';
import { contentOf, writtenContent, type YamlMap, type YamlPair, type YamlScalar } from './nodes.ts';

export interface GoScalar {
  /** `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp`, `!!merge`, or an explicit tag of another name. */
  readonly tag: string;
  readonly value: string | number | boolean | null;
}

/** What go-yaml makes of a scalar; undefined where it refuses the file, because the tag does not fit the text. */
export function goScalar(node: YamlScalar): GoScalar | undefined {
  const { tag, style } = node;
  const text = writtenContent(node);
  if (tag === '!!str' || (tag === undefined && style !== 'plain')) return { tag: '!!str', value: text };
  if (tag === '!!binary') {
    const value = text.replace(/[\r\n]/g, '');
    return base64.test(value) ? { tag, value: decodeBase64(value) ?? value } : undefined;
  }
  if (tag !== undefined && !resolvable.has(tag)) return { tag, value: text };
  const found = resolve(text, tag);
  if (tag === undefined || tag === found.tag) return found;
  return tag === '!!float' && found.tag === '!!int' ? { tag, value: found.value } : undefined;
}

/** The value of a scalar to a program that decodes with go-yaml: `0b11` is a number; undefined for a date, which is none. */
export function goValue(node: YamlScalar): YamlScalar['value'] | undefined {
  const read = goScalar(node);
  if (!read) return node.value;
  return read.tag === '!!timestamp' ? undefined : read.value;
}

/** True for a key that takes in the keys of other mappings. */
export function isMergeKey({ key: { tag, style, value } }: Pick<YamlPair, 'key'>): boolean {
  return tag === undefined ? style === 'plain' && value === '<<' : tag === '!!merge';
}

/** The pairs that a mapping takes in by merge keys, without those it has itself, as go-yaml goes about it. */
export function mergedPairs(node: YamlMap): readonly YamlPair[] {
  const names = new Set(node.pairs.map(({ key }) => contentOf(key)));
  const merged: YamlPair[] = [];
  const seen = new Set<YamlMap>([node]);
  const take = (source: YamlMap): void => {
    if (seen.has(source)) return;
    seen.add(source);
    for (const pair of source.pairs) {
      if (isMergeKey(pair)) continue;
      if (!names.has(contentOf(pair.key))) merged.push(pair);
      names.add(contentOf(pair.key));
    }
    for (const inner of sourcesOf(source)) take(inner);
  };
  for (const source of sourcesOf(node)) take(source);
  return merged;
}

function sourcesOf({ pairs }: YamlMap): readonly YamlMap[] {
  const values = pairs.filter(isMergeKey).flatMap(({ value }) => (value.type === 'seq' ? value.items : [value]));
  return values.filter((value) => value.type === 'map');
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const resolvable = new Set(['!!bool', '!!int', '!!float', '!!null', '!!timestamp']);

const words: ReadonlyMap<string, GoScalar> = new Map<string, GoScalar>([
  ...['true', 'True', 'TRUE'].map((word) => [word, { tag: '!!bool', value: true }] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, { tag: '!!bool', value: false }] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, { tag: '!!null', value: null }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { tag: '!!float', value: Number.NaN }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (word) => [word, { tag: '!!float', value: Number.POSITIVE_INFINITY }] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { tag: '!!float', value: Number.NEGATIVE_INFINITY }] as const),
  ...['-0', '-0.0'].map((word) => [word, { tag: '!!float', value: -0 }] as const),
  ['<<', { tag: '!!merge', value: '<<' }],
]);

function resolve(text: string, tag: string | undefined): GoScalar {
  const word = words.get(text);
  if (word) return word;
  if (/^[-+\d]/.test(text)) {
    if ((tag === undefined || tag === '!!timestamp') && isTimestamp(text)) return { tag: '!!timestamp', value: text };
    const plain = text.replaceAll('_', '');
    const whole = wholeNumber(plain);
    if (whole !== undefined) return { tag: '!!int', value: whole };
    if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) && Number.isFinite(Number(plain)))
      return { tag: '!!float', value: Number(plain) };
  } else if (/^\.\d+(?:[eE][-+]?\d+)?$/.test(text) && Number.isFinite(Number(text))) {
    return { tag: '!!float', value: Number(text) };
  }
  return { tag: '!!str', value: text };
}

/** Go's `strconv.ParseInt` and `ParseUint` with base 0: a leading 0 is octal; undefined beyond 64 bits. */
function wholeNumber(text: string): number | undefined {
  const [, sign = '', digits = ''] = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  // An unsigned number has no sign in front of it.
  const limit = sign === '-' ? 2n ** 63n : sign === '+' ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  return size > limit ? undefined : Number(size) * (sign === '-' ? -1 : 1);
}

/** The forms of a point in time that go-yaml knows, with days and hours that there are. */
function isTimestamp(text: string): boolean {
  const parts =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+]\d{2}:\d{2}))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?))?$/.exec(
      text,
    );
  if (!parts) return false;
  const [year = 0, month = 0, day = 0, ...times] = parts.slice(1).map((part) => Number(part ?? 0));
  const [hour = 0, minute = 0, second = 0] = times.slice(parts[4] === undefined ? 3 : 0);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
}
