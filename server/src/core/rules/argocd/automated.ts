import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { isSwitchedOn, kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { at, pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const automated: DocumentRule = {
  id: 'argocd/automated',
  title: 'Settings of a sync that is switched off',
  severity: 'information',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'With `enabled: false` Argo CD does not sync by itself, so the settings beside it wait for the day it is switched on again.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  syncPolicy: {automated: {enabled: false, prune: true}}
+  syncPolicy: {automated: {enabled: true, prune: true}}
`),
  source: 'argo-cd pkg/apis/application/v1alpha1/types.go (IsAutomatedSyncEnabled)',
  check({ document, report }) {
    const automated = at(applicationSpecOf(document)?.map, 'syncPolicy', 'automated');
    const enabled = pairOf(automated, 'enabled');
    if (enabled?.value.type !== 'scalar' || kubernetesValue(enabled.value) !== false) return;
    const others = ['prune', 'selfHeal', 'allowEmpty'].filter((key) => isSwitchedOn(at(automated, key)));
    if (others.length === 0) return;
    const names = others.map((key) => `\`${key}\``).join(' and ');
    report({
      at: enabled.span,
      message: `Argo CD does not sync this Application by itself, so ${names} beside it ${others.length > 1 ? 'have' : 'has'} no effect.`,
    });
  },
};
