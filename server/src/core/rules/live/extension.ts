import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { nearest } from '../../text/names.ts';
import { completeName, officialExtensions, successorsOf } from '../../versions/talos-extensions.ts';
import { at, isString, itemsOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { belongsToLiveOmni } from '../live-scope.ts';
import type { WorkspaceRule } from '../rule.ts';

const example = (name: string): string => `
=== live
clusters: [{name: lab, state: Running}]
extensions: [siderolabs/iscsi-tools, siderolabs/util-linux-tools]
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
  why: 'Omni refuses an extension that is in none of its lists, after parts of the template are synced. The rule speaks only while Omni is connected, and only of folders whose clusters or classes that Omni has.',
  bad: example('acme/probe'),
  good: example('siderolabs/iscsi-tools'),
  source: 'omni internal/backend/runtime/omni/validations/extensions.go',
  check({ document, file, workspace, report }) {
    const offered = workspace.live('extensions');
    if (!offered || offered.length === 0) return;
    for (const item of itemsOf(at(document.yaml.root, 'systemExtensions'))) {
      if (!isString(item) || item.value === '' || hasPlaceholder(item.value)) continue;
      const name = completeName(item.value);
      if (offered.includes(name) || isReportedOffline(name) || !belongsToLiveOmni(workspace, file.folder)) continue;
      const near = nearest(name, offered);
      report({
        at: item.span,
        message: `Omni offers no extension \`${name}\` for any Talos version and refuses it at sync.`,
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
