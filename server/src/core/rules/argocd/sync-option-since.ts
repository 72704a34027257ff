import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { syncOptions } from '../../schema/argocd.ts';
import { newestArgoCd } from '../../workspace/argocd-version.ts';
import { at, itemsOf, stringOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import { optionAnnotationFixes } from '../option-annotation-fixes.ts';
import type { WorkspaceRule } from '../rule.ts';

export const syncOptionSince: WorkspaceRule = {
  id: 'argocd/sync-option-since',
  title: 'A sync option of a later Argo CD',
  severity: 'information',
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: 'Some sync options were first read in the annotation of a resource only. An older Argo CD passes over them in an Application, in silence.',
  ...diff(`
 === omni-scale.yaml
-versions: {argocd: 2.14.11}
+versions: {argocd: 3.1.0}
 === wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   syncPolicy: {syncOptions: [SkipDryRunOnMissingResource=true]}
`),
  source: 'argo-cd controller/sync.go at the tags v2.8 to v3.5; argo-helm charts/argo-cd/Chart.yaml',
  check(context) {
    const { document, file, workspace, report } = context;
    const spec = applicationSpecOf(document)?.map;
    const options = itemsOf(at(spec, 'syncPolicy', 'syncOptions'));
    const newer = options.flatMap((node) => {
      const option = syncOptions.find(({ text }) => text === stringOf(node));
      return option?.since ? [{ node, option, since: option.since }] : [];
    });
    if (newer.length === 0) return;
    const newest = newestArgoCd(workspace, file);
    if (!newest) return;
    const [major, minor] = newest.minor;
    for (const { node, option, since } of newer) {
      if (major > since[0] || (major === since[0] && minor >= since[1])) continue;
      const elsewhere =
        option.where === 'both'
          ? ' Until then the annotation `argocd.argoproj.io/sync-options` of a resource does.'
          : '';
      const message = `Argo CD reads \`${option.text}\` in an Application from ${since.join('.')} on; ${newest.said}, which passes over it.${elsewhere}`;
      const fixes =
        spec && document.kind === 'application' && option.where === 'both'
          ? optionAnnotationFixes(workspace, file.uri, document, spec, node, option.text)
          : [];
      report({ at: node.span, message, fixes });
    }
  },
};
