// Secrets: who makes them, with which keys, and who names them.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, itemsOf, keyText, pairsOf, scalarText, stringOf, walk, type YamlNode } from '../yaml/nodes.ts';
import { optional } from './optional.ts';

/** The Secret that an object makes, if it makes one. */
export function secretFacts(root: YamlNode | undefined): readonly Fact[] {
  const kind = stringOf(at(root, 'kind')) ?? '';
  const namespace = optional('namespace', stringOf(at(root, 'metadata', 'namespace')));
  const own = at(root, 'metadata', 'name');
  const make = (name: YamlNode | undefined, keys: readonly string[] | undefined, creates = true): readonly Fact[] =>
    isString(name)
      ? [fact('secret', name.value, name.span, { ...namespace, maker: kind, creates, ...optional('keys', keys) })]
      : [];
  switch (kind) {
    case 'Secret':
      return make(own, [...keysOf(at(root, 'data')), ...keysOf(at(root, 'stringData'))]);
    case 'SealedSecret':
      return make(own, undefined);
    case 'Certificate':
      return make(at(root, 'spec', 'secretName'), undefined);
    case 'ExternalSecret':
      return make(
        at(root, 'spec', 'target', 'name') ?? own,
        externalKeys(root),
        !['Merge', 'None'].includes(stringOf(at(root, 'spec', 'target', 'creationPolicy')) ?? ''),
      );
    default:
      return [];
  }
}

function keysOf(node: YamlNode | undefined): readonly string[] {
  return pairsOf(node).map(keyText);
}

/** All keys of the Secret an ExternalSecret writes; undefined where a find, an extract or a template decides. */
function externalKeys(root: YamlNode | undefined): readonly string[] | undefined {
  const target = at(root, 'spec', 'target');
  const template = at(target, 'template');
  if (itemsOf(at(root, 'spec', 'dataFrom')).length > 0 || at(target, 'manifest')) return undefined;
  if (at(template, 'templateFrom') || stringOf(at(target, 'creationPolicy')) === 'Merge') return undefined;
  const data = itemsOf(at(root, 'spec', 'data')).flatMap((item) => scalarText(at(item, 'secretKey')) ?? []);
  const written = at(template, 'data');
  if (!written) return data;
  return stringOf(at(template, 'mergePolicy')) === 'Merge' ? [...data, ...keysOf(written)] : keysOf(written);
}

/**
 * Every name that stands where a Secret's name is expected: below a key that speaks of a secret, whatever the object.
 * Wider than what is certainly a reference, so that a Secret named anywhere counts as used.
 */
export function secretUseFacts(root: YamlNode | undefined): readonly Fact[] {
  if (!root) return [];
  const namespace = optional('namespace', stringOf(at(root, 'metadata', 'namespace')));
  const found = new Map<string, Fact>();
  const add = (node: YamlNode | undefined): void => {
    if (!isString(node) || !/^[a-z0-9][a-z0-9.-]{0,252}$/.test(node.value) || found.has(node.value)) return;
    found.set(node.value, fact('secret-use', node.value, node.span, namespace));
  };
  walk(root, (node) => {
    for (const pair of pairsOf(node)) {
      if (!/secret|credential|auth|password|token|tls|existing/i.test(keyText(pair))) continue;
      add(pair.value);
      add(at(pair.value, 'name'));
      for (const item of itemsOf(pair.value)) {
        add(item);
        add(at(item, 'name'));
      }
    }
  });
  return [...found.values()];
}
