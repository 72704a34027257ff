import { isSet } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { goDuration } from '../../yaml/go-decode.ts';
import { at, pairOf, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

const hour = 3600;

export const backupInterval: DocumentRule = {
  id: 'cluster-template/backup-interval',
  title: 'A backup interval that is no duration, or outside of what Omni allows',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'document',
  why: 'omnictl reads the interval as a Go duration with a unit (`6h`, `90m`) and refuses the template otherwise. Omni takes one hour to one day unless its own configuration says otherwise, and refuses the rest at sync; that is a warning here. `0` switches backups off.',
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
  check({ document, report }) {
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
    } else if (seconds !== 0 && (seconds < hour || seconds > 24 * hour)) {
      const side = seconds < hour ? 'shorter than 1h' : 'longer than 24h';
      report({
        at: where,
        message: `\`${text}\` is ${side}; Omni takes 1h to 24h and refuses the cluster unless its configuration allows more.`,
        severity: 'warning',
      });
    }
  },
};
