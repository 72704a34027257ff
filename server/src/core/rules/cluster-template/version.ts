import { hasPlaceholder } from '../../kinds/recognise.ts';
import { parseVersion } from '../../versions/version.ts';
import { at, pairOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const version: DocumentRule = {
  id: 'cluster-template/version',
  title: 'A Talos or Kubernetes version that omnictl cannot read',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'document',
  why: 'omnictl wants a full version for both. The Talos version begins with `v`; for Kubernetes the `v` may be left out.',
  bad: `
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: 1.13.6}
`,
  good: `
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.6}
`,
  source: 'omni client/pkg/omni/resources/omni/cluster.go (validation of versions)',
  check(context) {
    const { root } = context.document.yaml;
    checkVersion(context, root, 'talos', 'Talos');
    checkVersion(context, root, 'kubernetes', 'Kubernetes');
  },
};

function checkVersion({ report }: DocumentContext, root: YamlNode | undefined, section: string, product: string): void {
  const owner = pairOf(root, section) ?? (root?.type === 'map' ? pairOf(root, 'kind') : undefined);
  const value = at(root, section, 'version');
  const written = scalarText(value);
  if (!owner) return;
  if (written === undefined || written === '' || !value) {
    report({
      at: owner.key.span,
      message: `The cluster has no ${product} version, so omnictl refuses the template. Add \`${section}.version\`.`,
    });
    return;
  }
  if (hasPlaceholder(written)) return;
  const readable =
    parseVersion(written) !== undefined && typeof (value.type === 'scalar' ? value.value : null) === 'string';
  if (section === 'talos' && readable && !written.startsWith('v')) {
    const fixed = `v${written.replace(/^V/, '')}`;
    report({
      at: value.span,
      message: `The Talos version begins with \`v\`; omnictl refuses \`${written}\`.`,
      fixes: [replaceFix(value.span, fixed)],
    });
    return;
  }
  if (parseVersion(written)) return;
  report({
    at: value.span,
    message: `\`${written}\` is no ${product} version such as \`v${product === 'Talos' ? '1.13.6' : '1.36.2'}\`, so omnictl refuses the template.`,
  });
}
