// What Talos patches say of a cluster's network, for rules that look at a template together with its patch files.
import { embeddedYaml } from '../embedded/embedded.ts';
import { span } from '../text/span.ts';
import { type Fact, fact, type PatchNetworkFact } from '../workspace/facts.ts';
import { goBoolean } from '../yaml/go-decode.ts';
import { at, isNull, isString, itemsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import { documentSpan, patchesOf } from './cluster-template.ts';
import { optional } from './optional.ts';
import { holdsNothing, isDeletion, isMainDocument } from './talos-patch.ts';

/** The facts of a patch file's document. */
export function patchFileFacts({ root, problems }: YamlDocument): readonly Fact[] {
  const empty = problems.length === 0 && (isNull(root) || (root?.type === 'map' && holdsNothing(root)));
  const main = root?.type === 'map' && isMainDocument(root);
  const document = fact('patch-document', '', root?.span ?? span(0, 0), { empty, main });
  if (root?.type !== 'map') return [document];
  const [first] = root.pairs;
  return [
    document,
    fact('patch-network', '', first?.key.span ?? root.span, networkOf([root])),
    ...hostnameFacts([root]),
  ];
}

/** The facts of a template's inline patches, where they speak of the network or of the host name. */
export function inlinePatchFacts(root: YamlNode | undefined): readonly Fact[] {
  const documents = patchesOf(root).flatMap(({ map }) => inlineDocuments(at(map, 'inline')));
  const network = networkOf(documents);
  const speaks = network.cni !== undefined || network.proxyDisabled !== undefined;
  return [...(speaks ? [fact('patch-network', '', documentSpan(root), network)] : []), ...hostnameFacts(documents)];
}

function hostnameFacts(documents: readonly YamlNode[]): readonly Fact[] {
  return documents.flatMap((root) => {
    if (stringOf(at(root, 'kind')) !== 'HostnameConfig') return [];
    const deleted = isDeletion(root);
    const freed = deleted || /^(?:off|false)$/.test(scalarText(at(root, 'auto')) ?? '');
    return freed ? [fact('hostname-freed', '', root.span, { deleted })] : [];
  });
}

/** The documents of an inline patch, in whichever of its three forms it is written. */
export function inlineDocuments(inline: YamlNode | undefined): readonly YamlNode[] {
  if (isString(inline)) return embeddedYaml(inline).flatMap(({ root }) => root ?? []);
  return inline?.type === 'seq' ? itemsOf(inline) : inline ? [inline] : [];
}

function networkOf(roots: readonly YamlNode[]): PatchNetworkFact {
  let cni: string | undefined;
  let proxyDisabled: boolean | undefined;
  for (const root of roots) {
    const cluster = at(root, 'cluster');
    cni = scalarText(at(cluster, 'network', 'cni', 'name')) ?? cni;
    const disabled = at(cluster, 'proxy', 'disabled');
    if (disabled) proxyDisabled = goBoolean(disabled) ?? proxyDisabled;
  }
  return { ...optional('cni', cni), ...optional('proxyDisabled', proxyDisabled) };
}
