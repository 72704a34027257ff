import { type Entry, isSet, textAt } from '../../kinds/cluster-template.ts';
import { inlineDocuments } from '../../kinds/patch-network.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { healthChecksOf } from '../../kinds/template-entries.ts';
import { pathBelow } from '../../workspace/template-paths.ts';
import { goDuration } from '../../yaml/go-decode.ts';
import { at, pairOf, scalarText } from '../../yaml/nodes.ts';
import { checkInline, checkSources } from '../entry-source.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceContext, WorkspaceRule } from '../rule.ts';

/** Omni puts this before the id, and the whole has to name a Kubernetes Job (omni talosupgrade/status.go). */
const runnerPrefix = 'omni-healthcheck-';
const longestName = 253;
const shortestSeconds = 5;

export const healthCheck: WorkspaceRule = {
  id: 'cluster-template/health-check',
  title: 'A health check of the template that Omni refuses',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'workspace',
  why: 'A health check is a Kubernetes Job in a `file` or under `job`, with a `name` or an `idOverride` that no other has. Its id becomes part of the Job’s name, so it has lower-case letters, digits, `-` and `.` only, and it runs every 5 seconds at most.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes:
   version: v1.36.2
   healthchecks:
     - name: dns
       file: checks/dns.yaml
-      interval: 2s
+      interval: 30s
 talos: {version: v1.13.6}
`),
  source:
    'omni client/pkg/template/internal/models/kubernetes_healthcheck.go; internal/backend/runtime/omni/validations/kubernetes_healthchecks.go',
  check(context) {
    const { document, report } = context;
    const cluster = textAt(document.yaml.root, 'name');
    const seen = new Map<string, string>();
    for (const entry of healthChecksOf(document.yaml.root)) {
      checkSources(report, entry, 'health check', 'job');
      checkInline(report, pairOf(entry.map, 'job'));
      checkInterval(context, entry);
      checkJob(context, entry);
      checkFile(context, entry);
      checkId(context, entry, cluster, seen);
    }
  },
};

function checkId(
  { report }: DocumentContext,
  { map, at: where }: Entry,
  cluster: string,
  seen: Map<string, string>,
): void {
  const override = textAt(map, 'idOverride');
  const name = textAt(map, 'name');
  if (override === '' && name === '') {
    const message = 'This health check has neither `name` nor `idOverride`, so omnictl refuses the template.';
    report({ at: pairOf(map, 'name')?.key.span ?? where, message });
    return;
  }
  const place = override === '' ? where : (pairOf(map, 'idOverride')?.value.span ?? where);
  const id = override || `cluster-${cluster}-${name}`;
  if (hasPlaceholder(id)) return;
  const key = override || name;
  if (seen.has(`key ${key}`) || seen.has(`id ${id}`)) {
    const refuses = seen.has(`key ${key}`) ? 'refuses' : 'refuses to sync';
    report({
      at: place,
      message: `Another health check above has the id \`${key}\`, so omnictl ${refuses} the template.`,
    });
  } else if (!isSubdomain(runnerPrefix + id)) {
    const own =
      override === '' && isSubdomain(`${runnerPrefix}cluster-lab-${name}`) ? `cluster’s name makes` : 'name makes';
    report({
      at: place,
      message: `This ${own} the id \`${id}\`, which cannot be part of a Kubernetes name (lower-case letters, digits, \`-\`, \`.\`), so Omni refuses the health check.`,
    });
  }
  seen.set(`key ${key}`, id);
  seen.set(`id ${id}`, id);
}

function isSubdomain(name: string): boolean {
  return (
    name.length <= longestName && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(name)
  );
}

function checkInterval({ report }: DocumentContext, { map }: Entry): void {
  const pair = pairOf(map, 'interval');
  if (!isSet(pair) || pair.value.type !== 'scalar') return;
  const text = scalarText(pair.value) ?? '';
  if (hasPlaceholder(text)) return;
  const seconds = goDuration(pair.value);
  const where = pair.value.span;
  if (seconds === undefined) {
    report({ at: where, message: `\`${text}\` is no duration such as \`30s\`, so omnictl refuses the template.` });
  } else if (seconds > 0 && seconds < shortestSeconds) {
    report({ at: where, message: `\`${text}\` is shorter than 5s, so Omni refuses the health check.` });
  }
}

/** Omni reads the manifest as a Job; what says that it is something else would not run. */
function checkJob({ report }: DocumentContext, { map }: Entry): void {
  const documents = inlineDocuments(at(map, 'job'));
  const [first, second] = documents;
  const owner = pairOf(map, 'job');
  if (owner && first && second) {
    report({
      at: owner.key.span,
      message: severalDocuments,
      severity: 'warning',
    });
    return;
  }
  const kind = at(first, 'kind');
  const text = scalarText(kind);
  if (!kind || text === undefined || text === 'Job' || hasPlaceholder(text)) return;
  report({ at: kind.span, message: otherThanJob('this', text), severity: 'warning' });
}

/** The same of a file, as far as it holds Kubernetes objects. */
function checkFile({ file, workspace, report }: WorkspaceContext, { map }: Entry): void {
  const node = pairOf(map, 'file')?.value;
  const written = scalarText(node);
  const path = written ? pathBelow(file, written) : undefined;
  if (!node || path === undefined) return;
  const objects = workspace
    .facts('manifest')
    .filter((record) => record.file.folder === file.folder && record.file.path === path);
  const [first, second] = objects;
  if (!first) return;
  const { kind } = first.fact.data;
  if (second) report({ at: node.span, message: severalDocuments, severity: 'warning' });
  else if (kind !== 'Job') report({ at: node.span, message: otherThanJob('this file', kind), severity: 'warning' });
}

const severalDocuments = 'A health check is one Job; Omni refuses several documents.';

function otherThanJob(what: string, kind: string): string {
  return `Omni reads ${what} as a Job whatever \`kind\` says, so a \`${kind}\` does not do here what it does elsewhere.`;
}
