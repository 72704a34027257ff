// Values that stand under keys such as `password` or `clientSecret`, and whether they are secrets written down.

import { valueSpan } from '../embedded/embedded.ts';
import { findTokens, isStandIn } from '../schema/tokens.ts';
import { type Span, span } from '../text/span.ts';
import { at, isString, itemsOf, keyText, pairsOf, type YamlNode } from '../yaml/nodes.ts';

export type SensitiveKind = 'literal' | 'hash' | 'placeholder' | 'in-url';

export interface SensitiveValue {
  readonly key: string;
  /** Where the value stands. */
  readonly span: Span;
  readonly value: string;
  readonly kind: SensitiveKind;
}

/** Every value below a node that is a secret by its key and is no reference to one kept elsewhere. */
export function sensitiveValues(root: YamlNode | undefined): readonly SensitiveValue[] {
  const found: SensitiveValue[] = [];
  const seen = new Set<YamlNode>();
  const visit = (node: YamlNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const item of itemsOf(node)) {
      visit(item);
      addAssignment(found, item);
    }
    addNamed(found, node);
    addUrls(found, node);
    for (const pair of pairsOf(node)) {
      // Below these, names of Secrets and of their keys stand, not their values; annotations hold notes and digests.
      if (/(?:ref|selector|properties|keys|annotations)$/i.test(keyText(pair))) continue;
      add(found, keyText(pair), pair.value);
      visit(pair.value);
    }
  };
  if (root) visit(root);
  return found;
}

/** `name: DB_PASSWORD, value: …` in a list of variables or Helm parameters. */
function addNamed(found: SensitiveValue[], node: YamlNode): void {
  const name = at(node, 'name');
  const value = at(node, 'value');
  if (isString(name) && value) add(found, name.value, value);
}

/** `DB_PASSWORD=…`, as compose files, secret generators and arguments have it. */
function addAssignment(found: SensitiveValue[], item: YamlNode): void {
  if (!isString(item) || item.value.length > 2000) return;
  const [, key, value] = /^-{0,2}([A-Za-z_][\w.-]*)=(.+)$/.exec(item.value) ?? [];
  if (key === undefined || value === undefined) return;
  const inner = span(item.value.length - value.length, item.value.length);
  addText(found, key, value, () => valueSpan(item, inner));
}

/** `postgres://wiki:…@database`, alone or within a longer text. */
function addUrls(found: SensitiveValue[], node: YamlNode): void {
  if (!isString(node) || !node.value.includes('://')) return;
  for (const match of node.value.matchAll(
    /\b[a-z][a-z0-9+.-]{0,20}:\/\/([^\s/:@?#"'`<>{}[\]]{0,100}):([^\s/@?#"'`<>{}[\]]{1,200})@(?!sha256:)/gi,
  )) {
    const [all, user = '', password = ''] = match;
    const end = match.index + all.length - 1;
    // `guest:guest` is what everybody has.
    if (user === password || kindOf(password, 'password') !== 'literal' || /^pass$/i.test(password)) continue;
    found.push({
      key: 'URL',
      span: valueSpan(node, span(end - password.length, end)),
      value: password,
      kind: 'in-url',
    });
  }
}

function add(found: SensitiveValue[], key: string, value: YamlNode): void {
  if (isString(value)) addText(found, key, value.value, () => value.span);
}

function addText(found: SensitiveValue[], key: string, value: string, place: () => Span): void {
  const strength = strengthOf(key);
  const kind = strength && kindOf(value, strength);
  if (kind) found.push({ key, span: place(), value, kind });
}

/** How much a key says: a password is one whatever its form, a token or a key only when it looks like one. */
type Strength = 'password' | 'token' | 'secret';

function strengthOf(key: string): Strength | undefined {
  if (key.length > 100 || key.startsWith('checksum/')) return undefined;
  const last = key.split(/[./]/).at(-1) ?? key;
  const words = last
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll('-', '_');
  if (
    /^(?:existing|use|update|enable|disable|generate|create|rotate|reset|forgot|show|allow|require|min|max|csrf)_/.test(
      words,
    )
  )
    return undefined;
  if (/(?:^|_)(?:password|passwd|passphrase)$/.test(words)) return 'password';
  if (
    /(?:^|_)(?:api_?key|private_?key|access_?key|secret_?key|encryption_?key|signing_?key|token|auth_?key)$/.test(words)
  )
    return 'token';
  return /(?:^|_)(?:secret|credentials?)$/.test(words) ? 'secret' : undefined;
}

/** True for a variable whose name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return strengthOf(name) !== undefined || /account_?key$/i.test(name);
}

/** Words that stand where a secret will be put. */
const standIn =
  /^(?:change[-_ ]?(?:me|it|this)\d*!?|replace[-_ ]?(?:me|this|with[-_ ].*)|to-?do|tbd|fixme|dummy|fake|your[-_].*|insert[-_].*|placeholder|\.{3}|x{3,})$/i;

/** The first passwords that anybody thinks of. Under keys that speak of a secret or token they are names of one. */
const firstGuess =
  /^(?:foo|bar|baz|foobar|test|secret|passw(?:or)?d\d{0,3}|admin\d{0,3}|default|my[-_]?(?:password|secret|token))$/i;

function kindOf(text: string, strength: Strength): SensitiveKind | undefined {
  const value = text.trim();
  if (/^\$(?:2[aby]|argon2\w{0,2}|pbkdf2[\w-]*|scrypt|[156]|apr1)\$/.test(value)) return 'hash';
  if (
    value === '' ||
    isReference(value) ||
    /^(?:none|null|nil|true|false|noauth|disabled|enabled|auto|random)$/i.test(value)
  )
    return undefined;
  if (findTokens(value).length > 0) return undefined;
  if (standIn.test(value) || (strength === 'password' && firstGuess.test(value))) return 'placeholder';
  if (isStandIn(value) || /\s/.test(value)) return undefined;
  if (strength === 'password') return value.length >= 4 && !looksLikeName(value) ? 'literal' : undefined;
  return looksRandom(value) ? 'literal' : undefined;
}

/** Text that points at a secret, is made by an engine, or is encrypted. */
function isReference(value: string): boolean {
  return (
    /^(?:\$|<|%|@|!|\/|\.{1,2}\/|~\/|#)/.test(value) ||
    /\$\{|\$\(|\{\{|\{%|<[a-z][^>]*>|%\(/i.test(value) ||
    /^(?:env|file|op|vault|ref|aws|gcp|azure|sops|awssm|https?|ssh|redis|postgres(?:ql)?|mysql|s3)(?::|\+)/i.test(
      value,
    ) ||
    /^(?:ENC\[|Ag[A-Za-z0-9+/]{50})/.test(value)
  );
}

/** A name of a key or variable rather than a value: `admin-password`, `smtpPassword`, `DB_PASSWORD`. */
function looksLikeName(value: string): boolean {
  return (
    /^(?:[a-z]+(?:[-_./][a-z0-9]+)*|[a-z]+(?:[A-Z][a-z]+)+|(?:[a-z-]+\/)?[A-Z]+(?:_[A-Z0-9]+)*)$/.test(value) &&
    /passw|pwd|secret|token|key|cred/i.test(value)
  );
}

/** Letters mixed with digits, long enough that nobody would choose it as a name. */
function looksRandom(value: string): boolean {
  if (value.length < 12 || looksLikeName(value)) return false;
  const digits = value.replaceAll(/\D/g, '').length;
  const letters = value.replaceAll(/[^A-Za-z]/g, '').length;
  if (digits < 2 || letters < 4) return false;
  // `my-release-secret-2` is a name of an object; so is `rack-1.node-2`.
  if (/^[a-z0-9]+(?:[-.][a-z0-9]+)+$/.test(value) && digits / value.length < 0.25) return false;
  return new Set(value).size >= 8;
}
