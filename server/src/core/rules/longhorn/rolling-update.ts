import { podSpecOf } from '../../kinds/pods.ts';
import { factOf } from '../../workspace/facts.ts';
import { namespaceOf, namespaceOfRecord } from '../../workspace/objects.ts';
import { at, isString, itemsOf, pairOf, scalarText, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { addLinesBefore, removePair } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const rollingUpdate: WorkspaceRule = {
  id: 'longhorn/rolling-update',
  title: 'A rolling update of a pod whose volume goes to one node only',
  severity: 'information',
  kinds: ['manifest'],
  needs: 'workspace',
  why: 'A rolling update starts the new pod before it stops the old one. A `ReadWriteOnce` volume is attached to one node: on another node the new pod waits for it, and the old one waits for the new one to be ready. `Recreate` stops the old pod first.',
  ...diff(`
 === claim.yaml
 apiVersion: v1
 kind: PersistentVolumeClaim
 metadata: {name: wiki, namespace: wiki}
 spec: {accessModes: [ReadWriteOnce]}
 === deployment.yaml
 apiVersion: apps/v1
 kind: Deployment
 metadata: {name: wiki, namespace: wiki}
 spec:
   replicas: 1
+  strategy: {type: Recreate}
   template: {spec: {volumes: [{name: data, persistentVolumeClaim: {claimName: wiki}}]}}
`),
  source: 'kubernetes documentation, Deployments (strategy) and Persistent Volumes (access modes)',
  check({ document, file, workspace, report }) {
    const { root } = document.yaml;
    const spec = at(root, 'spec');
    if (stringOf(at(root, 'kind')) !== 'Deployment' || Number(scalarText(at(spec, 'replicas')) ?? 1) !== 1) return;
    const strategy = at(spec, 'strategy');
    if ((stringOf(at(strategy, 'type')) ?? 'RollingUpdate') !== 'RollingUpdate') return;
    // Without a surplus pod the old one is stopped first.
    if (scalarText(at(strategy, 'rollingUpdate', 'maxSurge'))?.match(/^0%?$/)) return;
    const claims = itemsOf(at(podSpecOf(root), 'volumes')).flatMap((volume) => {
      const name = at(volume, 'persistentVolumeClaim', 'claimName');
      return isString(name) ? [name] : [];
    });
    if (claims.length === 0) return;
    const namespace = namespaceOf(workspace, file, factOf(document.facts, 'workload')?.data.namespace);
    if (namespace === undefined) return;
    for (const claim of claims) {
      const found = workspace
        .facts('volume-claim')
        .filter((record) => record.fact.name === claim.value && record.file.folder === file.folder)
        .filter((record) => namespaceOfRecord(workspace, record) === namespace);
      // A volume that was made by hand may be a path of the node or a share, which nobody attaches.
      const byHand = found.some(({ fact }) => fact.data.volume !== undefined);
      if (found.length === 0 || byHand || !found.every(({ fact }) => isSingle(fact.data.modes))) continue;
      report({
        at: claim.span,
        message: `The volume \`${claim.value}\` goes to one node at a time, and a rolling update starts the new pod first: on another node it waits for ever. The strategy \`Recreate\` stops the old one before.`,
        fixes: recreate(document.text, spec),
      });
      return;
    }
  },
};

function isSingle(modes: readonly string[]): boolean {
  return modes.length > 0 && modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
}

function recreate(text: string, spec: YamlNode | undefined): readonly Fix[] {
  const strategy = pairOf(spec, 'strategy');
  const template = pairOf(spec, 'template');
  const title = 'Use the strategy `Recreate`';
  if (!strategy) {
    const edit =
      template && spec?.type === 'map'
        ? addLinesBefore(text, spec, template, ['strategy:', '  type: Recreate'])
        : undefined;
    return edit ? [{ title, edits: [edit] }] : [];
  }
  const written = pairOf(strategy.value, 'type');
  const surplus = pairOf(strategy.value, 'rollingUpdate');
  if (!written) return [];
  const edits = [{ span: written.value.span, newText: 'Recreate' }];
  const removed = surplus && removePair(text, surplus);
  if (surplus && !removed) return [];
  return [{ title, edits: removed ? [...edits, removed] : edits }];
}
