import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { haveArgosOfTheirOwn } from '../../workspace/clusters.ts';
import { type Fact, factOf } from '../../workspace/facts.ts';
import type { FileIdentity } from '../../workspace/file.ts';
import { foldersOf, isChartFolder, reachOf } from '../../workspace/gitops.ts';
import { identityOf, plainOwners } from '../../workspace/manifests.ts';
import { isKustomized } from '../../workspace/objects.ts';
import type { Derivation, FactRecord, WorkspaceView } from '../../workspace/view.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const ownedTwice: WorkspaceRule = {
  id: 'argocd/owned-twice',
  title: 'An object that is applied twice',
  severity: 'warning',
  kinds: kubernetesKinds,
  needs: 'workspace',
  why: 'Each of the two writes its own mark onto the object, so both show it as changed in turn (SharedResourceWarning), and when one is deleted or prunes, the other loses the object. With `FailOnSharedResource=true` the second sync fails. Where one Application holds the object twice, the last one counts and what stands in the other is lost (RepeatedResourceWarning).',
  ...diff(`
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: wiki}
   destination: {server: https://kubernetes.default.svc, namespace: wiki}
-=== apps/everything.yaml
+=== apps/copy.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: everything, namespace: argocd}
+metadata: {name: wiki-copy, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: wiki}
-  destination: {server: https://kubernetes.default.svc, namespace: wiki}
+  destination: {server: https://kubernetes.default.svc, namespace: wiki-copy}
 === wiki/config.yaml
 apiVersion: v1
 kind: ConfigMap
 metadata: {name: wiki}
`),
  source: 'argo-cd controller/state.go (SharedResourceWarning, RepeatedResourceWarning)',
  check(context) {
    const { document, file, workspace } = context;
    const object = factOf(document.facts, 'manifest');
    if (!object || hasPlaceholder(object.name) || reachOf(workspace, file).some(({ by }) => by === 'kustomize')) return;
    for (const { application, record } of plainOwners(workspace, file)) {
      const key = keyIn(record.fact.data, { ...object.data, name: object.name });
      const all = key === undefined ? [] : (workspace.derive(appliers).get(key) ?? []);
      const applications = workspace.facts('application');
      const another = all
        .flatMap((index) => (index === application ? [] : (applications[index] ?? [])))
        .find((candidate) => !haveArgosOfTheirOwn(workspace, record.file, candidate.file));
      if (another && another.fact.name !== record.fact.name) return reportShared(context, object, record, another);
      // Two Applications of one name are argocd/duplicate-name's matter.
      if (document.kind === 'application' || all.filter((index) => index === application).length < 2) continue;
      const twin = twinOf(context, object, application, key);
      if (twin) return reportRepeated(context, object, record, twin);
    }
  },
};

function reportShared(
  { report }: WorkspaceContext,
  { span, name, data }: Fact<'manifest'>,
  record: FactRecord,
  another: FactRecord,
): void {
  report({
    at: span,
    message: `Application \`${another.fact.name}\` applies ${data.kind} \`${name}\` too, beside \`${record.fact.name}\`. The two take it from each other, and pruning or deleting one removes it for both.`,
    related: [
      { record, message: 'One of them.' },
      { record: another, message: 'The other one.' },
    ],
  });
}

function reportRepeated(
  { report }: WorkspaceContext,
  { span, name, data }: Fact<'manifest'>,
  { fact }: FactRecord,
  twin: FactRecord,
): void {
  report({
    at: span,
    message: `Application \`${fact.name}\` finds ${data.kind} \`${name}\` twice. Argo CD applies only the last one, so what stands in the other is lost.`,
    related: [{ record: twin, message: 'The same object.' }],
  });
}

/** The same object once more in what an Application applies; not where one of the two may be a patch, or a hook. */
function twinOf(
  { file, workspace }: WorkspaceContext,
  object: Fact<'manifest'>,
  application: number,
  key: string | undefined,
): FactRecord<'manifest'> | undefined {
  if (object.data.hook || isPart(workspace, file)) return undefined;
  return workspace.named('manifest', object.name).find((record) => {
    const { fact } = record;
    if (fact === object || fact.data.kind !== object.data.kind || fact.data.hook) return false;
    const owner = plainOwners(workspace, record.file).find((one) => one.application === application);
    const same = owner && keyIn(owner.record.fact.data, { ...fact.data, name: fact.name }) === key;
    return same === true && !isPart(workspace, record.file);
  });
}

/** True for a file that a kustomization or a chart may use in another way. */
function isPart(view: WorkspaceView, file: FileIdentity): boolean {
  return isKustomized(view, file) || foldersOf(file.path).some((folder) => isChartFolder(view, file.folder, folder));
}

interface Aim {
  readonly destination?: string;
  readonly destinationNamespace?: string;
}

/** An object in its cluster; undefined where either cannot be told. */
function keyIn(app: Aim, object: Parameters<typeof identityOf>[0]): string | undefined {
  const identity = identityOf(object, app.destinationNamespace);
  if (!app.destination || identity === undefined || hasPlaceholder(app.destination + identity)) return undefined;
  return `${app.destination}\n${identity}`;
}

/** The Applications by what they apply, of one workspace folder and another alike; once for each time it is written. */
const appliers: Derivation<ReadonlyMap<string, readonly number[]>> = {
  name: 'applications-by-object',
  compute(view) {
    const found = new Map<string, number[]>();
    for (const { file, fact } of view.facts('manifest')) {
      for (const { application, record } of plainOwners(view, file)) {
        const key = keyIn(record.fact.data, { ...fact.data, name: fact.name });
        if (key === undefined) continue;
        const list = found.get(key);
        if (list) list.push(application);
        else found.set(key, [application]);
      }
    }
    return found;
  },
};
