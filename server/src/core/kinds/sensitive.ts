// Values that stand under keys such as `password` or `clientSecret`, and whether they are secrets written down.

import { valueSpan } from '../embedded/embedded.ts';
import { type Span, span } from '../text/span.ts';
import { at, isString, keyText, type YamlNode, type YamlString } from '../yaml/nodes.ts';
import { hasRandomLook, kindOf, type SensitiveKind, strengthOf } from './secret-words.ts';

export interface SensitiveValue {
  readonly key: string;
  /** Where the value stands. */
  readonly span: Span;
  readonly value: string;
  readonly kind: SensitiveKind;
}

const known = new WeakMap<YamlNode, readonly SensitiveValue[]>();

/** Every value below a node that is a secret by its key and is no reference to one kept elsewhere; looked for once. */
export function sensitiveValues(root: YamlNode | undefined): readonly SensitiveValue[] {
  if (!root) return [];
  const values = known.get(root) ?? valuesBelow(root);
  known.set(root, values);
  return values;
}

function valuesBelow(root: YamlNode): readonly SensitiveValue[] {
  const found: SensitiveValue[] = [];
  const seen = new Set<YamlNode>();
  const visit = (node: YamlNode): void => {
    if (node.anchored) {
      if (seen.has(node)) return;
      seen.add(node);
    }
    if (node.type === 'seq') {
      for (const item of node.items) {
        visit(item);
        addAssignment(found, item);
      }
      addArguments(found, node.items);
    } else if (node.type === 'map') {
      addNamed(found, node);
      for (const pair of node.pairs) {
        if (holdsNoValues.test(keyText(pair)) || isNameOfKey(node, keyText(pair))) continue;
        add(found, keyText(pair), pair.value);
        visit(pair.value);
      }
    } else if (isString(node)) {
      addFlags(found, node);
      addUrls(found, node);
    }
  };
  visit(root);
  return found;
}

/**
 * Below these, names of Secrets and of their keys stand, not their values (also as AWS' builds name them); annotations and
 * labels hold notes and digests, and examples are none in use.
 */
const holdsNoValues =
  /(?:ref|selector|properties|keys|annotations|labels|encrypted|encryptedData)$|^(?:secrets-manager|parameter-store|externalSecrets?|examples?)$/i;

/** `secretKey`, as External Secrets calls the key of the Secret that it writes. */
function isNameOfKey(node: YamlNode, key: string): boolean {
  return key === 'secretKey' && (at(node, 'remoteRef') ?? at(node, 'sourceRef')) !== undefined;
}

/** `name: DB_PASSWORD, value: …` in a list of variables or Helm parameters. */
function addNamed(found: SensitiveValue[], node: YamlNode): void {
  const name = at(node, 'name');
  const value = at(node, 'value');
  if (isString(name) && value) add(found, name.value, value);
}

/** `DB_PASSWORD=…`, as compose files, secret generators and arguments have it; quotes round the value may be its own. */
function addAssignment(found: SensitiveValue[], item: YamlNode): void {
  if (!isString(item) || item.value.length > 2000) return;
  const [, key, quote = '', value] = /^-{0,2}([A-Za-z_][\w.-]*)=(["']?)(.+)\2$/.exec(item.value) ?? [];
  if (key === undefined || value === undefined) return;
  const end = item.value.length - quote.length;
  const inner = span(end - value.length, end);
  addText(found, key, value, () => valueSpan(item, inner));
}

/** `--token`, and the token as the next argument. */
function addArguments(found: SensitiveValue[], items: readonly YamlNode[]): void {
  for (const [i, item] of items.entries()) {
    const next = items[i + 1];
    const [, key] = (isString(item) && /^--?([A-Za-z][\w-]{2,60})$/.exec(item.value)) || [];
    if (key !== undefined && isString(next) && !next.value.startsWith('-')) add(found, key, next);
  }
}

/** `--password …` within a command. Prose speaks of such flags too, so a word after one is not enough. */
function addFlags(found: SensitiveValue[], node: YamlString): void {
  if (!node.value.includes(' --') || node.value.length > 4000) return;
  for (const match of node.value.matchAll(
    /\s--([A-Za-z][\w-]{2,60})(?:=|[ \t]{1,8})(["']?)([^\s"'`$;&|<>()\\]{6,400})\2(?=\s|$)/g,
  )) {
    const [all, key = '', quote = '', value = ''] = match;
    if (!/\d/.test(value)) continue;
    const end = match.index + all.length - quote.length;
    addText(found, key, value, () => valueSpan(node, span(end - value.length, end)));
  }
}

/** `postgres://wiki:…@database`, alone or within a longer text. */
function addUrls(found: SensitiveValue[], node: YamlString): void {
  if (!node.value.includes('://')) return;
  for (const { at: inner, value } of passwordsInUrls(node.value))
    found.push({ key: 'URL', span: valueSpan(node, inner), value, kind: 'in-url' });
}

/** The passwords of all addresses in a text, with where they stand in it. */
export function passwordsInUrls(text: string): readonly { readonly at: Span; readonly value: string }[] {
  const found: { at: Span; value: string }[] = [];
  for (const match of text.matchAll(
    /(?<=[a-z0-9]):\/\/([^\s/:@?#"'`<>{}[\]]{0,100}):([^\s/@?#"'`<>{}[\]]{1,200})@(?!sha256:)/gi,
  )) {
    const [all, user = '', password = ''] = match;
    const end = match.index + all.length - 1;
    // `guest:guest` is what everybody has.
    if (user === password || kindOf(password, 'password') !== 'literal') continue;
    found.push({ at: span(end - password.length, end), value: password });
  }
  return found;
}

/** `export DB_PASSWORD=…` in a script, and passwords in its addresses; in the coordinates of the script. */
export function sensitiveLines(script: string): readonly SensitiveValue[] {
  const found: SensitiveValue[] = [];
  for (const match of script.matchAll(
    /^[ \t]*(?:(?:export|readonly|local)[ \t]+)?([A-Za-z_]\w{0,99})=(["']?)([^\s"'`$;&|()<>\\]{4,400})\2(?=[ \t]*(?:[;#&|\n\r]|$))/gm,
  )) {
    const [all, key = '', quote = '', value = ''] = match;
    const end = match.index + all.length - quote.length;
    addText(found, key, value, () => span(end - value.length, end));
  }
  for (const { at: place, value } of passwordsInUrls(script))
    found.push({ key: 'URL', span: place, value, kind: 'in-url' });
  return found.filter(({ kind }) => kind !== 'placeholder');
}

function add(found: SensitiveValue[], key: string, value: YamlNode): void {
  // `!secret wifi`, `!vault` and the like are read by somebody who knows where the value is.
  const elsewhere = value.tag?.startsWith('!') === true && !value.tag.startsWith('!!');
  if (!isString(value) || elsewhere || !strengthOf(key)) return;
  const fallback = defaultOf(value.value);
  if (fallback) addText(found, key, fallback.text, () => valueSpan(value, fallback.at));
  else addText(found, key, value.value, () => placeOf(value));
}

/** The drawn value of `${DB_PASSWORD:-…}`, which holds where nobody sets the variable; a word there is for trying out. */
function defaultOf(value: string): { readonly text: string; readonly at: Span } | undefined {
  const [, before = '', text = ''] = /^(\$\{\w{1,100}:?[-=])([^${}\s]{12,400})\}$/.exec(value) ?? [];
  return hasRandomLook(text) ? { text, at: span(before.length, before.length + text.length) } : undefined;
}

/** The value as it is written; of a block, its text and not the `|` before it. */
function placeOf(node: YamlString): Span {
  if (node.style !== 'literal' && node.style !== 'folded') return node.span;
  const start = node.value.search(/\S/);
  return start < 0 ? node.span : valueSpan(node, span(start, node.value.trimEnd().length));
}

function addText(found: SensitiveValue[], key: string, value: string, place: () => Span): void {
  const strength = strengthOf(key);
  const kind = strength && kindOf(value, strength);
  if (kind) found.push({ key, span: place(), value, kind });
}
