import { isSet, textAt } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { canonicalUuid } from '../../text/uuid.ts';
import { at, pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const bootstrapSpec: DocumentRule = {
  id: 'cluster-template/bootstrap-spec',
  title: 'A `bootstrapSpec` that names no backup',
  severity: 'error',
  kinds: ['template-control-plane'],
  needs: 'document',
  why: 'To restore etcd, Omni needs the UUID of the cluster that was backed up and the name of the snapshot. omnictl refuses the template when one of them is missing; the server refuses a UUID it does not know and a snapshot that is no plain path.',
  ...diff(`
 kind: ControlPlane
 machineClass: {name: lab-control-plane, size: 3}
-bootstrapSpec: {clusterUUID: 4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11}
+bootstrapSpec: {clusterUUID: 4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11, snapshot: FFFFFFFF9A99FBF6.snapshot}
`),
  source:
    'omni client/pkg/template/internal/models/controlplane.go; internal/backend/runtime/omni/validations/machine_set.go (validateBootstrapSpec)',
  check({ document, report }) {
    const pair = pairOf(document.yaml.root, 'bootstrapSpec');
    if (!isSet(pair) || pair.value.type !== 'map') return;
    for (const key of ['clusterUUID', 'snapshot']) {
      const value = at(pair.value, key);
      const text = textAt(pair.value, key);
      if (text === '' && (!value || value.type === 'scalar')) {
        report({
          at: pairOf(pair.value, key)?.key.span ?? pair.key.span,
          message: `\`bootstrapSpec\` has no \`${key}\`, so omnictl refuses the template.`,
        });
      } else if (value && !hasPlaceholder(text)) {
        const problem = key === 'snapshot' ? snapshotProblem(text) : uuidProblem(text);
        if (problem !== undefined) report({ at: value.span, message: `${problem}, so Omni refuses the machine set.` });
      }
    }
  },
};

/** What Go's fs.ValidPath refuses. */
function snapshotProblem(text: string): string | undefined {
  const parts = text.split('/');
  if (text === '.' || parts.every((part) => part !== '' && part !== '.' && part !== '..')) return undefined;
  return 'A snapshot is a plain path without `..`, `.` or a `/` at either end';
}

function uuidProblem(text: string): string | undefined {
  return canonicalUuid(text) === undefined ? `\`${text}\` is no UUID, and Omni knows clusters by theirs` : undefined;
}
