import { hasPlaceholder } from '../../kinds/recognise.ts';
import { nearest } from '../../text/names.ts';
import {
  at,
  isNull,
  isString,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  scalarText,
  walk,
  type YamlNode,
  type YamlPair,
} from '../../yaml/nodes.ts';
import { addItem, addLinesBefore, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, Fix, WorkspaceRule } from '../rule.ts';

export const applicationSet: WorkspaceRule = {
  id: 'argocd/application-set',
  title: 'An ApplicationSet that makes no Applications, or wrong ones',
  severity: 'error',
  kinds: ['application-set'],
  needs: 'workspace',
  why: 'The CRD holds almost no checks for generators and templates. What the controller cannot read it reports in the status of the ApplicationSet only, and then makes, changes and deletes no Application at all.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: ApplicationSet
 metadata: {name: workloads, namespace: argocd}
 spec:
   generators:
-    - lists:
+    - list:
         elements: [{name: echo}]
   template:
     metadata: {name: '{{name}}'}
`),
  source:
    'argo-cd applicationset/generators, applicationset/utils, pkg/apis/application/v1alpha1/applicationset_types.go',
  check(context) {
    const spec = at(context.document.yaml.root, 'spec');
    for (const generator of itemsOf(at(spec, 'generators'))) checkGenerator(context, generator);
    checkPolicy(context, spec);
    checkName(context, spec);
    checkSyntax(context, spec);
    checkMissingKey(context, spec);
  },
};

const generators = [
  ...['list', 'clusters', 'git', 'scmProvider', 'pullRequest', 'clusterDecisionResource', 'plugin', 'matrix', 'merge'],
];
const beside = ['selector', 'template'];

function checkGenerator(context: DocumentContext, generator: YamlNode): void {
  const pairs = pairsOf(generator);
  const names = pairs.map(keyText);
  const first = pairs.find((pair) => !beside.includes(keyText(pair)));
  if (!names.some((name) => generators.includes(name) || name === '<<' || hasPlaceholder(name))) {
    if (first) reportUnknown(context, first);
    else if (generator.type === 'map')
      context.report({
        at: pairs[0]?.key.span ?? generator.span,
        message: 'This element names no generator, so Argo CD makes no Application.',
      });
    return;
  }
  const matrix = pairOf(generator, 'matrix');
  const merge = pairOf(generator, 'merge');
  for (const pair of [matrix, merge]) {
    const children = itemsOf(at(pair?.value, 'generators'));
    for (const child of children) checkGenerator(context, child);
    if (pair?.value.type === 'map') checkArity(context, pair, children.length);
  }
}

function reportUnknown({ report }: DocumentContext, pair: YamlPair): void {
  const near = nearest(keyText(pair), generators);
  report({
    at: pair.key.span,
    message: `\`${keyText(pair)}\` is no generator, so Argo CD makes no Application.${near ? ` Did you mean \`${near}\`?` : ''}`,
    fixes: near ? [replaceFix(pair.key.span, near)] : [],
  });
}

function checkArity({ report }: DocumentContext, pair: YamlPair, count: number): void {
  const list = pairOf(pair.value, 'generators');
  const place = list?.key.span ?? pair.key.span;
  const isMatrix = keyText(pair) === 'matrix';
  if (isMatrix && count !== 2) {
    report({
      at: place,
      message: `A matrix combines exactly two generators and has ${count} here, so Argo CD makes no Application. A child may be a matrix itself.`,
    });
  } else if (!isMatrix && count < 2) {
    report({
      at: place,
      message: `A merge takes at least two generators and has ${count} here, so Argo CD makes no Application.`,
    });
  }
  const keys = at(pair.value, 'mergeKeys');
  if (!isMatrix && (isNull(keys) || (keys?.type === 'seq' && keys.items.length === 0))) {
    report({
      at: pairOf(pair.value, 'mergeKeys')?.key.span ?? pair.key.span,
      message: 'A merge has no `mergeKeys`, so Argo CD makes no Application.',
    });
  }
}

const policies = ['create-only', 'create-update', 'create-delete', 'sync'];

function checkPolicy({ report }: DocumentContext, spec: YamlNode | undefined): void {
  const policy = at(spec, 'syncPolicy', 'applicationsSync');
  if (!isString(policy) || policies.includes(policy.value) || hasPlaceholder(policy.value)) return;
  const near = nearest(policy.value, policies);
  report({
    at: policy.span,
    message: `\`${policy.value}\` is none of ${policies.map((one) => `\`${one}\``).join(', ')}, so the API server refuses the ApplicationSet.${near ? ` Did you mean \`${near}\`?` : ''}`,
    fixes: near ? [replaceFix(policy.span, near)] : [],
  });
}

/** A constant name, and elements written here that are several: the second Application has the name of the first. */
function checkName({ report }: DocumentContext, spec: YamlNode | undefined): void {
  const name = at(spec, 'template', 'metadata', 'name');
  if (!isString(name) || name.value === '' || name.value.includes('{{') || at(spec, 'templatePatch')) return;
  const written = itemsOf(at(spec, 'generators'));
  if (written.some((generator) => at(generator, 'template') !== undefined || at(generator, 'selector') !== undefined))
    return;
  const count = written.reduce((sum, generator) => sum + itemsOf(at(generator, 'list', 'elements')).length, 0);
  if (count < 2) return;
  report({
    at: name.span,
    message: `All ${count} elements give an Application named \`${name.value}\`, and Argo CD refuses doubled names. Put a value of the element into the name.`,
  });
}

/** `{{name}}` and `{{path.basename}}` are the old syntax, `{{.name}}` the one of Go templates. */
function checkSyntax({ report }: DocumentContext, spec: YamlNode | undefined): void {
  const isGo = scalarText(at(spec, 'goTemplate')) === 'true';
  const template = at(spec, 'template');
  if (!template) return;
  const foreign = isGo ? new Set<YamlNode>() : foreignText(template);
  walk(template, (node) => {
    if (foreign.has(node)) return;
    if (!isString(node) || node.span.end <= node.span.start) return;
    for (const match of node.value.matchAll(/\{\{([^{}]*)\}\}/g)) {
      const inner = (match[1] ?? '').replace(/^-/, '').replace(/-$/, '').trim();
      const isOld =
        /^(?:path|metadata|values|name|nameNormalized|server|url|branch|cluster|namespace)(?:[.[][\w.[\]-]+)?$/.test(
          inner,
        );
      const wrong = isGo ? isOld : /^\.[A-Za-z]/.test(inner);
      if (!wrong) continue;
      const onOneLine = node.style !== 'literal' && node.style !== 'folded' ? node.span : undefined;
      if (!onOneLine) return;
      report({
        at: onOneLine,
        message: isGo
          ? `\`${match[0]}\` is a function to Go templates, so Argo CD makes no Application. Values are written \`{{ .${inner} }}\`.`
          : `\`${match[0]}\` is for Go templates. Without \`goTemplate: true\` Argo CD leaves the text as it stands.`,
        severity: isGo ? 'error' : 'warning',
        fixes: isGo ? goFix(onOneLine, node.source, match[0], inner) : [],
      });
      return;
    }
  });
}

/** Text that a chart or a plugin may fill in itself: `{{ .Release.Name }}` in values is for Helm. */
function foreignText(template: YamlNode): ReadonlySet<YamlNode> {
  const found = new Set<YamlNode>();
  walk(template, (node) => {
    for (const pair of pairsOf(node)) {
      if (['helm', 'kustomize', 'plugin', 'annotations', 'info'].includes(keyText(pair)))
        walk(pair.value, (inner) => found.add(inner));
    }
  });
  return found;
}

/** Only where nothing but the dot is missing, and no other such place stands in the text. */
function goFix(place: Parameters<typeof replaceFix>[0], source: string, whole: string, inner: string): readonly Fix[] {
  if (source.split('{{').length !== 2 || /^path\[|^path$/.test(inner) || inner.includes('-') || inner === 'values')
    return [];
  return [replaceFix(place, source.replace(whole, `{{ .${inner} }}`), `Write \`{{ .${inner} }}\``)];
}

function checkMissingKey({ document, report }: DocumentContext, spec: YamlNode | undefined): void {
  const pair = pairOf(spec, 'goTemplate');
  if (!pair || scalarText(pair.value) !== 'true') return;
  const options = at(spec, 'goTemplateOptions');
  const written = itemsOf(options).map((item) => scalarText(item) ?? '');
  if (written.some((option) => option.startsWith('missingkey=') || hasPlaceholder(option))) return;
  const item = options?.type === 'seq' ? addItem(document.text, options, ['missingkey=error']) : undefined;
  const lines =
    options || spec?.type !== 'map'
      ? undefined
      : addLinesBefore(document.text, spec, pair, ["goTemplateOptions: ['missingkey=error']"]);
  const edit = item ?? lines;
  report({
    at: pair.key.span,
    message:
      'Without the option `missingkey=error` a value that is missing becomes the text `<no value>` in names and paths. With it, Argo CD refuses the element instead.',
    severity: 'hint',
    fixes: edit ? [{ title: 'Refuse missing values', edits: [edit] }] : [],
  });
}
