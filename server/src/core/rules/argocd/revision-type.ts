import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { at, itemsOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const revisionType: DocumentRule = {
  id: 'argocd/revision-type',
  title: 'A revision that YAML reads as a number',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'The CRD wants `targetRevision` as text. Without quotes YAML reads `7.0` as a number, and the Kubernetes API refuses the Application.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 7.0}
+  source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: "7.0"}
`),
  source: 'argo-cd manifests/crds/application-crd.yaml',
  check({ document, report }) {
    const spec = applicationSpecOf(document)?.map;
    // Also of a source that Argo CD passes over: the API server does not.
    const sources = [...itemsOf(at(spec, 'sources')), at(spec, 'source'), at(spec, 'sourceHydrator', 'drySource')];
    for (const source of sources) {
      const value = at(source, 'targetRevision');
      const read = value?.type === 'scalar' ? kubernetesValue(value) : undefined;
      if (value?.type !== 'scalar' || (typeof read !== 'number' && typeof read !== 'boolean')) continue;
      const message = `YAML reads \`${value.source}\` as a ${typeof read === 'number' ? 'number' : 'truth value'}, and the Kubernetes API refuses a revision that is not text. Put it in quotes.`;
      report({ at: value.span, message, fixes: [replaceFix(value.span, `"${value.source}"`)] });
    }
  },
};
