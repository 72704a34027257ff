// What Talos patches make of Kubernetes' admission control.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, itemsOf, scalarText, stringOf, walk, type YamlNode } from '../yaml/nodes.ts';
import { patchesOf } from './cluster-template.ts';
import { optional } from './optional.ts';
import { inlineDocuments } from './patch-network.ts';
import { isDeletion } from './talos-patch.ts';

/** The Pod Security level for namespaces without a label, and those that are exempt, where a patch sets them. */
export function admissionFacts(root: YamlNode | undefined): readonly Fact[] {
  if (root?.type === 'seq') return root.items.flatMap(jsonPatchFacts);
  const control = at(root, 'cluster', 'apiServer', 'admissionControl');
  const items = itemsOf(control).filter((item) => stringOf(at(item, 'name')) === 'PodSecurity');
  return [control, ...items].flatMap((item) => {
    const configuration = at(item, 'configuration');
    // Without a configuration, Kubernetes enforces nothing.
    const level = isDeletion(item) ? 'privileged' : scalarText(at(configuration, 'defaults', 'enforce'));
    const exempt = itemsOf(at(configuration, 'exemptions', 'namespaces')).flatMap((name) => scalarText(name) ?? []);
    if (!item || (level === undefined && exempt.length === 0)) return [];
    return [fact('pod-security-default', '', item.span, { ...optional('level', level), exempt })];
  });
}

/** What a JSON patch leaves there we would have to work out. */
function jsonPatchFacts(operation: YamlNode): readonly Fact[] {
  const touches = stringOf(at(operation, 'path'))?.startsWith('/cluster/apiServer/admissionControl');
  return touches ? [fact('pod-security-default', '', operation.span, { level: 'unknown', exempt: [] })] : [];
}

/** The same, for the inline patches of a cluster template. */
export function inlineAdmissionFacts(root: YamlNode | undefined): readonly Fact[] {
  return patchesOf(root).flatMap(({ map }) => inlineDocuments(at(map, 'inline')).flatMap(admissionFacts));
}

/** The same for talhelper's `talconfig.yaml`, whose patches stand in it in many forms: that one speaks of it is enough. */
export function talconfigAdmissionFacts(root: YamlNode | undefined): readonly Fact[] {
  if (!root || !at(root, 'clusterName') || at(root, 'nodes')?.type !== 'seq') return [];
  let place: YamlNode | undefined;
  walk(root, (node) => {
    if (stringOf(node)?.includes('admissionControl') || at(node, 'admissionControl')) place ??= node;
  });
  return place ? [fact('pod-security-default', '', place.span, { level: 'unknown', exempt: [] })] : [];
}
