import { embeddedYaml } from '../../embedded/embedded.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { type SensitiveValue, sensitiveValues } from '../../kinds/sensitive.ts';
import { patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { walkTalos } from '../../schema/check-talos.ts';
import { mainKind } from '../../schema/talos.ts';
import type { Span } from '../../text/span.ts';
import { at, isString, itemsOf, stringOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import type { DocumentRule } from '../rule.ts';

export const secret: DocumentRule = {
  id: 'talos-patch/secret',
  title: 'A password, key or token in the text of a patch',
  severity: 'warning',
  kinds: patchKinds,
  needs: 'document',
  why: 'Patches lie in git and are shown in Omni to everyone who may read the cluster. Whoever reads the repository has the secret, also after it was removed from the newest version.',
  bad: `
machine:
  registries:
    config:
      registry.example.com:
        auth:
          username: puller
          password: correct-horse-battery
`,
  good: `
machine:
  registries:
    mirrors:
      docker.io:
        endpoints: [https://mirror.example.com]
`,
  source: 'talos machine configuration: registries, wireguard, encryption keys, extension services',
  check({ document, report }) {
    for (const { root, talos, kind } of talosDocuments(document)) {
      if (!talos) continue;
      walkTalos(root, talos.table, (pair, field, path) => {
        const named = isSecretField(kind === mainKind ? path : `${talos.name}.${path}`);
        for (const node of textsOf(pair.value, field.type === 'map')) {
          if (!isString(node) || hasPlaceholder(node.value) || isStandIn(node.value)) continue;
          const shape = named ? undefined : shapeOf(node.value);
          if (!named && !shape) continue;
          report({
            at: placeOf(node, pair),
            secrets: [node.value],
            message: describe(shape ?? `\`${path}\` holds a secret, and it`),
          });
        }
        for (const { key, span, value, kind } of innerValues(pair.value, path)) {
          if (kind !== 'literal' && kind !== 'in-url') continue;
          const what = kind === 'in-url' ? 'The password in this URL' : `\`${key}\` holds a secret, and it`;
          report({ at: span, secrets: [value], message: describe(what) });
        }
        return true;
      });
    }
  },
};

function describe(what: string): string {
  return `${what} stands here in plain text: everyone who can read this repository has it. Keep it out of the patch, and make a new one if it was ever pushed.`;
}

/** Secrets by their names: variables of the machine and of extension services, and manifests written as text. */
function innerValues(node: YamlNode, path: string): readonly SensitiveValue[] {
  if (/(?:^|\.)(?:env|environment)$/.test(path)) return sensitiveValues(node);
  if (path !== 'cluster.inlineManifests.contents' || !isString(node)) return [];
  return embeddedYaml(node)
    .filter(({ root }) => !isSealed(root))
    .flatMap(({ root }) => sensitiveValues(root));
}

function isSealed(root: YamlNode | undefined): boolean {
  return (
    ['SealedSecret', 'ExternalSecret'].includes(stringOf(at(root, 'kind')) ?? '') || at(root, 'sops') !== undefined
  );
}

/** Fields whose value is a secret by what they are. Those that Omni refuses anyway are left to that rule. */
const secretFields: readonly RegExp[] = [
  /^machine\.registries\.config\.auth\.(?:password|auth|identityToken)$/,
  /^machine\.registries\.config\.tls\.clientIdentity\.key$/,
  /^machine\.network\.interfaces\.(?:vlans\.)?wireguard\.(?:privateKey|peers\.presharedKey)$/,
  /^machine\.systemDiskEncryption\.\w+\.keys\.static\.passphrase$/,
  /^RegistryAuthConfig\.(?:password|auth|identityToken)$/,
  /^RegistryTLSConfig\.clientIdentity\.key$/,
  /^WireguardConfig\.(?:privateKey|peers\.presharedKey)$/,
  /^\w+VolumeConfig\.encryption\.keys\.static\.passphrase$/,
];

function isSecretField(path: string): boolean {
  return secretFields.some((pattern) => pattern.test(path));
}

/** The texts a field holds itself: its value, the items of a list, the values of a map. */
function textsOf(node: YamlNode, free: boolean): readonly YamlNode[] {
  if (node.type === 'scalar') return [node];
  if (node.type === 'seq') return itemsOf(node).filter((item) => item.type === 'scalar');
  return free ? node.pairs.map(({ value }) => value).filter((value) => value.type === 'scalar') : [];
}

/** What people and tools write in place of a secret. */
function isStandIn(text: string): boolean {
  return (
    /(?:^|[-_])your[-_]/i.test(text) ||
    /^(?:\*+|<[^>]*>|\.{3}|x{3,}|redacted|change-?me|ENC\[.*\])?$/i.test(text.trim())
  );
}

const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/, 'A private key'],
  [/\btskey-(?:auth|client)-\w{6,}-?\w*/, 'A key of Tailscale'],
  [/\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,})/, 'A token of GitHub'],
  [/\bglpat-[\w-]{20,}/, 'A token of GitLab'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'An access key of AWS'],
];

function shapeOf(text: string): string | undefined {
  return shapes.find(([pattern]) => pattern.test(text))?.[1];
}

/** The value where it stands on one line, else its key: a key block has many lines. */
function placeOf(node: YamlNode, pair: YamlPair): Span {
  const onOneLine = node.type === 'scalar' && node.style !== 'literal' && node.style !== 'folded';
  return onOneLine ? node.span : pair.key.span;
}
