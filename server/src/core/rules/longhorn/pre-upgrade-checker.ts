import { helmValuesOf, sourcesOf } from '../../kinds/argocd.ts';
import { chartName, chartNodeOf } from '../../kinds/chart-pins.ts';
import { upgradeCheckOff } from '../../schema/charts.ts';
import { setsSwitch } from '../../workspace/values-files.ts';
import { at, isString, pairOf, type YamlNode } from '../../yaml/nodes.ts';
import { addLines } from '../edits.ts';
import { addBelow, mapAt } from '../elsewhere.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const preUpgradeChecker: WorkspaceRule = {
  id: 'longhorn/pre-upgrade-checker',
  title: 'Longhorn’s upgrade check left on under Argo CD',
  severity: 'warning',
  kinds: ['application'],
  needs: 'workspace',
  why: 'The chart checks before an upgrade by a Helm hook. Argo CD runs it before the first sync too, when the service account it needs does not exist yet: the Job never starts, and Longhorn is never installed. The chart’s own values say to switch it off for Argo CD.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: longhorn, namespace: argocd}
 spec:
   source:
     chart: longhorn
     targetRevision: 1.12.1
-    helm: {valuesObject: {persistence: {defaultClass: true}}}
+    helm: {valuesObject: {preUpgradeChecker: {jobEnabled: false}}}
`),
  source: 'longhorn/charts values.yaml (preUpgradeChecker.jobEnabled), templates/preupgrade-job.yaml',
  check({ document, file, workspace, report }) {
    for (const source of sourcesOf(at(document.yaml.root, 'spec'))) {
      const chart = chartNodeOf(source);
      if (!isString(chart) || chartName(chart.value) !== 'longhorn') continue;
      if (upgradeCheckOff.some((off) => setsSwitch(workspace, file, document, source, off) !== false)) continue;
      report({
        at: chart.span,
        message:
          'Argo CD runs the chart’s upgrade check before the first sync, when its service account does not exist yet, so Longhorn is never installed. `preUpgradeChecker.jobEnabled: false` leaves it out.',
        fixes: switchOff(document.text, source),
      });
    }
  },
};

function switchOff(text: string, source: YamlNode): readonly Fix[] {
  const title = 'Switch the check off';
  const values = helmValuesOf(source);
  const written = pairOf(at(values, 'preUpgradeChecker'), 'jobEnabled');
  if (written) return [{ title, edits: [{ span: written.value.span, newText: 'false' }] }];
  const helm = pairOf(source, 'helm');
  const edit = values
    ? addBelow(text, values, ['preUpgradeChecker'], ['jobEnabled: false'])
    : helm
      ? addBelow(text, mapAt(source, 'helm'), ['valuesObject', 'preUpgradeChecker'], ['jobEnabled: false'])
      : source.type === 'map'
        ? addLines(text, source, ['helm:', '  valuesObject:', '    preUpgradeChecker:', '      jobEnabled: false'])
        : undefined;
  return edit ? [{ title, edits: [edit] }] : [];
}
