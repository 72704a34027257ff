import { isSet } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { formatGoDuration } from '../../text/go-duration.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { goDuration } from '../../yaml/go-decode.ts';
import { at, pairOf, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceContext, WorkspaceRule } from '../rule.ts';

/** Seconds; where the server's configuration says nothing else. */
const usual = { shortest: 3600, longest: 24 * 3600 };

export const backupInterval: WorkspaceRule = {
  id: 'cluster-template/backup-interval',
  title: 'A backup interval that is no duration, or outside of what Omni allows',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'workspace',
  early: true,
  why: 'omnictl reads the interval as a Go duration with a unit (`6h`, `90m`) and refuses the template otherwise. Omni takes one hour to one day unless its own configuration says otherwise, and refuses the rest at sync; that is a warning here. While Omni is connected, and the folder has a class or cluster of it, the limits are those of its configuration, and beyond them is an error. `0` switches backups off.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
-features: {backupConfiguration: {interval: 6}}
+features: {backupConfiguration: {interval: 6h}}
`),
  source:
    'omni client/pkg/template/internal/models/cluster.go (BackupConfiguration); internal/backend/runtime/omni/validations/cluster.go (validateBackupInterval)',
  check(context) {
    const { document, report } = context;
    const pair = pairOf(at(document.yaml.root, 'features', 'backupConfiguration'), 'interval');
    if (!isSet(pair) || pair.value.type !== 'scalar') return;
    const text = scalarText(pair.value) ?? '';
    if (hasPlaceholder(text)) return;
    const where = pair.value.span;
    const seconds = goDuration(pair.value);
    if (seconds === undefined) {
      const message = /^\d+$/.test(text)
        ? `\`${text}\` has no unit, so omnictl refuses the template. \`${text}h\` is ${text} hours.`
        : `\`${text}\` is no duration such as \`6h\` or \`90m\`, so omnictl refuses the template.`;
      report({ at: where, message });
    } else if (seconds < 0) {
      report({ at: where, message: 'A negative interval switches backups off, as `0` does.', severity: 'warning' });
    } else if (seconds !== 0) {
      const beyond = beyondLimits(context, text, seconds);
      if (beyond) report({ at: where, ...beyond });
    }
  },
};

/** What is to say of an interval in seconds that Omni does not take; undefined where it does. */
function beyondLimits(
  { file, workspace }: WorkspaceContext,
  text: string,
  seconds: number,
): Omit<Report, 'at'> | undefined {
  const limits = workspace.live('backupInterval');
  const own = limits && belongsToLiveOmni(workspace, file.folder) ? limits : undefined;
  const [shortest, longest] = [own?.shortest ?? usual.shortest, own?.longest ?? usual.longest];
  if (seconds >= shortest && seconds <= longest) return undefined;
  const [least, most] = [formatGoDuration(shortest), formatGoDuration(longest)];
  const what = `\`${text}\` is ${seconds < shortest ? `shorter than ${least}` : `longer than ${most}`}`;
  return own
    ? { message: `${what}; the Omni that is connected takes ${least} to ${most} and refuses the cluster.` }
    : {
        message: `${what}; Omni takes ${least} to ${most} and refuses the cluster unless its configuration allows more.`,
        severity: 'warning',
      };
}
