import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { applicationMetadataOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { withoutEnclosed } from '../../text/enclosed.ts';
import { span } from '../../text/span.ts';
import { isKustomizePatch } from '../../workspace/kustomized.ts';
import { isNameToFill } from '../../workspace/out-of-use.ts';
import { isMergeKey } from '../../yaml/go-resolve.ts';
import { at, isNull, isString, pairOf, pairsOf, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { checkMetadata } from '../metadata-names.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

export const name: WorkspaceRule = {
  id: 'argocd/name',
  title: 'A name, label or finalizer that Kubernetes refuses',
  severity: 'error',
  kinds: ['application', 'application-set', 'app-project'],
  needs: 'workspace',
  why: 'Names of Applications, ApplicationSets and AppProjects are made of lower-case letters, digits, `-` and `.`, begin and end with a letter or digit, and have at most 253 characters. The Kubernetes API refuses any other, and none at all; for namespaces, labels, annotations and finalizers it has forms of their own. In the template of an ApplicationSet that goes for the text around the values too, and no Application is made.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: home_page, namespace: argocd}
+metadata: {name: home-page, namespace: argocd}
 spec:
   project: default
   source: {repoURL: https://git.example.com/gitops.git, path: home}
   destination: {name: in-cluster, namespace: home}
`),
  source:
    'kubernetes apimachinery pkg/util/validation (IsDNS1123Subdomain); argo-cd util/argo/argo.go (IsValidAppName)',
  check(context) {
    const { document, file, workspace } = context;
    checkMetadata(context);
    if (!isKustomizePatch(workspace, file)) checkAbsent(context);
    const own = at(document.yaml.root, 'metadata', 'name');
    if (isString(own) && own.value !== '' && !isFilledIn(own.value) && !isName(own.value)) report(context, own);
    if (document.kind !== 'application-set') return;
    const made = at(applicationMetadataOf(document), 'name');
    // What stands inside the braces may be a function that writes names as they must be; braces that are left are
    // another tool's.
    const around = isString(made) ? withoutEnclosed(made.value, '{{', '}}') : '';
    if (isString(made) && /[^a-z0-9.-]/.test(around) && !/[{}$`]/.test(around) && !isNameToFill(around))
      report(context, made);
  },
};

/** By an engine, a kustomization over it, or whoever copies the file. */
function isFilledIn(text: string): boolean {
  return hasPlaceholder(text) || isNameToFill(text);
}

/** A DNS-1123 subdomain: labels of at most 63 characters are asked for by DNS only, not by Kubernetes here. */
function isName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(text);
}

/** An object that says what it wants, but not what it is called. */
function checkAbsent({ document, report }: DocumentContext): void {
  const { root } = document.yaml;
  const spec = at(root, 'spec');
  const metadata = pairOf(root, 'metadata');
  if (spec?.type !== 'map' || spec.pairs.length === 0 || pairsOf(metadata?.value).some(isMergeKey)) return;
  if (metadata && metadata.value.type !== 'map' && !isNull(metadata.value)) return;
  if (pairOf(metadata?.value, 'name') || pairOf(metadata?.value, 'generateName')) return;
  const place = metadata?.key ?? at(root, 'kind');
  if (place) report({ at: place.span, message: 'The object has no name, so the Kubernetes API refuses it.' });
}

function report({ document, report }: DocumentContext, written: YamlString): void {
  const right = written.value.toLowerCase().replaceAll(/[\s_]+/g, '-');
  const inner = span(0, written.value.length);
  // A project is named in other files, and a template in two ways.
  const isMended = document.kind === 'application' && isName(right) && isVerbatim(written, inner);
  report({
    at: written.span,
    message: `Kubernetes refuses the name \`${written.value}\`: it takes lower-case letters, digits, \`-\` and \`.\`, at most 253.`,
    fixes: isMended ? [replaceFix(valueSpan(written, inner), right)] : [],
  });
}
