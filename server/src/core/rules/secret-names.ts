// The names of Secrets that pods and charts have to find.
import { helmValuesOf, sourcesOf } from '../kinds/argocd.ts';
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { podSpecOf, secretReferencesOf } from '../kinds/pods.ts';
import { factOf } from '../workspace/facts.ts';
import type { SourceDocument } from '../workspace/file.ts';
import { type KnownSecrets, knownSecrets, secretsOf } from '../workspace/secret-references.ts';
import { at, isString, stringOf, walk, type YamlString } from '../yaml/nodes.ts';
import type { WorkspaceContext } from './rule.ts';

/** The Secrets that a pod has to have, or that the values of a chart name as `existingSecret`. */
export function secretNamesIn({ kind, yaml: { root } }: SourceDocument): readonly YamlString[] {
  const found: YamlString[] = [];
  if (kind !== 'application')
    found.push(...secretReferencesOf(podSpecOf(root)).flatMap(({ optional, name }) => (optional ? [] : name)));
  else
    for (const values of sourcesOf(at(root, 'spec')).flatMap((source) => helmValuesOf(source) ?? []))
      walk(values, (node) => {
        const name = at(node, 'existingSecret');
        if (isString(name) && name.value !== '') found.push(name);
      });
  return found.filter((name) => !hasPlaceholder(name.value));
}

/** The Secrets of the namespace that the pods are in. */
export function knownSecretsFor({ document, file, workspace }: WorkspaceContext): KnownSecrets | undefined {
  if (document.kind !== 'application')
    return knownSecrets(workspace, file, stringOf(at(document.yaml.root, 'metadata', 'namespace')));
  const namespace = factOf(document.facts, 'application')?.data.destinationNamespace;
  return namespace === undefined || hasPlaceholder(namespace)
    ? undefined
    : secretsOf(workspace, file.folder, namespace);
}
