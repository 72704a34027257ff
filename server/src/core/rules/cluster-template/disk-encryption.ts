import { isFrom, talosGates } from '../../versions/gates.ts';
import { parseVersion } from '../../versions/version.ts';
import { goBoolean } from '../../yaml/go-decode.ts';
import { at, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

const { diskEncryption: gate } = talosGates;

export const diskEncryption: DocumentRule = {
  id: 'cluster-template/disk-encryption',
  title: 'Disk encryption with a Talos version that does not have it',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'document',
  why: 'Disks encrypted with keys that Omni keeps came with Talos 1.5. omnictl refuses the template below it.',
  ...diff(`
 kind: Cluster
 name: lab
-kubernetes: {version: v1.27.16}
-talos: {version: v1.4.8}
+kubernetes: {version: v1.36.2}
+talos: {version: v1.13.6}
 features: {diskEncryption: true}
`),
  source: 'omni client/pkg/omni/resources/omni/cluster.go (validateEncryption)',
  check({ document, report }) {
    const { root } = document.yaml;
    const value = at(root, 'features', 'diskEncryption');
    const talos = parseVersion(scalarText(at(root, 'talos', 'version')) ?? '');
    if (!value || goBoolean(value) !== true || !talos || isFrom(talos, gate)) return;
    report({
      at: value.span,
      message: `Disk encryption came with Talos ${gate.since}, so omnictl refuses the template with Talos ${talos.major}.${talos.minor}.`,
    });
  },
};
