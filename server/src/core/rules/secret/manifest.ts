import { isExamplePath } from '../../kinds/example-path.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { hasRandomLook, isStandInWord, kindOf, pointsToStore, strengthOf } from '../../kinds/secret-words.ts';
import { passwordsInUrls, sensitiveLines } from '../../kinds/sensitive.ts';
import { findTokens, isStandIn } from '../../schema/tokens.ts';
import { decodeBase64 } from '../../text/bytes.ts';
import { at, isString, keyText, pairOf, pairsOf, stringOf, type YamlPair } from '../../yaml/nodes.ts';
import type { DocumentRule } from '../rule.ts';

export const manifest: DocumentRule = {
  id: 'secret/manifest',
  title: 'A Secret with its values in plain text',
  severity: 'warning',
  kinds: ['secret'],
  needs: 'document',
  why: 'The base64 of `data` is no encryption: whoever can read the repository can read the Secret. ExternalSecret keeps the value in a store, SealedSecret and SOPS keep it encrypted.',
  bad: `
apiVersion: v1
kind: Secret
metadata: {name: wiki, namespace: wiki}
stringData:
  password: Otter-4711-lake
`,
  good: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: wiki, namespace: wiki}
spec:
  secretStoreRef: {kind: ClusterSecretStore, name: infisical}
  data: [{secretKey: password, remoteRef: {key: /wiki/PASSWORD}}]
`,
  source: 'kubernetes documentation, Good practices for Kubernetes Secrets',
  check({ document, file, report }) {
    const { root } = document.yaml;
    if (isExamplePath(file.path) || isFilledIn(document.text)) return;
    const connection = stringOf(at(root, 'metadata', 'labels', 'argocd.argoproj.io/secret-type')) === 'cluster';
    const keys = ['data', 'stringData'].flatMap((field) => pairsOf(at(root, field)).map(keyText));
    for (const field of ['data', 'stringData']) {
      const owner = pairOf(root, field);
      const pairs = pairsOf(owner?.value).filter((pair) => {
        const text = plainText(pair, field);
        return isOpen(pair, text) && !isPublic(text) && !(connection && isKeyless(text));
      });
      const open = withoutSettings(keys, pairs, field);
      if (!owner || open.every((pair) => isPlainFile(keyText(pair), plainText(pair, field)))) continue;
      const names = open.map((pair) => `\`${keyText(pair)}\``);
      report({
        at: owner.key.span,
        message: describe(names, field),
        secrets: open.map((pair) => plainText(pair, field)),
        messageOf: (left) =>
          describe(
            left.flatMap((i) => names[i] ?? []),
            field,
          ),
      });
    }
  },
};

function describe(names: readonly string[], field: string): string {
  const more = names.length > 4 ? ` and ${names.length - 4} more` : '';
  return `${names.slice(0, 4).join(', ')}${more} can be read by everybody who can read the repository${field === 'data' ? '; base64 is no encryption' : ''}. ExternalSecret, SealedSecret or SOPS keep them out.`;
}

/** Text that Argo CD's Vault plugin or Flux fills in. */
function isFilledIn(text: string): boolean {
  return text.includes('avp.kubernetes.io/') || /<path:[^>]+>/.test(text);
}

/** Keys of Secrets that tell where something is or what it is called, and not how to get in. */
const wholeKeys = new Set([
  ...['url', 'uri', 'type', 'name', 'project', 'server', 'port', 'proxy', 'no_proxy', 'known_hosts', 'sshknownhosts'],
  ...['enable_oci', 'enable_lfs', 'force_http_basic_auth', 'namespaces', 'cluster_resources', 'dbname', 'fs_name'],
  ...['storage_class', 'storage_class_name'],
]);
const lastWords = new Set([
  ...['db', 'database', 'bucket', 'schema', 'email', 'domain', 'username', 'ca', 'crt', 'pub', 'tz', 'mode', 'sslmode'],
  ...['image', 'imagebase', 'environment', 'driver', 'loglevel', 'logformat', 'baseurl'],
]);
/** These say enough only with a word before them. */
const lastOfSeveral = new Set([
  ...['host', 'port', 'url', 'uri', 'user', 'endpoint', 'endpoints', 'region', 'name', 'path'],
]);
const lastTwo =
  /(?:^|_)(?:user_name|ssl_mode|log_(?:level|format)|image_base|ca_(?:cert|pem|bundle)|(?:client|app|cluster|tenant|installation|project|team|org|organi[sz]ation|account|zone|chat|role|channel|guild|bundle|subscription)_id)$/;

function isHarmless(key: string): boolean {
  const words = key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[.-]/g, '_')
    .toLowerCase();
  const last = words.slice(words.lastIndexOf('_') + 1);
  return (
    wholeKeys.has(words) ||
    lastWords.has(last) ||
    (last !== words && lastOfSeveral.has(last)) ||
    lastTwo.test(words) ||
    /^(?:insecure|host)/.test(words)
  );
}

/** @param text the value, out of its base64 */
function isOpen(pair: YamlPair, text: string): boolean {
  if (!isString(pair.value) || text.trim() === '' || hasPlaceholder(text)) return false;
  if (passwordsInUrls(text).length > 0) return true;
  if (isHarmless(keyText(pair)) || saysNothing(text.trim()) || repeats(keyText(pair), text)) return false;
  // What has a rule of its own is said there: credentials by their shape, stand-ins by their words.
  const strength = strengthOf(keyText(pair));
  return findTokens(pair.value.value).length === 0 && !(strength && kindOf(text, strength) === 'placeholder');
}

/** Where keys speak of a secret and none of them holds it, the others are settings, unless their values look drawn. */
function withoutSettings(keys: readonly string[], open: readonly YamlPair[], field: string): readonly YamlPair[] {
  const speaks = (key: string): boolean => strengthOf(key) !== undefined;
  if (open.some((pair) => speaks(keyText(pair))) || !keys.some(speaks)) return open;
  return open.filter((pair) => !isSetting(keyText(pair), plainText(pair, field)));
}

function isSetting(key: string, text: string): boolean {
  return (
    !/pass|pwd|pin|secret|token|key|cred|auth|private|salt|seed/i.test(key) &&
    !/\n/.test(text.trim()) &&
    !hasRandomLook(text) &&
    passwordsInUrls(text).length === 0
  );
}

/** `UPDATE_AWS_SECRET_ACCESS_KEY` under `AWS_SECRET_ACCESS_KEY`: whoever fills it in is told to, and nothing else. */
function repeats(key: string, text: string): boolean {
  const bare = (written: string): string => written.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
  return (
    key.length >= 6 &&
    /^(?:add|change|enter|fill|insert|put|replace|set|update|your)?$/.test(bare(text).replace(bare(key), ''))
  );
}

/** Switches, small numbers, paths of files, references and what stands in for a value. */
function saysNothing(text: string): boolean {
  return (
    /^\/[\w.-]+(?:\/[\w.-]+)*\.[a-z]{2,5}$/.test(text) ||
    /^\{\s*"auths"\s*:\s*\{\s*\}\s*\}$/.test(text) ||
    /^(?:application|text|image|audio|video|multipart)\/[\w.+-]+(?:;\s*[\w-]+=[\w-]+)?$/.test(text) ||
    /^(?:<.*>|\$[\w-]+(?::[\w.-]+)?|ENC\[.*|true|false|\d{1,5}|\{\s*\}|\[\s*\])$/s.test(text) ||
    isStandIn(text) ||
    isStandInWord(text) ||
    pointsToStore(text)
  );
}

/** A file that is kept in a Secret and holds none: roles, jobs, settings. */
function isPlainFile(key: string, text: string): boolean {
  if (text.startsWith('#!')) return sensitiveLines(text).length === 0 && findTokens(text).length === 0;
  const isFile =
    text.trim().includes('\n') ||
    /\.(?:json|ya?ml|toml|ini|conf)$/.test(key) ||
    /^[A-Z][A-Z0-9_]*=[\w./-]*$/.test(text.trim());
  return (
    isFile && text.split('\n').every(isPlainLine) && passwordsInUrls(text).length === 0 && findTokens(text).length === 0
  );
}

const secretWord = /pass|pwd|secret|token|key|cred|auth|bearer|private/i;

/** A line that speaks of no secret, or of one that it does not hold. */
function isPlainLine(line: string): boolean {
  if (!secretWord.test(line) || /^\s*(?:#|;|\/\/|--)/.test(line)) return true;
  const [, key, value = ''] = /^\s*(?:- )?["']?([\w.-]+)["']?\s*[:=]\s*(.*?),?\s*$/.exec(line) ?? [];
  if (key === undefined) return isColumn(line);
  if (isNothing(value)) return !/^\d/.test(value) || strengthOf(key) === undefined;
  // A line may speak of a secret in its value alone: `type: auth`.
  return !secretWord.test(key) && !/[:=\s]/.test(value);
}

/** A value that is empty, a switch, a number, a path, an address or a length of time; or what begins a block of lines. */
function isNothing(value: string): boolean {
  return /^(?:(?:""|''|null|~|true|false|yes|no|on|off|\d{1,6}[a-z]{0,2}|[[\]{}]+|"?\/[\w./-]*"?|"?https?:\/\/[\w.:/-]*"?)?(?:\s+#.*)?)$/i.test(
    value,
  );
}

/** A column of a table, as SQL defines it. */
function isColumn(line: string): boolean {
  return (
    /\b(?:TEXT|BYTEA|BIGINT|INTEGER|VARCHAR|JSONB|UUID|PRIMARY KEY|FOREIGN KEY|INDEX|CREATE (?:TABLE|SCHEMA|INDEX))\b/.test(
      line,
    ) && !/'/.test(line)
  );
}

function plainText(pair: YamlPair, field: string): string {
  const text = stringOf(pair.value) ?? '';
  return (field === 'data' ? decodeBase64(text) : undefined) ?? text;
}

/** Certificates and public keys, which are made to be given away. */
function isPublic(text: string): boolean {
  if (text.includes('PRIVATE KEY')) return false;
  return /^\s*(?:-----BEGIN (?:[A-Z0-9 ]+ )?(?:CERTIFICATE|PUBLIC KEY)|(?:sk-)?(?:ssh-|ecdsa-sha2-)\S+ AAAA|age1[0-9a-z]{50})/.test(
    text,
  );
}

/** How Argo CD reaches a cluster, when it needs nothing for it but the identity of its own pod. */
function isKeyless(text: string): boolean {
  return /^\s*\{/.test(text) && !/\b(?:bearerToken|password|keyData|env)\b/.test(text);
}
