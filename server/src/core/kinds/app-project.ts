// Argo CD's AppProject as plain facts: which sources, clusters and kinds it allows.
import { type Fact, fact, type ProjectKind } from '../workspace/facts.ts';
import { at, isString, itemsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { optional } from './optional.ts';

export function appProjectFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  const spec = at(root, 'spec');
  if (!isString(name)) return [];
  return [
    fact('app-project', name.value, name.span, {
      ...optional('namespace', stringOf(at(root, 'metadata', 'namespace'))),
      sourceNamespaces: itemsOf(at(spec, 'sourceNamespaces')).flatMap((item) => scalarText(item) ?? []),
      sourceRepos: itemsOf(at(spec, 'sourceRepos')).flatMap((item) => scalarText(item) ?? []),
      destinations: itemsOf(at(spec, 'destinations')).map((item) => ({
        ...optional('server', scalarText(at(item, 'server'))),
        ...optional('name', scalarText(at(item, 'name'))),
        ...optional('namespace', scalarText(at(item, 'namespace'))),
      })),
      ...optional('clusterAllowed', kindsOf(at(spec, 'clusterResourceWhitelist'))),
      ...optional('clusterDenied', kindsOf(at(spec, 'clusterResourceBlacklist'))),
      ...optional('namespacedAllowed', kindsOf(at(spec, 'namespaceResourceWhitelist'))),
      ...optional('namespacedDenied', kindsOf(at(spec, 'namespaceResourceBlacklist'))),
    }),
  ];
}

function kindsOf(list: YamlNode | undefined): readonly ProjectKind[] | undefined {
  if (list?.type !== 'seq') return undefined;
  return list.items.map((item) => ({
    group: scalarText(at(item, 'group')) ?? '',
    kind: scalarText(at(item, 'kind')) ?? '',
    ...optional('name', scalarText(at(item, 'name'))),
  }));
}
