import { hasPlaceholder } from '../../kinds/recognise.ts';
import { scheduleFault } from '../../text/cron.ts';
import { at, isString, itemsOf, pairOf, scalarText, type YamlNode, type YamlString } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

export const appProject: WorkspaceRule = {
  id: 'argocd/app-project',
  title: 'An AppProject that Argo CD refuses, or that denies everything',
  severity: 'error',
  kinds: ['app-project'],
  needs: 'workspace',
  why: 'Argo CD validates a project as a whole: its server refuses to save one with a doubled entry, `!*`, or a sync window or policy that it cannot read. The CRD checks none of this, so `kubectl apply` succeeds, and the entry does not do what it says while nobody can change the project in the UI.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: AppProject
 metadata: {name: infra, namespace: argocd}
 spec:
   sourceRepos:
     - https://git.example.com/gitops.git
-    - https://git.example.com/gitops.git
+    - https://charts.example.com
`),
  source: 'argo-cd pkg/apis/application/v1alpha1/app_project_types.go (ValidateProject) and types.go (SyncWindow)',
  check(context) {
    const { root } = context.document.yaml;
    const spec = at(root, 'spec');
    checkLists(context, spec);
    checkRoles(context, spec, scalarText(at(root, 'metadata', 'name')));
    for (const window of itemsOf(at(spec, 'syncWindows'))) checkWindow(context, window);
    checkEmptyWhitelist(context, spec);
  },
};

function checkLists({ report }: DocumentContext, spec: YamlNode | undefined): void {
  const seen = new Set<string>();
  for (const item of itemsOf(at(spec, 'sourceRepos'))) {
    if (!isString(item) || hasPlaceholder(item.value)) continue;
    if (item.value === '!*') report({ at: item.span, message: starMessage('every repository') });
    else if (seen.has(item.value)) {
      report({
        at: item.span,
        message: `\`${item.value}\` stands in the list twice, so Argo CD takes the project for invalid.`,
      });
    }
    seen.add(item.value);
  }
  const targets = new Set<string>();
  for (const item of itemsOf(at(spec, 'destinations'))) {
    for (const key of ['server', 'name', 'namespace']) {
      const value = at(item, key);
      if (isString(value) && value.value === '!*') report({ at: value.span, message: starMessage(`every ${key}`) });
    }
    checkTarget(item, targets, report);
  }
}

function starMessage(what: string): string {
  return `\`!*\` would deny ${what}; Argo CD takes the project for invalid.`;
}

/** Two destinations are the same when address and namespace are; one named only by name is told by its name. */
function checkTarget(item: YamlNode, seen: Set<string>, report: DocumentContext['report']): void {
  const [server, name, namespace] = ['server', 'name', 'namespace'].map((key) => scalarText(at(item, key)) ?? '');
  const text = `${server}\n${server === '' ? name : ''}\n${namespace}`;
  const place = pairOf(item, 'namespace')?.value ?? pairOf(item, 'server')?.value;
  if ((server !== '' || name !== '') && !hasPlaceholder(text) && seen.has(text) && place) {
    report({
      at: place.span,
      message:
        'The same cluster and namespace stand in `destinations` twice, so Argo CD takes the project for invalid.',
    });
  }
  seen.add(text);
}

const roleName = /^[a-zA-Z0-9](?:[-_a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const resources = ['applications', 'applicationsets', 'repositories', 'clusters', 'logs', 'exec'];
const action = /^(?:get|create|update|delete|sync|override|rollback|invoke|\*|(?:action|update|delete)\/.*)$/;

function checkRoles({ report }: DocumentContext, spec: YamlNode | undefined, project: string | undefined): void {
  const roles = new Set<string>();
  for (const role of itemsOf(at(spec, 'roles'))) {
    const name = at(role, 'name');
    if (!isString(name) || hasPlaceholder(name.value)) continue;
    if (!roleName.test(name.value)) {
      report({
        at: name.span,
        message: `\`${name.value}\` is no name of a role: letters, digits, \`-\` and \`_\`. Argo CD takes the project for invalid.`,
      });
    } else if (roles.has(name.value)) {
      report({
        at: name.span,
        message: `The role \`${name.value}\` stands here twice, so Argo CD takes the project for invalid.`,
      });
    }
    roles.add(name.value);
    const policies = new Set<string>();
    for (const policy of itemsOf(at(role, 'policies'))) {
      if (!isString(policy) || hasPlaceholder(policy.value) || project === undefined || hasPlaceholder(project))
        continue;
      const fault = policies.has(policy.value)
        ? 'the same policy stands here twice'
        : faultOf(policy, project, name.value);
      if (fault) report({ at: policy.span, message: `Argo CD takes the project for invalid: ${fault}.` });
      policies.add(policy.value);
    }
  }
}

/** What is wrong with `p, proj:<project>:<role>, <resource>, <action>, <project>/<object>, <effect>`; app_project_types.go, validatePolicy. */
function faultOf({ value }: YamlString, project: string, role: string): string | undefined {
  const parts = value.split(',').map((part) => part.trim());
  const [p, subject, resource = '', verb = '', object = '', effect = ''] = parts;
  if (parts.length !== 6 || p !== 'p') {
    return 'a policy has the six parts `p, proj:<project>:<role>, <resource>, <action>, <object>, allow|deny`';
  }
  const owner = `proj:${project}:${role}`;
  if (subject !== owner) return `the policy is for \`${subject}\`, and this role is \`${owner}\``;
  if (!resources.includes(resource))
    return `\`${resource}\` is none of ${resources.map((one) => `\`${one}\``).join(', ')}`;
  if (!action.test(verb)) return `\`${verb}\` is no action`;
  if (object !== project && !object.startsWith(`${project}/`)) return `the object is to begin with \`${project}/\``;
  return effect === 'allow' || effect === 'deny' ? undefined : `\`${effect}\` is neither \`allow\` nor \`deny\``;
}

function checkWindow({ report }: DocumentContext, window: YamlNode): void {
  const of = (key: string): YamlString | undefined => {
    const node = at(window, key);
    return isString(node) && !hasPlaceholder(node.value) ? node : undefined;
  };
  const kind = of('kind');
  if (kind && kind.value !== 'allow' && kind.value !== 'deny') {
    report({
      at: kind.span,
      message: `\`${kind.value}\` is neither \`allow\` nor \`deny\`, so Argo CD takes the project for invalid.`,
    });
  }
  const schedule = of('schedule');
  const fault = schedule && scheduleFault(schedule.value);
  if (fault) report({ at: schedule.span, message: `${fault} Argo CD takes the project for invalid.` });
  const duration = of('duration');
  if (duration && !/^[+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(duration.value)) {
    report({
      at: duration.span,
      message: `\`${duration.value}\` is no duration such as \`90m\` or \`2h\` (days are not known), so Argo CD takes the project for invalid.`,
    });
  }
  const aims = ['applications', 'namespaces', 'clusters'];
  const first = window.type === 'map' ? window.pairs[0] : undefined;
  if (first && kind && schedule && duration && aims.every((key) => pairOf(window, key) === undefined)) {
    report({
      at: kind.span,
      message:
        'This window names no `applications`, `namespaces` or `clusters`, so it applies to nothing and Argo CD takes the project for invalid.',
    });
  }
}

function checkEmptyWhitelist({ document, report }: DocumentContext, spec: YamlNode | undefined): void {
  const pair = pairOf(spec, 'namespaceResourceWhitelist');
  if (pair?.value.type !== 'seq' || pair.value.items.length > 0) return;
  report({
    at: pair.key.span,
    message:
      'An empty list permits no object in any namespace, so every sync in this project fails. Without the key all kinds are permitted.',
    severity: 'warning',
    fixes: removeFixes(document.text, pair, 'Remove `namespaceResourceWhitelist`'),
  });
}
