import { isExamplePath } from '../../kinds/example-path.ts';
import { isForeign } from '../../kinds/foreign.ts';
import { innerTrees } from '../../kinds/inner-trees.ts';
import { kindOf, strengthOf } from '../../kinds/secret-words.ts';
import { type SensitiveValue, sensitiveValues } from '../../kinds/sensitive.ts';
import { decodeBase64 } from '../../text/bytes.ts';
import { at, keyText, pairsOf, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const placeholder: DocumentRule = {
  id: 'secret/placeholder',
  title: 'A password that is still a stand-in',
  severity: 'information',
  kinds: ['application', 'application-set', 'manifest', 'secret', 'compose', 'kustomization', 'unknown'],
  needs: 'document',
  why: 'Words such as `changeme` and `admin` are the first that anybody tries. If nothing replaces the value on its way to the cluster, it is the password.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source:
     chart: wiki
-    helm: {valuesObject: {admin: {password: changeme}}}
+    helm: {valuesObject: {admin: {existingSecret: wiki-admin}}}
`),
  source: 'an observation; nothing upstream refuses it',
  check({ document, file, report }) {
    if (isExamplePath(file.path) || isForeign(document.kind, document.yaml.root, file.path)) return;
    const trees = [document.yaml.root, ...innerTrees(document)];
    const inBase64 = document.kind === 'secret' ? encoded(at(document.yaml.root, 'data')) : [];
    const seen = new Set<number>();
    for (const { key, span, kind } of [...trees.flatMap(sensitiveValues), ...inBase64]) {
      if (kind !== 'placeholder' || seen.has(span.start)) continue;
      seen.add(span.start);
      report({
        at: span,
        message: `\`${key}\` is still a stand-in. If nothing replaces it before it is applied, this is the password.`,
      });
    }
  },
};

/** What the `data` of a Secret holds, out of its base64. */
function encoded(data: YamlNode | undefined): readonly Pick<SensitiveValue, 'key' | 'span' | 'kind'>[] {
  return pairsOf(data).flatMap((pair) => {
    const key = keyText(pair);
    const strength = strengthOf(key);
    const text = decodeBase64(stringOf(pair.value) ?? '');
    const kind = strength && text !== undefined ? kindOf(text, strength) : undefined;
    return kind ? [{ key, span: pair.value.span, kind }] : [];
  });
}
