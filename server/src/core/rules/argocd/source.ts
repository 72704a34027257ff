import {
  type ApplicationSpec,
  applicationSpecOf,
  isCertain,
  isFilled,
  type SourceEntry,
  sourceEntriesOf,
} from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import type { Span } from '../../text/span.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { at, isNull, isString, itemsOf, pairOf, pairsOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const source: WorkspaceRule = {
  id: 'argocd/source',
  title: 'An Application whose source Argo CD refuses',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: 'Argo CD sets the condition InvalidSpecError and syncs nothing: each source needs a `repoURL` and a `path` or a `chart` (among several sources a `ref` will do), and a chart needs its `targetRevision`. The CRD checks none of this. A `sourceHydrator` needs the repository it reads and the branches it writes.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: longhorn, namespace: argocd}
 spec:
   project: default
-  source: {repoURL: https://charts.example.com, chart: longhorn}
+  source: {repoURL: https://charts.example.com, chart: longhorn, targetRevision: 1.12.1}
   destination: {name: in-cluster, namespace: longhorn-system}
`),
  source:
    'argo-cd util/argo/argo.go (validateSourcePermissions, validateSourceHydrator); pkg/apis/application/v1alpha1/types.go',
  check(context) {
    const spec = applicationSpecOf(context.document);
    if (!spec || isPatched(context.workspace, context.file)) return;
    const hydrator = pairOf(spec.map, 'sourceHydrator');
    const entries = sourceEntriesOf(spec.map);
    const used = spec.whole && isNull(hydrator?.value) ? entries : [];
    for (const entry of used) checkSource(context, entry);
    for (const { node, owner } of writtenSources(spec)) {
      if (used.some((entry) => entry.node === node) || node.type !== 'map' || pairOf(node, 'repoURL')) continue;
      context.report({
        at: owner,
        message: 'The Kubernetes API refuses a source without `repoURL`, also where it is not used.',
      });
    }
    if (!spec.whole) return;
    if (hydrator) checkHydrator(context, hydrator);
    if (entries.length > 0 || hydrator) return;
    const message = 'The Application has no `source`, so Argo CD has nothing to sync and reports InvalidSpecError.';
    context.report({ at: pairOf(spec.map, 'sources')?.key.span ?? spec.pair.key.span, message });
  },
};

/** Those that Argo CD passes over too; not the one that a patch may hold a part of. */
function writtenSources({
  map: spec,
  named,
}: ApplicationSpec): readonly { readonly node: YamlNode; readonly owner: Span }[] {
  const one = pairOf(spec, 'source');
  const many = pairOf(spec, 'sources');
  const listed = many
    ? itemsOf(many.value).map((node) => ({
        node,
        owner: pairsOf(node)[0]?.key.span ?? (node.type === 'map' && node.flow ? node.span : many.key.span),
      }))
    : [];
  return [...(one && named ? [{ node: one.value, owner: one.key.span }] : []), ...listed];
}

function checkSource({ report }: WorkspaceContext, { node, owner, several }: SourceEntry): void {
  const has = (key: string): boolean => isFilled(at(node, key));
  if (node.type === 'scalar' && hasPlaceholder(node.source)) return;
  if (!has('repoURL')) {
    const place = pairOf(node, 'repoURL')?.key.span ?? owner;
    report({ at: place, message: 'The source has no `repoURL`, so Argo CD refuses the Application.' });
  } else if (!(has('path') || has('chart') || (several && has('ref')))) {
    const choice = several ? '`path`, `chart` or `ref`' : '`path` or `chart`';
    report({ at: owner, message: `The source has no ${choice}, so Argo CD refuses the Application.` });
  } else if (isCertain(at(node, 'chart')) && !has('targetRevision')) {
    const message =
      'The source names a chart without `targetRevision`, so Argo CD refuses the Application. Add the chart’s version.';
    report({ at: owner, message });
  }
}

/** The parts of a hydrator with the keys that Argo CD or its CRD asks for in each. */
const hydratorParts: readonly (readonly [string, readonly string[]])[] = [
  ['drySource', ['repoURL', 'targetRevision', 'path']],
  ['syncSource', ['targetBranch', 'path']],
  ['hydrateTo', ['targetBranch']],
];

function checkHydrator({ report }: WorkspaceContext, hydrator: YamlPair): void {
  if (hydrator.value.type !== 'map') return;
  for (const [part, keys] of hydratorParts) {
    const pair = pairOf(hydrator.value, part);
    if (part === 'hydrateTo' && !pair) continue;
    // An empty path is the top of the repository, an empty revision its default branch.
    const missing = keys.filter((key) => {
      const value = at(pair?.value, key);
      return key === 'path' || key === 'targetRevision' ? isNull(value) : !isFilled(value);
    });
    const [first] = missing;
    if (first === undefined) continue;
    report({
      at: pairOf(pair?.value, first)?.key.span ?? pair?.key.span ?? hydrator.key.span,
      message: `\`sourceHydrator\` has no ${missing.map((key) => `\`${part}.${key}\``).join(', ')}, so Argo CD refuses the Application.`,
    });
  }
  const path = at(hydrator.value, 'syncSource', 'path');
  if (!isString(path) || !/^[./]?$/.test(path.value)) return;
  report({
    at: path.span,
    message:
      'The hydrated manifests need a folder of their own: the API server refuses the top of the repository here.',
  });
}
