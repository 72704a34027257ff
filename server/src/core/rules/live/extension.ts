import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { completeName, officialExtensions, successorsOf } from '../../versions/talos-extensions.ts';
import { offeredExtensions } from '../../workspace/live-extensions.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { at, isString, itemsOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import type { WorkspaceRule } from '../rule.ts';

const example = (name: string): string => `
=== live
clusters: [{name: lab, state: Running}]
extensions: [{talos: [1.13.6], names: [siderolabs/iscsi-tools, siderolabs/util-linux-tools]}]
=== clusters/lab.yaml
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.6}
systemExtensions: [${name}]
`;

export const extension: WorkspaceRule = {
  id: 'live/extension',
  title: 'A system extension that Omni does not offer',
  severity: 'error',
  kinds: templateKinds,
  needs: 'live',
  why: 'For each Talos release Omni has a list of extensions. It refuses one that is not in the list of the template’s release, after parts of the template are synced. The rule speaks only while Omni is connected, and only of folders whose clusters or classes that Omni has.',
  bad: example('acme/probe'),
  good: example('siderolabs/iscsi-tools'),
  source: 'omni internal/backend/runtime/omni/validations/extensions.go',
  check({ document, file, workspace, report }) {
    const { offered, by } = offeredExtensions(file.uri, workspace);
    if (offered.length === 0) return;
    for (const item of itemsOf(at(document.yaml.root, 'systemExtensions'))) {
      if (!isString(item) || item.value === '' || hasPlaceholder(item.value)) continue;
      const name = completeName(item.value);
      if (offered.includes(name) || isReportedOffline(name) || !belongsToLiveOmni(workspace, file.folder)) continue;
      const near = nearest(name, offered);
      report({
        at: item.span,
        message: `Omni offers no extension \`${name}\` for ${by} and refuses it at sync.`,
        fixes: near ? [replaceFix(item.span, near)] : [],
      });
    }
  },
};

/** What `cluster-template/extension-name` says without a connection is not said twice. */
function isReportedOffline(name: string): boolean {
  return (
    successorsOf(name).length > 0 || (!officialExtensions.has(name) && nearest(name, officialExtensions) !== undefined)
  );
}
