import { kubernetesOfTalos, parseVersion } from '../../versions/version.ts';
import { at, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const versionMatrix: WorkspaceRule = {
  id: 'cluster-template/version-matrix',
  title: 'A Kubernetes version that the Talos version does not run',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'workspace',
  early: true,
  why: 'Each Talos release runs a range of Kubernetes minor versions. omnictl does not check this; the server refuses the cluster when the template is synced. What the connected Omni itself offers for the Talos version is no finding.',
  ...diff(`
 kind: Cluster
 name: lab
-kubernetes: {version: v1.36.2}
+kubernetes: {version: v1.34.2}
 talos: {version: v1.11.6}
`),
  source: 'siderolabs/talos pkg/machinery/compatibility; omni internal/backend/runtime/omni/validations/cluster.go',
  check({ document, workspace, report }) {
    const { root } = document.yaml;
    const written = at(root, 'kubernetes', 'version');
    const [talosText, kubernetesText] = [scalarText(at(root, 'talos', 'version')), scalarText(written)];
    const talos = parseVersion(talosText ?? '');
    const kubernetes = parseVersion(kubernetesText ?? '');
    if (!talos || !kubernetes || !written || talos.major !== 1 || kubernetes.major !== 1) return;
    const range = kubernetesOfTalos[talos.minor];
    if (!range || (kubernetes.minor >= range[0] && kubernetes.minor <= range[1])) return;
    const offered = workspace.live('talosVersions')?.find(({ version }) => version === talosText?.replace(/^v/, ''));
    if (offered?.kubernetes.includes(kubernetesText?.replace(/^v/, '') ?? '')) return;
    report({
      at: written.span,
      message: `Talos 1.${talos.minor} runs Kubernetes 1.${range[0]} to 1.${range[1]}, so Omni refuses the cluster with Kubernetes 1.${kubernetes.minor}.`,
    });
  },
};
