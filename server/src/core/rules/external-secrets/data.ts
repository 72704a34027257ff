import { externalSpecOf } from '../../kinds/external-secret.ts';
import { isOlderExternalSecrets } from '../../workspace/drift.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { isKustomized } from '../../workspace/objects.ts';
import { at, isNull, itemsOf, pairOf, stringOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const data: WorkspaceRule = {
  id: 'external-secrets/data',
  title: 'An ExternalSecret without data, or a source that is none or two',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret'],
  needs: 'workspace',
  why: 'External Secrets’ webhook refuses an ExternalSecret with neither `data` nor `dataFrom`, and an item of `dataFrom` that has none or several of `extract`, `find` and a generator. Argo CD then cannot apply it. An empty `key` finds nothing at the provider.',
  ...diff(`
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard}
 spec:
   secretStoreRef: {kind: ClusterSecretStore, name: infisical}
   dataFrom:
     - extract: {key: /dashboard}
-      find: {path: /dashboard}
+    - find: {path: /dashboard}
`),
  source: 'external-secrets apis/externalsecrets/v1/externalsecret_validator.go',
  check(context) {
    const spec = externalSpecOf(context.document.kind, context.document.yaml.root);
    if (spec?.value.type !== 'map' || pairOf(spec.value, '<<')) return;
    const lists = ['data', 'dataFrom'].flatMap((key) => pairOf(spec.value, key) ?? []);
    if (lists.every((list) => isEmpty(list.value)) && !isPatched(context.workspace, context.file)) {
      context.report({
        at: lists[0]?.key.span ?? spec.key.span,
        message: 'There is neither `data` nor `dataFrom`, so External Secrets refuses it and no Secret is written.',
      });
    }
    for (const item of itemsOf(at(spec.value, 'dataFrom'))) {
      checkSource(context, item);
      for (const change of itemsOf(at(item, 'rewrite'))) checkRewriting(context, change);
    }
    for (const list of lists) for (const item of itemsOf(list.value)) checkSourceRef(context, item);
    // A base of Kustomize may leave keys to those who build on it.
    if (isKustomized(context.workspace, context.file)) return;
    for (const item of itemsOf(at(spec.value, 'data'))) checkKey(context, at(item, 'remoteRef'));
    for (const item of itemsOf(at(spec.value, 'dataFrom'))) checkKey(context, at(item, 'extract'));
  },
};

function checkKey({ report }: WorkspaceContext, reference: YamlNode | undefined): void {
  const key = at(reference, 'key');
  // Where the property is empty too, the whole is a form that somebody fills in elsewhere.
  if (!key || stringOf(key) !== '' || stringOf(at(reference, 'property')) === '') return;
  report({
    at: key.span,
    message: '`key` is empty, so the provider has nothing to look up and no Secret is written.',
    severity: 'warning',
  });
}

function isEmpty(node: YamlNode): boolean {
  return isNull(node) || (node.type === 'seq' && node.items.length === 0);
}

function checkSource({ report }: WorkspaceContext, item: YamlNode): void {
  if (item.type !== 'map' || pairOf(item, '<<')) return;
  const source = pairOf(item, 'sourceRef');
  const generator = source && pairOf(source.value, 'generatorRef');
  const ways = [pairOf(item, 'extract'), pairOf(item, 'find'), generator].flatMap((pair): readonly YamlPair[] =>
    pair ? [pair] : [],
  );
  const [first, second] = ways;
  if (first && second) {
    report({
      at: second.key.span,
      message: `\`${first.key.value}\` and \`${second.key.value}\` stand in one item of \`dataFrom\`, so External Secrets refuses it. Each needs an item of its own.`,
    });
  } else if (!first && source && !isNull(source.value) && !pairOf(source.value, 'storeRef')) {
    report({
      at: source.key.span,
      message: '`sourceRef` names neither a generator nor a store, so External Secrets refuses it.',
    });
  } else if (!first && !source) {
    const [pair] = item.pairs;
    if (pair)
      report({
        at: pair.key.span,
        message:
          'This item of `dataFrom` has neither `extract` nor `find` nor a generator, so External Secrets refuses it.',
      });
  }
}

/** `sourceRef` names one of two; that of `dataFrom` without any is told by `checkSource`. */
function checkSourceRef({ report, workspace, file }: WorkspaceContext, item: YamlNode): void {
  const source = pairOf(item, 'sourceRef');
  const [store, generator] = ['storeRef', 'generatorRef'].map((key) => source && pairOf(source.value, key));
  if (store && generator) {
    report({
      at: generator.key.span,
      message:
        '`sourceRef` names a store and a generator, so the API server refuses the object. Each needs an item of its own.',
    });
  } else if (
    source?.value.type === 'map' &&
    source.value.pairs.length === 0 &&
    ['secretKey', 'extract', 'find'].some((key) => pairOf(item, key)) &&
    !isOlderExternalSecrets(workspace, file.folder, [0, 11, 0])
  ) {
    report({
      at: source.key.span,
      message: '`sourceRef` names neither a generator nor a store, so the API server refuses the object.',
    });
  }
}

/** One change to the keys is made in one way, which the schema asks from 0.19.2 on. */
function checkRewriting({ report, workspace, file }: WorkspaceContext, change: YamlNode): void {
  const ways = ['regexp', 'transform', 'merge'].map((key) => pairOf(change, key));
  const [first, second] = ways.filter((pair) => pair !== undefined);
  if (!first || !second || isOlderExternalSecrets(workspace, file.folder, [0, 19, 2])) return;
  report({
    at: second.key.span,
    message: `\`${first.key.value}\` and \`${second.key.value}\` stand in one item of \`rewrite\`, so the API server refuses the object. Each needs an item of its own.`,
  });
}
