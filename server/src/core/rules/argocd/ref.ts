import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import {
  type ApplicationSpec,
  applicationSpecOf,
  isCertain,
  type SourceEntry,
  sourceEntriesOf,
} from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { span } from '../../text/span.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { at, isString, itemsOf, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const ref: WorkspaceRule = {
  id: 'argocd/ref',
  title: 'A reference between sources that leads nowhere',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: 'A value file `$name/…` is read from the source with `ref: name`. Where no source has that name, where two have it, or where it is a chart, Argo CD makes no manifests for the whole Application.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   project: default
   destination: {name: in-cluster, namespace: wiki}
   sources:
-    - {repoURL: https://git.example.com/gitops.git, ref: config}
+    - {repoURL: https://git.example.com/gitops.git, ref: values}
     - {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.2.3, helm: {valueFiles: [$values/wiki.yaml]}}
`),
  source: 'argo-cd util/argo/argo.go (GetRefSources); reposerver/repository/repository.go (resolveReferencedSources)',
  check(context) {
    const spec = applicationSpecOf(context.document);
    if (!spec) return;
    const entries = sourceEntriesOf(spec.map);
    if (entries.some(({ several }) => !several)) return checkAlone(context, spec, entries);
    // What a patch or a generator's own template adds may have the other end of a reference.
    const isSeen = spec.whole && !isPatched(context.workspace, context.file);
    const files = entries.flatMap(valueFilesOf).filter((file) => file.value.startsWith('$'));
    const used = new Set(files.map(nameIn));
    const named = new Map<string, SourceEntry>();
    let open = files.some((file) => hasPlaceholder(nameIn(file)));
    for (const entry of entries) {
      const ref = at(entry.node, 'ref');
      if (!isString(ref) || ref.value === '') continue;
      if (hasPlaceholder(ref.value)) open = true;
      else if (!/^[a-zA-Z0-9_-]+$/.test(ref.value)) {
        const message = `Argo CD refuses the name \`${ref.value}\`: letters, digits, \`_\` and \`-\` can make up a \`ref\`.`;
        context.report({ at: ref.span, message });
      } else if (named.has(ref.value)) {
        const message = `Another source has the \`ref\` \`${ref.value}\` too, so Argo CD refuses the Application.`;
        context.report({ at: ref.span, message });
      } else if (used.has(ref.value) || (isSeen && !open)) checkName(context, entry, ref, used.has(ref.value));
      named.set(ref.value, entry);
    }
    // A name that a generator fills in may be any of them.
    if (isSeen && !open) for (const file of files) checkFile(context, file, named);
  },
};

/** A chart as the only source has no other source beside it. Variables of the build it may name. */
function checkAlone(context: WorkspaceContext, spec: ApplicationSpec, entries: readonly SourceEntry[]): void {
  if (!spec.whole || isPatched(context.workspace, context.file)) return;
  for (const file of entries.filter(({ node }) => isCertain(at(node, 'chart'))).flatMap(valueFilesOf)) {
    const name = /^\$([\w-]+)\//.exec(file.value)?.[1];
    if (name === undefined || /^(?:ARGOCD|KUBE)_/.test(name)) continue;
    context.report({
      at: valueSpan(file, span(0, 1 + name.length)),
      message: `No source has \`ref: ${name}\`, so Argo CD makes no manifests for this Application. A second source is needed, in a list \`sources\`.`,
    });
  }
}

/** A source that is there for its files only, and whose files nobody reads; or a chart whose files cannot be read. */
function checkName({ report }: WorkspaceContext, { node }: SourceEntry, ref: YamlString, isUsed: boolean): void {
  const isChart = isCertain(at(node, 'chart'));
  if (isUsed && isChart) {
    const message = `\`$${ref.value}/…\` reads files of this source, but it is a chart: Argo CD reads value files from Git only.`;
    report({ at: ref.span, message });
  } else if (!isUsed) {
    const message = `No value file of this Application begins with \`$${ref.value}/\`, so this name is not used.`;
    report({ at: ref.span, message, severity: 'information', tag: 'unnecessary' });
  }
}

function checkFile({ report }: WorkspaceContext, file: YamlString, named: ReadonlyMap<string, unknown>): void {
  const name = nameIn(file);
  if (named.has(name)) return;
  const range = span(1, 1 + name.length);
  const near = nearest(name, named.keys()) ?? (named.size === 1 ? [...named.keys()][0] : undefined);
  const message = `No source has \`ref: ${name}\`, so Argo CD makes no manifests for this Application.${near ? ` Did you mean \`$${near}\`?` : ''}`;
  const fixes = near && isVerbatim(file, range) ? [replaceFix(valueSpan(file, range), near)] : [];
  report({ at: valueSpan(file, span(0, 1 + name.length)), message, fixes });
}

function valueFilesOf({ node }: SourceEntry): readonly YamlString[] {
  const helm = at(node, 'helm');
  const named = itemsOf(at(helm, 'fileParameters')).map((item) => at(item, 'path'));
  return [...itemsOf(at(helm, 'valueFiles')), ...named].filter((item) => isString(item));
}

/** The name after the dollar sign. */
function nameIn(file: YamlString): string {
  return file.value.slice(1).split('/')[0] ?? '';
}
