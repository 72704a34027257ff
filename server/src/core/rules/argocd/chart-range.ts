import { applicationSpecOf, isFilled, sourceEntriesOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { isSameSource, liveApplicationOf } from '../../workspace/live-cluster.ts';
import { at, isString, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const chartRange: WorkspaceRule = {
  id: 'argocd/chart-range',
  title: 'A chart version that is a range',
  severity: 'information',
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: 'Argo CD takes the newest release in the range by itself. What runs can change without a commit, and the commit no longer tells what runs. While the cluster is connected, the repair writes the version that it deployed last.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.*}
+  source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.2.3}
`),
  source: 'argo-cd util/helm/client.go; docs/user-guide/tracking_strategies.md',
  check(context) {
    const { document, report } = context;
    const spec = applicationSpecOf(document);
    for (const { node } of spec ? sourceEntriesOf(spec.map) : []) {
      const value = at(node, 'targetRevision');
      if (!isFilled(at(node, 'chart')) || !isString(value) || hasPlaceholder(value.value)) continue;
      const text = value.value.trim();
      if (anyMajor.test(text)) {
        const message = `\`${text}\` allows every major version, so Argo CD takes a breaking release of the chart by itself. Name a version.`;
        report({ at: value.span, message, severity: 'warning', fixes: pinFixes(context, node, text) });
      } else if (/[*<>~^|]|(?:^|\.)[xX](?:\.|$)| - /.test(text)) {
        const message = `\`${text}\` is a range: Argo CD takes a newer release of the chart without a commit. Name a version.`;
        report({ at: value.span, message, fixes: pinFixes(context, node, text) });
      }
    }
  },
};

/** Writes the version that the cluster deployed last from the same range of the same chart. */
function pinFixes({ document, file, workspace }: WorkspaceContext, node: YamlNode, range: string): readonly Fix[] {
  const own = factOf(document.facts, 'application');
  const target = at(node, 'targetRevision');
  const source = { repoURL: stringOf(at(node, 'repoURL')), chart: stringOf(at(node, 'chart')) };
  const live = own && liveApplicationOf(workspace, file, own.name)?.sources;
  const [deployed, ...others] = (live ?? []).flatMap((one) =>
    one.targetRevision === range && isSameSource(source, one) ? (one.deployed ?? []) : [],
  );
  if (!target || deployed === undefined || others.length > 0) return [];
  return [replaceFix(target.span, deployed, `Write \`${deployed}\`, which runs`)];
}

/** `*`, `x`, `*-0`, `>0` and `>=1.2` without an upper bound. */
const anyMajor = /^(?:[*xX](?:\.[*xX])*(?:-0)?|>=?\s*v?\d[\w.+-]*)$/;
