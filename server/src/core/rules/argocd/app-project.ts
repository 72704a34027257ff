import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isGoGlob } from '../../text/go-glob.ts';
import type { Span } from '../../text/span.ts';
import {
  at,
  isNull,
  isString,
  itemsOf,
  pairOf,
  pairsOf,
  scalarText,
  stringOf,
  type YamlNode,
} from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import { checkTwice } from '../listed-twice.ts';
import { checkRoles } from '../project-roles.ts';
import { checkWindows } from '../project-windows.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

export const appProject: WorkspaceRule = {
  id: 'argocd/app-project',
  title: 'An AppProject that Argo CD refuses, or that denies everything',
  severity: 'error',
  kinds: ['app-project'],
  needs: 'workspace',
  why: 'Argo CD validates a project as a whole: its server refuses to save one with a doubled entry, `!*`, or a sync window, policy, group or account that it cannot read. The CRD checks none of this, so `kubectl apply` succeeds, and the entry does not do what it says while nobody can change the project in the UI.',
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
    checkDescription(context, at(spec, 'description'));
    checkRepositories(context, itemsOf(at(spec, 'sourceRepos')));
    checkTwice(context, itemsOf(at(spec, 'sourceNamespaces')), twiceMessage);
    checkDestinations(context, itemsOf(at(spec, 'destinations')));
    checkRoles(context, at(spec, 'roles'), scalarText(at(root, 'metadata', 'name')));
    checkWindows(context, at(spec, 'syncWindows'));
    checkAccounts(context, itemsOf(at(spec, 'destinationServiceAccounts')));
    checkEmptyWhitelist(context, spec);
  },
};

function checkDescription({ report }: DocumentContext, text: YamlNode | undefined): void {
  if (!isString(text) || hasPlaceholder(text.value) || [...text.value].length <= 255) return;
  report({
    at: text.span,
    message: 'A description has at most 255 characters, so the Kubernetes API refuses the project.',
  });
}

function twiceMessage(text: string): string {
  return `\`${text}\` stands in the list twice, so Argo CD takes the project for invalid.`;
}

function starMessage(what: string): string {
  return `\`!*\` would deny ${what}; Argo CD takes the project for invalid.`;
}

function checkRepositories(context: DocumentContext, items: readonly YamlNode[]): void {
  for (const item of items)
    if (stringOf(item) === '!*') context.report({ at: item.span, message: starMessage('every repository') });
  checkTwice(
    context,
    items.filter((item) => stringOf(item) !== '!*'),
    twiceMessage,
  );
}

function checkDestinations({ report }: DocumentContext, items: readonly YamlNode[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    for (const key of ['server', 'name', 'namespace']) {
      const value = at(item, key);
      if (stringOf(value) === '!*' && value) report({ at: value.span, message: starMessage(`every ${key}`) });
    }
    const target = targetOf(item);
    if (target === undefined) continue;
    if (seen.has(target)) {
      report({
        at: placeOf(item, ['namespace', 'server', 'name']),
        message:
          'The same cluster and namespace stand in `destinations` twice, so Argo CD takes the project for invalid.',
      });
    }
    seen.add(target);
  }
}

/** The cluster and the namespace; one with an address is told by it, whatever its name. */
function targetOf(item: YamlNode): string | undefined {
  if (item.type !== 'map') return undefined;
  const [server, name, namespace] = ['server', 'name', 'namespace'].map((key) => scalarText(at(item, key)) ?? '');
  const target = `${server === '' ? name : server}/${namespace}`;
  return hasPlaceholder(target) ? undefined : target;
}

/** Accounts to apply with: globs without negation, and the name of an account, which may have its namespace before it. */
function checkAccounts({ report }: DocumentContext, items: readonly YamlNode[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    const [server, namespace, account] = ['server', 'namespace', 'defaultServiceAccount'].map((key) => at(item, key));
    for (const value of [server, namespace]) {
      if (!isString(value) || hasPlaceholder(value.value) || isGlob(value.value)) continue;
      const message = `\`${value.value}\` is no pattern without \`!\`, so Argo CD takes the project for invalid.`;
      report({ at: value.span, message });
    }
    if (isString(account) && !hasPlaceholder(account.value) && /^ *$|[!*[\]{}\\/]/.test(account.value)) {
      const message = `\`${account.value}\` is no name of a service account, so Argo CD takes the project for invalid.`;
      report({ at: account.span, message });
    }
    const target = `${scalarText(server) ?? ''}/${scalarText(namespace) ?? ''}`;
    if (item.type !== 'map' || hasPlaceholder(target)) continue;
    if (seen.has(target)) {
      report({
        at: placeOf(item, ['namespace', 'server']),
        message: 'The same cluster and namespace stand in this list twice, so Argo CD takes the project for invalid.',
      });
    }
    seen.add(target);
  }
}

function isGlob(text: string): boolean {
  return !text.includes('!') && isGoGlob(text);
}

/** The first of these values that is written, else the item's first key. */
function placeOf(item: YamlNode, keys: readonly string[]): Span {
  const written = keys.map((key) => at(item, key)).find((value) => value?.type === 'scalar' && !isNull(value));
  return written?.span ?? pairsOf(item)[0]?.key.span ?? item.span;
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
