import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { groupsOfKind } from '../../schema/scopes.ts';
import { jqFault } from '../../text/jq-path.ts';
import { span } from '../../text/span.ts';
import {
  at,
  isNull,
  isString,
  itemsOf,
  stringOf,
  type YamlMap,
  type YamlNode,
  type YamlString,
} from '../../yaml/nodes.ts';
import { addLines, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { expressionFixes, expressionOf, isIndexed } from '../pointer-fixes.ts';
import type { DocumentContext, DocumentRule, Fix } from '../rule.ts';

export const ignoreDifferences: DocumentRule = {
  id: 'argocd/ignore-differences',
  title: 'An ignored difference that matches nothing',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'Argo CD passes over an entry of `ignoreDifferences` that names no field or whose group or pointer fits nothing, in silence: the Application stays OutOfSync. With an expression that jq cannot read it compares nothing. An entry without `group` is for the core group alone.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  ignoreDifferences: [{group: apps/v1, kind: Deployment, jsonPointers: [/spec/replicas]}]
+  ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
`),
  source: 'argo-cd util/argo/normalizers/diff_normalizer.go; RFC 6901; the manual of jq',
  check(context) {
    for (const item of itemsOf(at(applicationSpecOf(context.document)?.map, 'ignoreDifferences'))) {
      if (item.type !== 'map') continue;
      checkGroup(context, item);
      checkLists(context, item);
      for (const pointer of itemsOf(at(item, 'jsonPointers')))
        if (isString(pointer) && !hasPlaceholder(pointer.value)) checkPointer(context, pointer, item);
      for (const expression of itemsOf(at(item, 'jqPathExpressions')))
        if (isString(expression) && !hasPlaceholder(expression.value)) checkExpression(context, expression);
    }
  },
};

function checkGroup(context: DocumentContext, item: YamlMap): void {
  const { report } = context;
  const group = at(item, 'group');
  if (isNull(group) || (isString(group) && group.value === '')) checkMissingGroup(context, item, group);
  if (!isString(group) || hasPlaceholder(group.value)) return;
  if (group.value === 'core') {
    const message = 'No group is called `core`, so the entry fits nothing. The core group is an empty text.';
    report({ at: group.span, message, fixes: rewrite(group, '') });
    return;
  }
  const [, name = '', version] = /^(?:([^/]*)\/)?(v\d+(?:(?:alpha|beta)\d+)?)$/.exec(group.value) ?? [];
  if (version === undefined) return;
  const next = group.value === version ? 'The core group is an empty text.' : `Leave out \`/${version}\`.`;
  const message = `\`group\` is compared without a version, so \`${group.value}\` fits nothing. ${next}`;
  report({ at: group.span, message, fixes: rewrite(group, name) });
}

/** Without a group, an entry is for the core group alone. */
function checkMissingGroup({ document, report }: DocumentContext, item: YamlMap, written: YamlNode | undefined): void {
  const kind = at(item, 'kind');
  const [group, ...more] = isString(kind) ? groupsOfKind(kind.value) : [];
  if (!kind || group === undefined || group === '' || more.length > 0) return;
  const edit = written ? { span: written.span, newText: group } : addLines(document.text, item, [`group: ${group}`]);
  const name = stringOf(kind) ?? '';
  report({
    at: kind.span,
    message: `\`${name}\` is of the group \`${group}\`, and an entry without \`group\` is for the core group, so it fits nothing.`,
    fixes: edit ? [{ title: `Write \`group: ${group}\``, edits: [edit] }] : [],
  });
}

function checkLists({ report }: DocumentContext, item: YamlMap): void {
  const lists = ['jsonPointers', 'jqPathExpressions', 'managedFieldsManagers'].map((key) => at(item, key));
  if (lists.some((list) => !isNull(list) && (list?.type !== 'seq' || list.items.length > 0))) return;
  const owner = item.pairs.find((pair) => pair.key.value === 'kind') ?? item.pairs[0];
  if (!owner) return;
  const message =
    'The entry names no field: without `jsonPointers`, `jqPathExpressions` or `managedFieldsManagers` Argo CD ignores nothing.';
  report({ at: owner.key.span, message, severity: 'warning' });
}

function checkPointer({ document, report }: DocumentContext, pointer: YamlString, entry: YamlMap): void {
  const text = pointer.value;
  const say = (message: string, fixed?: string): void =>
    report({ at: pointer.span, message, fixes: fixed === undefined ? [] : rewrite(pointer, fixed) });
  const [, owner, key] = /^(.*\/(?:annotations|labels|matchLabels|nodeSelector))\/(.*)$/.exec(text) ?? [];
  if (!text.startsWith('/')) {
    const path = /^\.[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/.test(text) ? text.slice(1).replaceAll('.', '/') : text;
    const fixed = /^[A-Za-z][\w~-]*(?:\/[\w~-]+)*$/.test(path) ? `/${path}` : undefined;
    say(`A JSON pointer begins with \`/\`, so \`${text}\` fits no field.`, fixed);
  } else if (owner !== undefined && key?.includes('/')) {
    const fixed = `${owner}/${key.replaceAll('/', '~1')}`;
    say(`A \`/\` inside a key is written \`~1\`, so this pointer fits no field. Write \`${fixed}\`.`, fixed);
  } else if (isIndexed(text)) {
    const message = `\`${text}\` fits one item of the list only; \`[]?\` in a jq expression fits all of them.`;
    const fixes = expressionOf(text) === undefined ? [] : expressionFixes(document.text, entry);
    report({ at: pointer.span, message, severity: 'information', fixes });
  }
}

function checkExpression({ report }: DocumentContext, expression: YamlString): void {
  const fault = jqFault(expression.value);
  if (!fault) return;
  const { why, right } = fault;
  const message = `jq cannot read this expression, so Argo CD cannot compare the Application at all. ${why}${right ? ` Write \`${right}\`.` : ''}`;
  const fixes = right === undefined ? [] : rewriteExpression(expression, right);
  report({ at: expression.span, message, severity: 'warning', fixes });
}

/** Brackets and quotes are no plain text in YAML everywhere. */
function rewriteExpression(expression: YamlString, right: string): readonly Fix[] {
  if (expression.style === 'plain' && /["[\]]/.test(right)) return [replaceFix(expression.span, `'${right}'`)];
  return rewrite(expression, right);
}

function rewrite(owner: YamlString, text: string): readonly Fix[] {
  const inner = span(0, owner.value.length);
  // An empty group needs its quotes.
  if (!isVerbatim(owner, inner)) return [];
  return text === '' ? [replaceFix(owner.span, '""')] : [replaceFix(valueSpan(owner, inner), text)];
}
