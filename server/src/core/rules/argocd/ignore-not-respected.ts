import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { isSwitchedOn, kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { at, isNull, itemsOf, pairOf, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';
import { syncOptionFixes } from '../sync-option-fixes.ts';

export const ignoreNotRespected: WorkspaceRule = {
  id: 'argocd/ignore-not-respected',
  title: 'Ignored differences that a sync writes over',
  severity: 'hint',
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: '`ignoreDifferences` hides a difference from the comparison only. A sync still writes the value of Git over the ignored field, unless the sync option `RespectIgnoreDifferences=true` is on.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   project: default
   destination: {name: in-cluster, namespace: wiki}
   ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
-  syncPolicy: {automated: {selfHeal: true}}
+  syncPolicy: {automated: {selfHeal: true}, syncOptions: [RespectIgnoreDifferences=true]}
`),
  source: 'argo-cd docs/user-guide/sync-options.md',
  check({ document, file, workspace, report }) {
    const spec = applicationSpecOf(document);
    const pair = pairOf(spec?.map, 'ignoreDifferences');
    const policy = at(spec?.map, 'syncPolicy');
    const heals = isSwitchedOn(at(policy, 'automated', 'selfHeal'));
    if (!spec?.whole || !pair || itemsOf(pair.value).length === 0 || !heals) return;
    const enabled = at(policy, 'automated', 'enabled');
    if (enabled?.type === 'scalar' && kubernetesValue(enabled) === false) return;
    const options = at(policy, 'syncOptions');
    if (options && !isNull(options) && options.type !== 'seq') return;
    const texts = itemsOf(options).map((item) => scalarText(item) ?? '');
    // Written in whatever way, somebody has thought of it.
    if (texts.some((text) => hasPlaceholder(text) || /respect/i.test(text)) || isPatched(workspace, file)) return;
    const message =
      'A sync still writes the values of Git over these fields. `RespectIgnoreDifferences=true` among the sync options keeps them.';
    report({
      at: pair.key.span,
      message,
      fixes: syncOptionFixes(document.text, spec.map, 'RespectIgnoreDifferences=true'),
    });
  },
};
