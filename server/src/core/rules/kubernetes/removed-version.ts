import { isVerbatim } from '../../embedded/embedded.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { type RemovedApi, removedApis } from '../../schema/removed-apis.ts';
import { span } from '../../text/span.ts';
import { isSetAside } from '../../workspace/out-of-use.ts';
import { at, isString, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const removedVersion: FileRule = {
  id: 'kubernetes/removed-version',
  title: 'An `apiVersion` that Kubernetes no longer serves',
  severity: 'error',
  kinds: kubernetesKinds,
  needs: 'file',
  why: 'The API server answers “no matches for kind”, and Argo CD fails the sync of the whole Application. Objects that exist already live on under the new version, so the mistake shows only with the next change or on the next cluster.',
  ...diff(`
-apiVersion: policy/v1beta1
+apiVersion: policy/v1
 kind: PodDisruptionBudget
 metadata: {name: wiki}
 spec: {minAvailable: 1, selector: {matchLabels: {app: wiki}}}
`),
  source: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  check({ document, file, report }) {
    if (isSetAside(file.path)) return;
    const { root } = document.yaml;
    const version = at(root, 'apiVersion');
    const kind = at(root, 'kind');
    if (!isString(version) || !isString(kind)) return;
    const removed = byVersion.get(version.value)?.find(({ kinds }) => kinds.includes(kind.value));
    if (!removed) return;
    const isSimple = removed.now !== undefined && keepsItsForm(removed, kind.value, root);
    report({
      at: version.span,
      message: `Kubernetes serves no ${kind.value} of \`${version.value}\` since 1.${removed.since} and refuses it. ${adviceOf(removed, isSimple)}`,
      fixes:
        isSimple && isVerbatim(version, span(0, version.value.length))
          ? [replaceFix(version.span, removed.now ?? '')]
          : [],
    });
  },
};

const byVersion = new Map<string, RemovedApi[]>();
for (const api of removedApis) byVersion.set(api.apiVersion, [...(byVersion.get(api.apiVersion) ?? []), api]);

function adviceOf({ now }: RemovedApi, isSimple: boolean): string {
  if (now === undefined) return 'Nothing took its place; Pod Security labels on namespaces do its work.';
  return isSimple ? `Write \`${now}\`.` : `It is \`${now}\` now, whose fields differ in part.`;
}

/** Whether the object as it is written means the same in the new version. */
function keepsItsForm({ same }: RemovedApi, kind: string, root: YamlNode | undefined): boolean {
  if (same) return true;
  const selector = at(root, 'spec', 'selector');
  // An empty selector took no pods and now takes all.
  if (kind === 'PodDisruptionBudget') return isSelecting(selector);
  // The old versions filled in the selector; the new one wants it written.
  const isController = ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'].includes(kind);
  return (
    isController && isSelecting(selector) && !at(root, 'spec', 'rollbackTo') && !at(root, 'spec', 'templateGeneration')
  );
}

function isSelecting(selector: YamlNode | undefined): boolean {
  return ['matchLabels', 'matchExpressions'].some((key) => {
    const value = at(selector, key);
    return (value?.type === 'map' && value.pairs.length > 0) || (value?.type === 'seq' && value.items.length > 0);
  });
}
