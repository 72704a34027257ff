import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { podSecurityPrefix } from '../../kinds/pods.ts';
import { nearest } from '../../text/names.ts';
import { podSecurityLevels } from '../../workspace/pod-security.ts';
import { at, keyText, pairsOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

const modes = ['enforce', 'audit', 'warn'];
const keys = modes.flatMap((mode) => [mode, `${mode}-version`]);

/** What a level that cannot be read does in a namespace that has it (api/helpers.go, PolicyToEvaluate). */
const inOldOne: Readonly<Record<string, string>> = {
  enforce: 'lets hardly a pod into',
  audit: 'records nothing of',
  warn: 'warns of nothing in',
};

export const label: DocumentRule = {
  id: 'pod-security/label',
  title: 'A Pod Security label that means nothing, or something else',
  severity: 'error',
  kinds: ['namespace', 'application', 'application-set'],
  needs: 'document',
  why: 'The API server refuses to make or change a namespace with an unknown level or version. In one that has such a level already, `enforce` counts as `restricted`, so hardly a pod is let in, and `audit` and `warn` count as `privileged`. A key it does not know it passes over.',
  ...diff(`
 apiVersion: v1
 kind: Namespace
 metadata:
   name: longhorn-system
-  labels: {pod-security.kubernetes.io/enforce: priviliged}
+  labels: {pod-security.kubernetes.io/enforce: privileged}
`),
  source: 'kubernetes/pod-security-admission api/constants.go, api/helpers.go',
  check(context) {
    const { root } = context.document.yaml;
    const spec = context.document.kind === 'application-set' ? at(root, 'spec', 'template', 'spec') : at(root, 'spec');
    const labels =
      context.document.kind === 'namespace'
        ? at(root, 'metadata', 'labels')
        : at(spec, 'syncPolicy', 'managedNamespaceMetadata', 'labels');
    for (const pair of pairsOf(labels)) if (keyText(pair).startsWith(podSecurityPrefix)) checkLabel(context, pair);
  },
};

function checkLabel({ report }: DocumentContext, pair: YamlPair): void {
  const key = keyText(pair).slice(podSecurityPrefix.length);
  const value = scalarText(pair.value);
  if (!keys.includes(key)) {
    const near = nearest(key, keys);
    report({
      at: pair.key.span,
      message: `Kubernetes knows no label \`${keyText(pair)}\` and passes over it.${near ? ` Did you mean \`${podSecurityPrefix}${near}\`?` : ''}`,
      severity: 'warning',
      fixes: near ? [replaceFix(pair.key.span, podSecurityPrefix + near)] : [],
    });
    return;
  }
  if (value === undefined || hasPlaceholder(value)) return;
  const text = value === '' ? 'Nothing' : `\`${value}\``;
  if (modes.includes(key)) {
    if (podSecurityLevels.some((level) => level === value)) return;
    const near = nearest(value, podSecurityLevels);
    report({
      at: pair.value.span,
      message: `${text} is no level; it is \`privileged\`, \`baseline\` or \`restricted\`. The API server refuses a namespace that is made or changed with it, and ${inOldOne[key]} one that has it already.`,
      fixes: near ? [replaceFix(pair.value.span, near)] : [],
    });
  } else if (!/^(?:latest|v1\.(?:0|[1-9]\d{0,17}))$/.test(value)) {
    const minor = /^v?1\.(\d+)(?:\.\d+)?$/.exec(value)?.[1];
    report({
      at: pair.value.span,
      message: `${text} is no version; it is \`latest\` or one such as \`v1.34\`. The API server refuses a namespace that is made or changed with it.`,
      fixes: minor === undefined ? [] : [replaceFix(pair.value.span, `v1.${Number(minor)}`)],
    });
  }
}
