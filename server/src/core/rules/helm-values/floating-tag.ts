import { helmValuesOf, sourcesOf } from '../../kinds/argocd.ts';
import { isExamplePath } from '../../kinds/example-path.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { containersOf, podSpecOf } from '../../kinds/pods.ts';
import { at, isString, walk, type YamlNode, type YamlString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const floatingTag: DocumentRule = {
  id: 'helm-values/floating-tag',
  title: 'An image whose tag moves',
  severity: 'hint',
  kinds: ['application', 'manifest', 'unknown'],
  needs: 'document',
  why: 'Behind `latest` and its like stands another image tomorrow: a pod that moves to another node starts a version nobody chose, and git does not say which one ran before.',
  ...diff(`
 apiVersion: apps/v1
 kind: Deployment
 metadata: {name: web}
-spec: {template: {spec: {containers: [{name: web, image: "ghcr.io/otter-lake/web:latest"}]}}}
+spec: {template: {spec: {containers: [{name: web, image: "ghcr.io/otter-lake/web:1.4.2"}]}}}
`),
  source: 'kubernetes documentation, Images',
  check(context) {
    const { document, file } = context;
    const { root } = document.yaml;
    if (isExamplePath(file.path)) return;
    for (const container of containersOf(podSpecOf(root))) checkImage(context, at(container, 'image'));
    const values = document.kind === 'application' ? sourcesOf(at(root, 'spec')).map(helmValuesOf) : [root];
    for (const node of values) if (node) checkTags(context, node);
  },
};

const floating = /^(?:latest|unstable|edge|nightly|main|master|develop|dev|canary|rolling)$/;

function checkImage({ report }: DocumentContext, image: YamlNode | undefined): void {
  if (!isString(image) || image.value === '' || hasPlaceholder(image.value) || image.value.includes('@')) return;
  const tag = /:([\w.-]+)$/.exec(image.value)?.[1];
  if (tag !== undefined && !floating.test(tag)) return;
  report({
    at: image.span,
    message:
      tag === undefined
        ? 'Without a tag this is `latest`, another image tomorrow. A version keeps it.'
        : `\`${tag}\` is another image tomorrow, and each node may run its own. A version keeps it.`,
  });
}

/** `{repository: …, tag: latest}`, as charts and operators take it. */
function checkTags({ report }: DocumentContext, root: YamlNode): void {
  walk(root, (node) => {
    const tag = at(node, 'tag');
    if (!isString(tag) || !floating.test(tag.value) || at(node, 'digest')) return;
    if (!named(at(node, 'repository')) && !named(at(node, 'repo'))) return;
    report({
      at: tag.span,
      message: `\`${tag.value}\` is another image tomorrow, and each node may run its own. A version keeps it.`,
    });
  });
}

function named(node: YamlNode | undefined): node is YamlString {
  return isString(node) && node.value !== '';
}
