// Argo CD's AppProject as plain facts: which sources, clusters and kinds it allows.
import { type Fact, fact, type ProjectKind } from '../workspace/facts.ts';
import { at, isString, itemsOf, keyText, pairsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import { optional } from './optional.ts';
import { hasPlaceholder } from './placeholders.ts';

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

/** Projects that a chart makes of its values, as `argocd-apps` does: under `projects`, by name or in a list. */
export function madeProjectFacts(values: YamlNode | undefined): readonly Fact[] {
  return [values, ...pairsOf(values).map(({ value }) => value)].flatMap((holder) => {
    const projects = at(holder, 'projects');
    const inMap = pairsOf(projects).map((pair) => ({ name: keyText(pair), of: pair.value }));
    const inList = itemsOf(projects).map((item) => ({ name: stringOf(at(item, 'name')), of: item }));
    return [...inMap, ...inList].flatMap(({ name, of }) =>
      name !== undefined && (at(of, 'sourceRepos') || at(of, 'destinations')) ? [made(name)] : [],
    );
  });
}

/** Projects that a template engine fills in; without a name where the engine gives it. */
export function templatedProjectFacts({ root, text }: YamlDocument): readonly Fact[] {
  if (!/^kind: ["']?AppProject["']?[ \t]*$/m.test(text)) return [];
  const name = stringOf(at(root, 'metadata', 'name'));
  return [made(name === undefined || hasPlaceholder(name) ? '' : name)];
}

function made(name: string): Fact {
  return fact('made-project', name, { start: 0, end: 0 }, {});
}

function kindsOf(list: YamlNode | undefined): readonly ProjectKind[] | undefined {
  if (list?.type !== 'seq') return undefined;
  return list.items.map((item) => ({
    group: scalarText(at(item, 'group')) ?? '',
    kind: scalarText(at(item, 'kind')) ?? '',
    ...optional('name', scalarText(at(item, 'name'))),
  }));
}
