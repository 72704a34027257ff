import { oldVersionServed } from '../../schema/charts.ts';
import { refusesV1beta1, servesV1 } from '../../versions/external-secrets.ts';
import { externalSecretsVersions } from '../../workspace/drift.ts';
import type { WorkspaceView } from '../../workspace/view.ts';
import { at, isString, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const apiVersion: WorkspaceRule = {
  id: 'external-secrets/api-version',
  title: 'An API version that External Secrets no longer serves',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret', 'secret-store', 'cluster-secret-store', 'manifest'],
  needs: 'workspace',
  why: 'External Secrets serves `v1` from 0.16 on, dropped `v1alpha1` with 0.16 and stopped serving `v1beta1` with 0.17. The API server then knows no such kind, so the sync of the whole Application fails. `PushSecret` is `v1alpha1` in every release.',
  ...diff(`
-apiVersion: external-secrets.io/v1beta1
+apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard, namespace: dashboard}
 spec:
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`),
  source: 'external-secrets config/crds/bases at the tags v0.15.1, v0.16.0, v0.17.0',
  check({ document, file, workspace, report }) {
    const { root } = document.yaml;
    const version = at(root, 'apiVersion');
    const kind = stringOf(at(root, 'kind')) ?? '';
    if (!isString(version) || !version.value.startsWith('external-secrets.io/')) return;
    const written = version.value.slice('external-secrets.io/'.length);
    if (kind === 'PushSecret' || kind === 'ClusterPushSecret') {
      if (written === 'v1alpha1') return;
      report({
        at: version.span,
        message: `\`${kind}\` exists as \`external-secrets.io/v1alpha1\` only, so the API server refuses this.`,
        fixes: [replaceFix(version.span, 'external-secrets.io/v1alpha1')],
      });
      return;
    }
    if (document.kind === 'manifest') return;
    const installed = externalSecretsVersions(workspace, file.folder);
    if (installed.length > 0 && installed.every((one) => one !== undefined && !servesV1(one))) {
      const [one] = installed;
      if (written !== 'v1') return;
      report({
        at: version.span,
        message: `External Secrets ${one?.major}.${one?.minor} does not serve \`v1\` yet; it came with 0.16. The API server refuses this until then.`,
        fixes: [replaceFix(version.span, 'external-secrets.io/v1beta1')],
      });
      return;
    }
    if (written !== 'v1beta1' && written !== 'v1alpha1') return;
    if (written === 'v1beta1' && keepsOldVersion(workspace, file.folder)) {
      report({
        at: version.span,
        message:
          '`v1beta1` is served only as long as `crds.unsafeServeV1Beta1` is set; without it this is refused. `v1` holds the same fields.',
        severity: 'information',
        tag: 'deprecated',
        fixes: [replaceFix(version.span, 'external-secrets.io/v1')],
      });
      return;
    }
    const gone = written === 'v1beta1' ? refusesV1beta1 : servesV1;
    const still = installed.some((one) => one === undefined || !gone(one));
    report({
      at: version.span,
      message: still
        ? `External Secrets stops serving \`${written}\` with ${written === 'v1beta1' ? '0.17' : '0.16'}; then this is refused. \`v1\` holds the same fields.`
        : `External Secrets ${written === 'v1beta1' ? '0.17 and newer serve' : '0.16 and newer know'} no \`${written}\`, so the API server refuses this and the sync fails. \`v1\` holds the same fields.`,
      severity: still ? 'warning' : 'error',
      tag: 'deprecated',
      fixes: [replaceFix(version.span, 'external-secrets.io/v1')],
    });
  },
};

/** Whether values of the chart keep `v1beta1` served. */
function keepsOldVersion(view: WorkspaceView, folder: string): boolean {
  return view
    .facts('chart-values')
    .some(({ file, fact }) => file.folder === folder && fact.data.switches?.includes(oldVersionServed));
}
