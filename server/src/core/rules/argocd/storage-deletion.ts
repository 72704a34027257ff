import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { storageCharts } from '../../schema/storage-charts.ts';
import { factOf } from '../../workspace/facts.ts';
import { indexOf, objectsOf } from '../../workspace/manifests.ts';
import { isSwitchedOn } from '../../yaml/kubernetes-scalar.ts';
import { at, isString, itemsOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const storageDeletion: WorkspaceRule = {
  id: 'argocd/storage-deletion',
  title: 'Storage that Argo CD deletes by itself',
  severity: 'information',
  onlyWhenAsked: true,
  kinds: ['application'],
  needs: 'workspace',
  why: 'With a cascading finalizer, deleting an Application deletes what it applied; with `prune`, a file that a commit moves or removes is deleted too. For storage and volume claims that can be the data itself. Most healthy repositories prune everything and keep backups, so the rule is off until it is asked for.',
  ...diff(`
 === omni-scale.yaml
 rules: {argocd/storage-deletion: information}
 === longhorn.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: longhorn, finalizers: [resources-finalizer.argocd.argoproj.io]}
+metadata: {name: longhorn}
 spec:
   source: {repoURL: https://charts.example.com, chart: longhorn, targetRevision: 1.12.1}
`),
  source: 'argo-cd docs/user-guide/app_deletion.md and sync-options.md',
  check(context) {
    const { document, report } = context;
    const cascade = itemsOf(at(document.yaml.root, 'metadata', 'finalizers')).find(
      (item) => isString(item) && item.value.startsWith('resources-finalizer.argocd.argoproj.io'),
    );
    const prune = at(applicationSpecOf(document)?.map, 'syncPolicy', 'automated', 'prune');
    if (cascade) {
      const what = storageOf(context, 'Delete');
      if (what) {
        const message = `With this finalizer, deleting the Application deletes ${what} too.`;
        report({ at: cascade.span, message });
      }
    }
    if (!prune || !isSwitchedOn(prune)) return;
    const what = storageOf(context, 'Prune');
    if (!what) return;
    const message = `With \`prune\` Argo CD deletes ${what} as soon as a commit no longer holds it.`;
    report({ at: prune.span, message });
  },
};

/** Storage that the Application applies and does not keep by a sync option of its own. */
function storageOf({ document, file, workspace }: WorkspaceContext, option: 'Delete' | 'Prune'): string | undefined {
  const own = factOf(document.facts, 'application');
  const kept = [`${option}=false`, `${option}=confirm`];
  if (!own || own.data.syncOptions.some((one) => kept.includes(one))) return undefined;
  const chart = own.data.sources.find((source) => source.chart !== undefined && storageCharts.has(source.chart))?.chart;
  if (chart !== undefined) return `\`${chart}\``;
  const claim = objectsOf(workspace, indexOf(workspace, file.uri, own.name)).find(
    ({ kind, syncOptions = [] }) =>
      (kind === 'PersistentVolumeClaim' || kind === 'PersistentVolume') &&
      !syncOptions.some((one) => kept.includes(one)),
  );
  return claim && `the ${claim.kind} \`${claim.name}\``;
}
