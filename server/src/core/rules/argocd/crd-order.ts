import { kubernetesKinds } from '../../kinds/kind.ts';
import { chartGroups } from '../../schema/charts.ts';
import { groupOf } from '../../schema/scopes.ts';
import { brings } from '../../workspace/application-waves.ts';
import { newestArgoCd } from '../../workspace/argocd-version.ts';
import { factOf } from '../../workspace/facts.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { type Applied, objectsOf, plainOwners } from '../../workspace/manifests.ts';
import type { FactRecord, WorkspaceView } from '../../workspace/view.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { addBelow } from '../elsewhere.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

const option = 'SkipDryRunOnMissingResource=true';

export const crdOrder: WorkspaceRule = {
  id: 'argocd/crd-order',
  title: 'A custom resource beside the Application whose chart brings its definition',
  severity: 'warning',
  kinds: kubernetesKinds.filter((kind) => kind !== 'application'),
  needs: 'workspace',
  why: 'Before the first wave Argo CD tries every object out. On a new cluster the kind does not exist yet, so the whole sync fails and the child Application that would bring it is never created: neither can begin. `SkipDryRunOnMissingResource=true` on the object and a later wave than the child’s end it. Where the cluster is connected, the severity follows from whether it has the kind.',
  ...diff(`
 === apps/tailscale.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: tailscale, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: tailscale}
 === tailscale/application.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: tailscale-helm, namespace: argocd}
 spec:
   source: {repoURL: https://charts.example.com, chart: tailscale-operator, targetRevision: 1.90.6}
 === tailscale/dnsconfig.yaml
 apiVersion: tailscale.com/v1alpha1
 kind: DNSConfig
 metadata:
   name: dns
+  annotations:
+    argocd.argoproj.io/sync-options: SkipDryRunOnMissingResource=true
+    argocd.argoproj.io/sync-wave: "1"
`),
  source: 'gitops-engine pkg/sync/sync_context.go; argo-cd docs/user-guide/sync-options.md',
  check(context) {
    const { document, file, workspace, report } = context;
    const object = factOf(document.facts, 'manifest');
    if (!object || object.data.hook) return;
    const group = groupOf(object.data.apiVersion);
    if (!Object.values(chartGroups).some((groups) => groups.includes(group))) return;
    const { minor: [major, minor] = [] } = newestArgoCd(workspace, file) ?? {};
    // Argo CD reads the option in an Application from 3.1 on.
    const isTooOld = major !== undefined && minor !== undefined && (major < 3 || (major === 3 && minor < 1));
    const skips = object.data.syncOptions?.includes(option) === true;
    for (const { application, record } of plainOwners(workspace, file)) {
      if (!isTooOld && record.fact.data.syncOptions.includes(option)) continue;
      if (record.fact.data.sources.some((source) => brings(source, group))) continue;
      const beside = objectsOf(workspace, application);
      if (beside.some(({ kind, name }) => kind === 'CustomResourceDefinition' && name.endsWith(`.${group}`))) continue;
      const child = childThatBrings(workspace, beside, group);
      if (!child) continue;
      const wave = child.object.wave ?? 0;
      // In one wave with it, a retry of the sync finds the kind.
      if (skips && (object.data.wave ?? 0) >= wave) continue;
      const kindNode = at(document.yaml.root, 'kind');
      const { kind } = object.data;
      // With the definition in the cluster a sync works there; a cluster that is made anew still begins without it.
      const isThere = knownLive(workspace, file, 'kinds')?.includes(`${group}/${kind}`);
      const { name } = child.object;
      const place = isThere === false ? 'the connected cluster' : 'a new cluster';
      const lacks =
        isThere === false
          ? 'The connected cluster does not have it yet'
          : 'On a new cluster Argo CD does not know it yet';
      const now = isThere ? ' The connected cluster has the kind already, so there it works.' : '';
      report({
        at: isString(kindNode) ? kindNode.span : object.span,
        message: skips
          ? `Application \`${name}\` brings the kind ${kind} in a later wave (${wave}), so on ${place} the sync stops here before it. Give this a later wave.${now}`
          : `Application \`${name}\`, in the same sync, brings the kind ${kind}. ${lacks}, so the whole sync fails and that Application is never created.${now}`,
        severity: isThere === undefined ? 'warning' : isThere ? 'information' : 'error',
        fixes: fixOf(context, wave),
        related: [{ record: child.record, message: `Its chart installs ${group}.` }],
      });
      return;
    }
  },
};

function childThatBrings(
  workspace: WorkspaceView,
  beside: readonly Applied[],
  group: string,
): { readonly object: Applied; readonly record: FactRecord<'application'> } | undefined {
  for (const object of beside) {
    if (object.kind !== 'Application') continue;
    const record = workspace
      .facts('application')
      .find(({ file, fact }) => file.uri === object.uri && fact.name === object.name);
    if (record?.fact.data.sources.some((source) => brings(source, group))) return { object, record };
  }
  return undefined;
}

/** Adds both annotations; where one of them is written already, people decide. */
function fixOf({ document }: WorkspaceContext, wave: number): readonly Fix[] {
  const annotations = at(document.yaml.root, 'metadata', 'annotations');
  if (at(annotations, 'argocd.argoproj.io/sync-options')) return [];
  const written = at(annotations, 'argocd.argoproj.io/sync-wave');
  const isLater = isString(written) && Number(written.value) > wave;
  if (written && !isLater) return [];
  const lines = [
    `argocd.argoproj.io/sync-options: ${option}`,
    ...(written ? [] : [`argocd.argoproj.io/sync-wave: "${wave + 1}"`]),
  ];
  const edit = addBelow(document.text, document.yaml.root, ['metadata', 'annotations'], lines);
  return edit ? [{ title: 'Apply it after its definition', edits: [edit] }] : [];
}
