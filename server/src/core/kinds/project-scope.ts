// Repositories and clusters that belong to one AppProject of Argo CD: each is a Secret with a label, made by hand, by an
// External Secret or by the chart's values, and widens what its project permits.
import { decodeBase64 } from '../text/base64.ts';
import { type Fact, fact, type ProjectScopeFact } from '../workspace/facts.ts';
import { at, itemsOf, pairsOf, stringOf, walk, type YamlNode } from '../yaml/nodes.ts';
import { externalSpecOf } from './external-secret.ts';
import type { Kind } from './kind.ts';
import { optional } from './optional.ts';
import { hasPlaceholder } from './placeholders.ts';

const label = 'argocd.argoproj.io/secret-type';

/** What is written of a Secret; null for a key whose value is kept elsewhere. */
type Read = (key: string) => string | null | undefined;

/** The repository or the cluster that a Secret, or what makes one, gives to a project. */
export function projectScopeFacts(kind: Kind, root: YamlNode | undefined): readonly Fact[] {
  switch (stringOf(at(root, 'kind'))) {
    case 'Secret':
      return scopeFacts(at(root, 'metadata'), readSecret(root));
    case 'SealedSecret': {
      const template = at(root, 'spec', 'template');
      const sealed = at(root, 'spec', 'encryptedData');
      return scopeFacts(at(template, 'metadata'), (key) => (at(sealed, key) ? null : readSecret(template)(key)));
    }
    case 'ExternalSecret':
    case 'ClusterExternalSecret': {
      const spec = externalSpecOf(kind, root)?.value ?? at(root, 'spec');
      return scopeFacts(at(spec, 'target', 'template', 'metadata'), readExternalSecret(spec));
    }
    // Other operators make Secrets too, and Kustomize does, of what is not written here.
    default:
      return kind === 'manifest' || kind === 'kustomization' ? labelsWithin(root) : [];
  }
}

function labelsWithin(root: YamlNode | undefined): readonly Fact[] {
  const found: Fact[] = [];
  if (root)
    walk(root, (node) => {
      const type = scopeTypeOf(at(node, label));
      if (type) found.push(fact('project-scope', '', node.span, { type }));
    });
  return found;
}

/** The chart of Argo CD makes such Secrets of `configs.repositories` and `configs.clusterCredentials`. */
export function chartScopeFacts(values: YamlNode | undefined): readonly Fact[] {
  const entries = (key: string): readonly YamlNode[] => {
    const node = at(values, 'configs', key);
    return [...pairsOf(node).map(({ value }) => value), ...itemsOf(node)];
  };
  const read =
    (node: YamlNode): Read =>
    (key) =>
      textAt(node, key);
  return [
    ...entries('repositories').flatMap((node) => scopeFact('repository', node, read(node))),
    ...entries('clusterCredentials').flatMap((node) => scopeFact('cluster', node, read(node))),
  ];
}

function scopeFacts(metadata: YamlNode | undefined, read: Read): readonly Fact[] {
  const type = scopeTypeOf(at(metadata, 'labels', label));
  return metadata && type ? scopeFact(type, metadata, read) : [];
}

function scopeTypeOf(node: YamlNode | undefined): ProjectScopeFact['type'] | undefined {
  const text = stringOf(node);
  return text === 'repository' || text === 'cluster' ? text : undefined;
}

function scopeFact(type: ProjectScopeFact['type'], { span }: YamlNode, read: Read): readonly Fact[] {
  const project = certain(read('project'));
  if (project === '') return [];
  return [
    fact('project-scope', project ?? '', span, {
      type,
      ...optional('address', certain(read(type === 'repository' ? 'url' : 'server'))),
      ...(type === 'cluster' ? optional('cluster', certain(read('name'))) : {}),
    }),
  ];
}

/** The text, empty where there is none; undefined where it cannot be told. */
function certain(text: string | null | undefined): string | undefined {
  return text === null || (text !== undefined && isHidden(text)) ? undefined : (text ?? '');
}

function isHidden(text: string): boolean {
  return hasPlaceholder(text) || text.startsWith('ENC[');
}

function readSecret(root: YamlNode | undefined): Read {
  return (key) => {
    const encoded = textAt(at(root, 'data'), key);
    return textAt(at(root, 'stringData'), key) ?? (encoded ? decoded(encoded) : encoded);
  };
}

function readExternalSecret(spec: YamlNode | undefined): Read {
  const template = at(spec, 'target', 'template');
  const data = at(template, 'data');
  const isWhole = data !== undefined && stringOf(at(template, 'mergePolicy')) !== 'Merge';
  const fetched = new Set(itemsOf(at(spec, 'data')).flatMap((item) => stringOf(at(item, 'secretKey')) ?? []));
  const open = itemsOf(at(spec, 'dataFrom')).length > 0;
  return (key) => {
    const written = textAt(data, key);
    if (written !== undefined) return written;
    const mayBeFetched = !isWhole && (open || fetched.has(key));
    return mayBeFetched || at(template, 'templateFrom') ? null : undefined;
  };
}

/** Null where something other than text stands there. */
function textAt(node: YamlNode | undefined, key: string): string | null | undefined {
  const value = at(node, key);
  return value === undefined ? undefined : (stringOf(value) ?? null);
}

function decoded(text: string): string | null {
  return isHidden(text) ? null : (decodeBase64(text) ?? null);
}
