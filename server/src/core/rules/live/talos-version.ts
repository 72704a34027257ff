import { hasPlaceholder } from '../../kinds/recognise.ts';
import { nearest } from '../../text/names.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { belongsToLiveOmni } from '../live-scope.ts';
import type { WorkspaceRule } from '../rule.ts';

const example = (version: string): string => `
=== live
clusters: [{name: lab, state: Running}]
talosVersions: [1.13.5, 1.13.6]
=== clusters/lab.yaml
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: ${version}}
`;

export const talosVersion: WorkspaceRule = {
  id: 'live/talos-version',
  title: 'A Talos version that Omni does not offer',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'live',
  why: 'Omni refuses a cluster with a Talos release that is not in its own list, which it takes from its image factory and from the versions it supports. The rule speaks only while Omni is connected, and only of folders whose clusters or classes that Omni has.',
  bad: example('v1.13.7'),
  good: example('v1.13.6'),
  source: 'omni internal/backend/runtime/omni/validations/cluster.go (Talos version)',
  check({ document, file, workspace, report }) {
    const versions = workspace.live('talosVersions');
    const version = at(document.yaml.root, 'talos', 'version');
    if (!versions || versions.length === 0 || !isString(version) || hasPlaceholder(version.value)) return;
    const bare = /^v(\d+\.\d+\.\d+.*)$/.exec(version.value)?.[1];
    if (bare === undefined || versions.includes(bare) || !belongsToLiveOmni(workspace, file.folder)) return;
    const near = nearest(bare, versions);
    report({
      at: version.span,
      message: `Omni does not offer Talos \`${version.value}\` and refuses the cluster at sync.${near ? ` It offers \`v${near}\`.` : ''}`,
      fixes: near ? [replaceFix(version.span, `v${near}`)] : [],
    });
  },
};
