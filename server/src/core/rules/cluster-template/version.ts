import { documentSpan } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isTolerantVersion } from '../../versions/version.ts';
import { at, pairOf, scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const version: DocumentRule = {
  id: 'cluster-template/version',
  title: 'A Talos or Kubernetes version that omnictl cannot read',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'document',
  why: 'Both versions are written in full. The Talos version begins with `v`; for Kubernetes the `v` may be left out. omnictl takes `v1.13` too, but the server has no release of that name and refuses the cluster.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
-talos: {version: 1.13.6}
+talos: {version: v1.13.6}
`),
  source: 'omni client/pkg/omni/resources/omni/cluster.go (validation of versions)',
  check(context) {
    checkVersion(context, 'talos', 'Talos');
    checkVersion(context, 'kubernetes', 'Kubernetes');
  },
};

const examples = { Talos: 'v1.13.6', Kubernetes: 'v1.36.2' } as const;

function checkVersion(
  { document, report }: DocumentContext,
  section: 'talos' | 'kubernetes',
  product: keyof typeof examples,
): void {
  const { root } = document.yaml;
  const value = at(root, section, 'version');
  if (value && value.type !== 'scalar') return;
  const written = scalarText(value) ?? '';
  if (!value || written === '') {
    report({
      at: pairOf(root, section)?.key.span ?? documentSpan(root),
      message: `The cluster has no ${product} version, so omnictl refuses the template. Add \`${section}.version\`.`,
    });
    return;
  }
  if (hasPlaceholder(written)) return;
  const lower = written.trim().replace(/^V/, 'v');
  if (!isTolerantVersion(lower)) {
    report({
      at: value.span,
      message: `\`${written}\` is no ${product} version such as \`${examples[product]}\`, so omnictl refuses the template.`,
    });
  } else if (!isTolerantVersion(written) || (section === 'talos' && !written.startsWith('v'))) {
    const fixed = `v${lower.replace(/^v/, '')}`;
    report({
      at: value.span,
      message:
        section === 'talos'
          ? `The Talos version begins with \`v\`; omnictl refuses \`${written}\`.`
          : `The \`v\` of a version is a small letter; omnictl refuses \`${written}\`.`,
      fixes: [replaceFix(value.span, fixed)],
    });
  } else if (/^v?\d+(?:\.\d+)?$/.test(written.trim())) {
    report({
      at: value.span,
      message: `Omni knows ${product} releases by their full version, such as \`${examples[product]}\`, so it refuses \`${written}\` at sync.`,
    });
  }
}
