// SecretStore and ClusterSecretStore: who may use them.
import { type Fact, fact } from '../workspace/facts.ts';
import type { SecretStoreFact } from '../workspace/kubernetes-facts.ts';
import { at, isString, itemsOf, stringOf, type YamlNode } from '../yaml/nodes.ts';
import type { Kind } from './kind.ts';
import { optional } from './optional.ts';

export function secretStoreFacts(kind: Kind, root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (!isString(name)) return [];
  const cluster = kind === 'cluster-secret-store';
  return [
    fact('secret-store', name.value, name.span, {
      cluster,
      ...(cluster
        ? optional('admits', admitted(root))
        : optional('namespace', stringOf(at(root, 'metadata', 'namespace')))),
      ...optional('infisical', scopeOf(at(root, 'spec', 'provider', 'infisical', 'secretsScope'))),
    }),
  ];
}

/** The part of Infisical that a store reads (External Secrets, apis/externalsecrets/v1/secretsstore_infisical_types.go). */
function scopeOf(scope: YamlNode | undefined): SecretStoreFact['infisical'] {
  if (!scope) return undefined;
  return {
    ...optional('project', stringOf(at(scope, 'projectSlug'))),
    ...optional('environment', stringOf(at(scope, 'environmentSlug'))),
    path: stringOf(at(scope, 'secretsPath')) ?? '/',
  };
}

/** The namespaces that a ClusterSecretStore's conditions admit; one condition that holds is enough. */
function admitted(
  root: YamlNode | undefined,
): { readonly names: readonly string[]; readonly patterns: readonly string[] } | undefined {
  const conditions = itemsOf(at(root, 'spec', 'conditions'));
  if (conditions.length === 0 || conditions.some((item) => at(item, 'namespaceSelector'))) return undefined;
  const texts = (key: string): readonly string[] =>
    conditions.flatMap((item) => itemsOf(at(item, key)).flatMap((entry) => stringOf(entry) ?? []));
  return { names: texts('namespaces'), patterns: texts('namespaceRegexes') };
}
