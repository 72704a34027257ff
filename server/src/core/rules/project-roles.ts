// The roles of an AppProject as Argo CD reads them (app_project_types.go, ValidateProject; types.go, validatePolicy and
// validateGroupName).
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { at, isString, itemsOf, type YamlNode, type YamlString } from '../yaml/nodes.ts';
import { checkTwice } from './listed-twice.ts';
import type { DocumentContext } from './rule.ts';

const roleName = /^[a-zA-Z0-9](?:[-_a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const resources = ['applications', 'applicationsets', 'repositories', 'clusters', 'logs', 'exec'];
const actions = ['get', 'create', 'update', 'delete', 'sync', 'override', 'rollback', '*'];
/** Argo CD looks for these anywhere in the text. */
const actionPath = /(?:action|update|delete)\//;

/** Says what Argo CD refuses in the roles of a project. */
export function checkRoles(context: DocumentContext, roles: YamlNode | undefined, project: string | undefined): void {
  const { report } = context;
  const names = itemsOf(roles).map((role) => at(role, 'name'));
  checkTwice(
    context,
    names,
    (name) => `The role \`${name}\` stands here twice, so Argo CD takes the project for invalid.`,
  );
  for (const [index, role] of itemsOf(roles).entries()) {
    const name = names[index];
    if (!isString(name) || hasPlaceholder(name.value)) continue;
    if (!roleName.test(name.value)) {
      report({
        at: name.span,
        message: `\`${name.value}\` is no name of a role: letters, digits, \`-\` and \`_\`. Argo CD takes the project for invalid.`,
      });
    }
    checkPolicies(context, itemsOf(at(role, 'policies')), project, name.value);
    checkGroups(context, itemsOf(at(role, 'groups')));
  }
}

function checkPolicies(
  context: DocumentContext,
  policies: readonly YamlNode[],
  project: string | undefined,
  role: string,
): void {
  if (project === undefined || hasPlaceholder(project)) return;
  checkTwice(context, policies, () => invalid('the same policy stands here twice'));
  for (const policy of policies) {
    const fault = isString(policy) && !hasPlaceholder(policy.value) ? policyFault(policy, project, role) : undefined;
    if (fault) context.report({ at: policy.span, message: invalid(fault) });
  }
}

function checkGroups(context: DocumentContext, groups: readonly YamlNode[]): void {
  checkTwice(context, groups, () => invalid('the same group stands here twice'));
  for (const group of groups) {
    const fault = isString(group) && !hasPlaceholder(group.value) ? groupFault(group.value) : undefined;
    if (fault) context.report({ at: group.span, message: invalid(fault) });
  }
}

function invalid(fault: string): string {
  return `Argo CD takes the project for invalid: ${fault}.`;
}

/** What is wrong with `p, proj:<project>:<role>, <resource>, <action>, <project>/<object>, <effect>`. */
function policyFault({ value }: YamlString, project: string, role: string): string | undefined {
  const parts = value.split(',').map((part) => part.replace(/^ +| +$/g, ''));
  const [p, subject, resource = '', verb = '', object = '', effect = ''] = parts;
  if (parts.length !== 6 || p !== 'p') {
    return 'a policy has the six parts `p, proj:<project>:<role>, <resource>, <action>, <object>, allow|deny`';
  }
  const owner = `proj:${project}:${role}`;
  if (subject !== owner) return `the policy is for \`${subject}\`, and this role is \`${owner}\``;
  if (!resources.includes(resource))
    return `\`${resource}\` is none of ${resources.map((one) => `\`${one}\``).join(', ')}`;
  if (!actions.includes(verb) && !actionPath.test(verb)) return `\`${verb}\` is no action`;
  if (!isObject(object, project))
    return `the object is to begin with \`${project}/\` and to go on with an application, or with a namespace and an application`;
  return effect === 'allow' || effect === 'deny' ? undefined : `\`${effect}\` is neither \`allow\` nor \`deny\``;
}

function isObject(object: string, project: string): boolean {
  return object.startsWith(`${project}/`) && /^(?:\/[*\w.-]+)?\/[*\w.-]+$/.test(object.slice(project.length));
}

/** What is wrong with the name of a group; one with a comma needs quotes of its own. */
function groupFault(written: string): string | undefined {
  const text = written.trim();
  const quoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  const name = quoted ? text.slice(1, -1) : text;
  if (!quoted && name.includes(',')) return `the group \`${name}\` has a comma and so needs double quotes of its own`;
  if (name === '') return 'the name of a group is empty';
  if (/["\n\r\t]/.test(name)) return `the group \`${name}\` has a quote, a tab or a line break in its name`;
  return written.length > 1 && written !== text ? `a space stands before or behind the group \`${name}\`` : undefined;
}
