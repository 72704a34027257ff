// What keys and values say about being secret: which keys speak of one, and which values are one written out.
import { findTokens, isStandIn } from '../schema/tokens.ts';

export type SensitiveKind = 'literal' | 'hash' | 'placeholder' | 'in-url';

/** How much a key says: a password is one whatever its form, the others only when they look like one. */
export type Strength = 'password' | 'pass' | 'token' | 'secret';

/** A longer value is a file, which has its own marks where it is secret. */
const lengthLimit = 4000;

export function strengthOf(key: string): Strength | undefined {
  if (key.length > 100 || !/pass|pwd|key|token|secret|cred/i.test(key) || key.startsWith('checksum/')) return undefined;
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
  if (/(?:^|_)(?:password|passwd|passphrase|requirepass|masterauth)$/.test(words)) return 'password';
  // In capitals only: `proxy_pass` and `pwd` are something else.
  if (/[A-Z\d]_(?:PASS|PWD)$/.test(last) && !/(?:^|_)(?:PROXY|FASTCGI|OLD)_(?:PASS|PWD)$/.test(last)) return 'pass';
  if (
    /(?:^|_)(?:api_?key|private_?key|access_?key|secret_?key|encryption_?key|signing_?key|auth_?key|master_?key|hmac_?key|(?:pre_?)?shared_?key|app_key|secret_key_base|(?:auth_?)?token)$/.test(
      words,
    )
  )
    return 'token';
  // These have the name of the Secret that holds what they speak of.
  if (/(?:^|_)(?:password|passwd|credentials?|pull|tls|certificate)_secrets?$/.test(words)) return undefined;
  return /(?:^|_)(?:(?:client_?)?secret|credentials?)$/.test(words) ? 'secret' : undefined;
}

/** True for a variable whose name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return strengthOf(name) !== undefined || /account_?key$/i.test(name);
}

/** Words that stand where a secret will be put. */
const standIn =
  /^(?:change[-_ ]?(?:me|it|this)(?:[-_ \d!].*)?|replace[-_ ]?(?:me|this|with[-_ ].*)|to-?do|tbd|fixme|dummy|bogus|fake|your[-_].*|insert[-_].*|placeholder|\.{3}|x{3,})$/i;

/** The first passwords that anybody thinks of. Under keys that speak of a secret or token they are names of one. */
const firstGuess =
  /^(?:foo|bar|baz|foobar|test|secret|pass|passw(?:or)?d\d{0,3}|admin\d{0,3}|default|insecure|12345\d*|qwerty\d*|letmein|root|toor|postgres|mysql|mariadb|mongo(?:db)?|redis|rabbitmq|minio(?:admin)?|guest|public|prom-operator|harbor12345|my[-_]?(?:password|secret|token))$/i;

/** `dummy-will-be-overridden`: whoever wrote it knows that it is none. */
const saidToBeNone = /^dummy[-_]/i;

/** True for words such as `REPLACE_ME`, whatever the key. */
export function isStandInWord(value: string): boolean {
  return standIn.test(value.trim()) || saidToBeNone.test(value.trim());
}

/** True for the address of a secret in a store, as tools that fill it in take it. */
export function pointsToStore(value: string): boolean {
  // 1Password's names of items and fields may hold spaces.
  if (/^op:\/\/[^/\n]+\/[^\n]+$/.test(value)) return true;
  return /^(?:env|file|op|vault|ref|secretref|aws|gcp|azure|akv|keyvault|sops|awssm|ssm|arn|bws?|doppler|infisical|urn|k8s)(?::|\+)\S+$/i.test(
    value,
  );
}

/** Words for: there is none. */
const none =
  /^(?:none|null|nil|true|false|noauth|disabled|enabled|auto|random|unset|empty|undefined|unused|optional|required|n\/a)$/i;

/** crypt(3) with or without a name before it, as htpasswd and LDAP write it; what frameworks of the web write; digests. */
const hash =
  /^(?:(?:[\w.@-]{1,64}:)?(?:\{[\w-]{3,12}\})?\${1,2}(?:2[abxy]|argon2\w{0,2}|pbkdf2[\w-]{0,20}|scrypt|sha1|[1567y]|apr1)\$|\{S?(?:SHA|MD5)\d{0,3}\}|(?:pbkdf2_sha\d{1,3}|argon2|bcrypt(?:_sha256)?|scrypt)\$|sha(?:256|512):[0-9a-f]{64})/;

export function kindOf(text: string, strength: Strength): Exclude<SensitiveKind, 'in-url'> | undefined {
  // Quotes within quotes are the shell's, or kept by mistake.
  const value = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (value.length > lengthLimit) return undefined;
  if (hash.test(value)) return 'hash';
  if (
    value === '' ||
    none.test(value) ||
    saidToBeNone.test(value) ||
    isReference(value, strength) ||
    findTokens(value).length > 0
  )
    return undefined;
  if (standIn.test(value) || (strength === 'password' && firstGuess.test(value))) return 'placeholder';
  if (isStandIn(value) || /\s/.test(value)) return undefined;
  return isLiteral(value, strength) ? 'literal' : undefined;
}

function isLiteral(value: string, strength: Strength): boolean {
  if (looksLikeName(value)) return false;
  if (strength === 'password') return value.length >= 4;
  if (strength === 'pass') return value.length >= 6 && /\d|[^\w.-]/.test(value) && /[A-Za-z]/.test(value);
  return looksRandom(value, strength);
}

/** Text that points at a secret, is made by an engine, or is encrypted. */
function isReference(value: string, strength: Strength): boolean {
  if (/^[!@#%]/.test(value)) return strength !== 'password' || !isMarked(value);
  return (
    /^(?:\$|<|\/|\.{1,2}\/|~\/|\[\[|\{[\w$./:-]+\}$|__\w+__$|process\.env\.|os\.environ)/.test(value) ||
    /\$\{|\$\(|\{\{|\{%|<[a-z][^<>]*>|%\(/i.test(value) ||
    pointsToStore(value) ||
    /^(?:https?|ssh|redis|postgres(?:ql)?|mysql|s3)(?::|\+)/i.test(value) ||
    /^(?:ENC\[|Ag[A-Za-z0-9+/]{50})|(?:\.\.\.|…)$/.test(value)
  );
}

/** A drawn password that only begins with a mark of references. */
function isMarked(value: string): boolean {
  return (
    value.length >= 16 && !/^%.*%$|^@@|^[#%]\{|^[!@#%]+[A-Za-z_.-]+\d*$/.test(value) && hasRandomLook(value.slice(1))
  );
}

/** A name of a key or variable rather than a value: `admin-password`, `smtpPassword`, `DB_PASSWORD`, `mail/smtpPassword`. */
function looksLikeName(value: string): boolean {
  return (
    /^(?:[a-z]+(?:[-_./][a-z0-9]+)*|[a-z]+(?:[A-Z][a-z]+)+|(?:[a-z-]+\/)?[A-Z]+(?:_[A-Z0-9]+)*|[a-z]+(?:-[a-z0-9]+)*\/[a-z]+(?:[A-Z][a-z]+)+)$/.test(
      value,
    ) &&
    /passw|pwd|secret|token|key|cred/i.test(value) &&
    !hasDrawnPart(value)
  );
}

/** `key-9f8e7d6c5b4a39281706`: a part that nobody would choose as a word of a name. */
function hasDrawnPart(value: string): boolean {
  return value.split(/[-_./]/).some((part) => part.length >= 16 && /\d[a-zA-Z]+\d[a-zA-Z]*\d/.test(part));
}

/** What stands under keys of tokens and secrets and is none: names of objects, versions, addresses, scopes. */
function looksRandom(value: string, strength: Strength): boolean {
  if (/^v?\d+\.\d+\.\d+|^[\w.-]+:\d{2,5}$|^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$|^(?!base64:)[a-z][a-z0-9+-]*:/.test(value))
    return false;
  // `my-release-secret-2` is a name of an object; so is `rack-1.node-2`.
  if (/^[a-z0-9]+(?:[-.][a-z0-9]+)+$/.test(value) && !hasDrawnPart(value)) {
    const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
    if (!isUuid && (strength === 'secret' || digitsIn(value) / value.length < 0.25)) return false;
  }
  return hasRandomLook(value);
}

/** Letters mixed with digits, long enough that nobody would choose it as a name. */
export function hasRandomLook(value: string): boolean {
  if (value.length < 12 || isPublicKey(value)) return false;
  const letters = value.replaceAll(/[^A-Za-z]/g, '').length;
  return digitsIn(value) >= 2 && letters >= 4 && new Set(value).size >= 8;
}

/** The key of a PostHog project, which its users' browsers are given. */
function isPublicKey(value: string): boolean {
  return /^phc_\w+$/.test(value);
}

function digitsIn(value: string): number {
  return value.replaceAll(/\D/g, '').length;
}
