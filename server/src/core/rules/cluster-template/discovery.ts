import { isFrom, talosGates } from '../../versions/gates.ts';
import { parseVersion } from '../../versions/version.ts';
import { goBoolean } from '../../yaml/go-decode.ts';
import { at, pairOf, scalarText } from '../../yaml/nodes.ts';
import { addLinesBefore } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule, Fix } from '../rule.ts';

export const discovery: DocumentRule = {
  id: 'cluster-template/discovery',
  title: 'The public discovery service switched off where Omni does not allow it',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'document',
  why: 'Members of a cluster find each other through a discovery service. Omni lets the public one go only for clusters created with Talos 1.14 or later, and only when its own takes the place. omnictl does not look; the server refuses the cluster at sync.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.14.0}
-features: {disablePublicDiscoveryService: true}
+features: {disablePublicDiscoveryService: true, useEmbeddedDiscoveryService: true}
`),
  source: 'omni internal/backend/runtime/omni/validations/cluster.go',
  check({ document, report }) {
    const { root, text } = { root: document.yaml.root, text: document.text };
    const features = at(root, 'features');
    const pair = pairOf(features, 'disablePublicDiscoveryService');
    if (!pair || goBoolean(pair.value) !== true) return;
    const talos = parseVersion(scalarText(at(root, 'talos', 'version')) ?? '');
    if (talos && !isFrom(talos, talosGates.publicDiscovery)) {
      report({
        at: pair.value.span,
        message: `Omni can switch the public discovery service off only for clusters created with Talos ${talosGates.publicDiscovery.since} or later, so it refuses this one with Talos ${talos.major}.${talos.minor}.`,
      });
      return;
    }
    const embedded = pairOf(features, 'useEmbeddedDiscoveryService');
    if (embedded && goBoolean(embedded.value) !== false) return;
    const message =
      'Without the public discovery service nodes find each other only through Omni’s own. It is not switched on, so Omni refuses the cluster.';
    const title = 'Write `useEmbeddedDiscoveryService: true`';
    const added =
      features?.type === 'map'
        ? addLinesBefore(text, features, pair, ['useEmbeddedDiscoveryService: true'])
        : undefined;
    const fixes: readonly Fix[] = embedded
      ? [{ title, edits: [{ span: embedded.value.span, newText: 'true' }] }]
      : added
        ? [{ title, edits: [added] }]
        : [];
    report({ at: pair.value.span, message, fixes });
  },
};
