import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { at, isNull, itemsOf, pairOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { addLines, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

const option = 'SkipDryRunOnMissingResource=true';
const title = 'Retry five times';

export const syncOnce: WorkspaceRule = {
  id: 'argocd/sync-once',
  title: 'A sync that waits for a kind to appear, and is tried only once',
  severity: 'information',
  onlyWhenAsked: true,
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: 'Whoever skips the trial for kinds that do not exist yet expects them to appear during the sync. When they come too late the sync fails. An automated sync is tried five times more by default; one that a person starts is not, unless `retry` says so. Whoever syncs by hand may give the retries with the command and looks at the result, so the rule is off until it is asked for.',
  ...diff(`
 === omni-scale.yaml
 rules: {argocd/sync-once: information}
 === stores.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: stores, namespace: argocd}
 spec:
   project: default
   source: {repoURL: https://git.example.com/gitops.git, path: stores}
   destination: {name: in-cluster, namespace: stores}
   syncPolicy:
     syncOptions:
       - SkipDryRunOnMissingResource=true
+    retry:
+      limit: 5
`),
  source:
    'argo-cd server/application/application.go (Sync: the retry of the policy, else none); controller/appcontroller.go (autoSync: five retries by default)',
  check({ document, file, workspace, report }) {
    const spec = applicationSpecOf(document);
    const policy = at(spec?.map, 'syncPolicy');
    if (!spec?.whole || policy?.type !== 'map' || pairOf(policy, '<<')) return;
    const skips = itemsOf(at(policy, 'syncOptions')).find((item) => scalarText(item) === option);
    if (!skips || isPatched(workspace, file)) return;
    const retry = at(policy, 'retry');
    const limit = at(retry, 'limit');
    const none = limit?.type === 'scalar' && limit.value === 0 ? limit : undefined;
    // A limit that is not written is 0.
    const isBare = retry?.type === 'map' && !limit && !pairOf(retry, '<<');
    const retries = retry ? !none && !isBare : isAutomated(policy);
    if (retries) return;
    const lack = none ? 'with a `limit` of 0' : isBare ? 'without a `limit`' : 'without `retry`';
    report({
      at: skips.span,
      message: `A kind that is not there yet when its turn comes makes the sync fail, and ${lack} Argo CD does not try again.`,
      fixes: none ? [replaceFix(none.span, '5', title)] : addFixes(document.text, retry ?? policy, retry !== undefined),
    });
  },
};

function addFixes(text: string, to: YamlNode, isRetry: boolean): readonly Fix[] {
  const edit = to.type === 'map' ? addLines(text, to, isRetry ? ['limit: 5'] : ['retry:', '  limit: 5']) : undefined;
  return edit ? [{ title, edits: [edit] }] : [];
}

/** An automated sync has five retries where none are written. */
function isAutomated(policy: YamlNode): boolean {
  const automated = at(policy, 'automated');
  const enabled = at(automated, 'enabled');
  const isOff = enabled?.type === 'scalar' && kubernetesValue(enabled) === false;
  return automated !== undefined && !isNull(automated) && !isOff;
}
