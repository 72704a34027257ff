import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { isSwitchedOn } from '../../yaml/kubernetes-scalar.ts';
import { at, isString, itemsOf, keyText, pairOf, pairsOf, scalarText, walk, type YamlNode } from '../../yaml/nodes.ts';
import { checkElements, checkGenerator } from '../application-set-generators.ts';
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
    const go = at(spec, 'goTemplate');
    // What is filled in later may be either.
    const isGo = isString(go) || isSwitchedOn(go);
    for (const generator of itemsOf(at(spec, 'generators'))) {
      checkGenerator(context, generator);
      if (!isGo) checkElements(context, generator);
    }
    checkPolicy(context, spec);
    checkName(context, spec);
    checkSyntax(context, spec);
    checkMissingKey(context, spec);
    checkOptions(context, spec);
  },
};

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
  const isGo = isSwitchedOn(at(spec, 'goTemplate'));
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

const templateOptions = ['default', 'invalid', 'zero', 'error'].map((value) => `missingkey=${value}`);

/** Go's templates stop the program at an option that they do not know. */
function checkOptions({ report }: DocumentContext, spec: YamlNode | undefined): void {
  if (!isSwitchedOn(at(spec, 'goTemplate'))) return;
  for (const item of itemsOf(at(spec, 'goTemplateOptions'))) {
    if (!isString(item) || hasPlaceholder(item.value) || templateOptions.includes(item.value)) continue;
    const near = nearest(item.value, templateOptions);
    report({
      at: item.span,
      message: `Go templates have no option \`${item.value}\`, so Argo CD makes no Application.${near ? ` Did you mean \`${near}\`?` : ''}`,
      fixes: near ? [replaceFix(item.span, near)] : [],
    });
  }
}

function checkMissingKey({ document, report }: DocumentContext, spec: YamlNode | undefined): void {
  const pair = pairOf(spec, 'goTemplate');
  if (!pair || !isSwitchedOn(pair.value)) return;
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
