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
  // Since Talos 1.14 each plugin may have a document of its own.
  const own = root && stringOf(at(root, 'kind')) === 'KubeAdmissionControlConfig' ? [root] : [];
  const items = [...itemsOf(control), ...own].filter((item) => stringOf(at(item, 'name')) === 'PodSecurity');
  return [control, ...items].flatMap((item) => {
    const configuration = at(item, 'configuration');
    // Without a configuration, Kubernetes enforces nothing.
    const exempted = (key: string): readonly string[] =>
      itemsOf(at(configuration, 'exemptions', key)).flatMap((name) => scalarText(name) ?? []);
    // A controller that is exempt lets in whatever its objects ask for.
    const isOpen = isDeletion(item) || exempted('usernames').some((name) => name.startsWith(controllers));
    const level = isOpen ? 'privileged' : scalarText(at(configuration, 'defaults', 'enforce'));
    const [exempt, runtimes] = [exempted('namespaces'), exempted('runtimeClasses')];
    if (!item || (level === undefined && exempt.length === 0 && runtimes.length === 0)) return [];
    return [fact('pod-security-default', '', item.span, { ...optional('level', level), exempt, runtimes })];
  });
}

/** The users that the controllers of Kubernetes make pods as. */
const controllers = 'system:serviceaccount:kube-system:';

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
