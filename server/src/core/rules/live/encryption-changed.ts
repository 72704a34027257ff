import { nameSpan } from '../../kinds/cluster-template.ts';
import { liveClusterOf } from '../../workspace/live-scope.ts';
import { goBoolean } from '../../yaml/go-decode.ts';
import { isNull, pairOf, type YamlNode } from '../../yaml/nodes.ts';
import { addLines, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const encryptionChanged: WorkspaceRule = {
  id: 'live/encryption-changed',
  title: 'Disk encryption that differs from the cluster’s',
  severity: 'warning',
  kinds: ['template-cluster'],
  needs: 'live',
  why: 'Omni settles the encryption of disks when it creates a cluster and refuses to change it, so nothing else in the template is synced to that cluster either. Leaving `features.diskEncryption` out means `false`. The template is compared with the cluster of its name, only while Omni is connected.',
  ...diff(`
 === live
 clusters: [{name: lab, state: Running, diskEncryption: false}]
 === clusters/lab.yaml
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
-features: {diskEncryption: true}
+features: {diskEncryption: false}
`),
  source: 'omni internal/backend/runtime/omni/validations/cluster.go (updating disk encryption settings)',
  check({ document, workspace, report }) {
    const { root } = document.yaml;
    const has = liveClusterOf(document, workspace)?.diskEncryption;
    const features = pairOf(root, 'features')?.value;
    const pair = pairOf(features, 'diskEncryption');
    const wants = pair ? goBoolean(pair.value) : false;
    if (has === undefined || wants === undefined || has === wants) return;
    const written = pair && !isNull(pair.value) ? pair.value.span : pair?.key.span;
    report({
      at: written ?? nameSpan(root),
      message: has
        ? 'The disks of the cluster are encrypted, and without `features.diskEncryption: true` Omni refuses every change of it.'
        : 'The disks of the cluster are not encrypted. Omni refuses to change that, and with it every change of the cluster.',
      fixes: pair ? [replaceFix(pair.value.span, `${has}`)] : addFixes(document.text, features),
    });
  },
};

function addFixes(text: string, features: YamlNode | undefined): readonly Fix[] {
  const line = 'diskEncryption: true';
  const edit = features?.type === 'map' && !features.flow ? addLines(text, features, [line]) : undefined;
  return edit ? [{ title: `Add \`${line}\``, edits: [edit] }] : [];
}
