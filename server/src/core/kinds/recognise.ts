// Recognises a document by its shape. The folder it lies in only helps where the shape alone does not decide.
import { talosKind } from '../schema/talos.ts';
import { nearest } from '../text/names.ts';
import { at, isNull, pairsOf, scalarText, stringOf, walk, type YamlNode } from '../yaml/nodes.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import { isTemplateHelper } from './chart-files.ts';
import { isEnvExample } from './env-file.ts';
import { type Kind, kubernetesKinds } from './kind.ts';
import { isInventory, isMarkdown, markdownLimit } from './markdown-paths.ts';
import { isTalosShaped, namesTalosSections } from './patch-shape.ts';
import { isProviderConfig } from './provider-config.ts';
import { isToolVersions } from './tool-versions.ts';

/**
 * @param document the parsed document
 * @param path where its file lies, relative to its folder, with `/`
 */
export function recognise(document: YamlDocument, path: string): Kind {
  const { root, text } = document;
  if (isConventionsFile(path)) return 'conventions';
  if (path.endsWith('.sh')) return 'script';
  if (isEnvExample(path)) return 'env-file';
  if (isToolVersions(path)) return 'tool-versions';
  if (isMarkdown(path)) return isInventory(path) && text.length <= markdownLimit ? 'markdown' : 'prose';
  if (isTemplateHelper(path)) return 'opaque';
  if (isNull(root)) return document.problems.length > 0 ? kindOfText(text) : 'empty';
  const kind = kindOf(root, path);
  if (isEncrypted(root, kind)) return 'opaque';
  if (kind === 'unknown') return kind;
  if (isRemoval(kind, root)) return 'opaque';
  const isFilledIn = kind === 'application-set' ? isFilledInByHelm(text, path) : isTemplated(text);
  return isFilledIn && !templatesOnlyItsSecret(kind, root, text) ? 'opaque' : kind;
}

/** A patch with which Kustomize takes an object away: it names the object and is none. */
function isRemoval(kind: Kind, root: YamlNode | undefined): boolean {
  return stringOf(at(root, '$patch')) === 'delete' && kubernetesKinds.some((one) => one === kind);
}

/** Encrypted by SOPS. Values of a chart may have a key of that name too; then it is not what SOPS writes there. */
function isEncrypted(root: YamlNode | undefined, kind: Kind): boolean {
  const mark = at(root, 'sops');
  return mark !== undefined && (kind !== 'unknown' || at(mark, 'mac') !== undefined);
}

/** Kinds that a reference does not change: what is plainly something else, what is no YAML, and what is not judged. */
const firmKinds: readonly Kind[] = [
  'machine-class',
  'conventions',
  'script',
  'env-file',
  'tool-versions',
  'markdown',
  'prose',
  'opaque',
];

/**
 * What a document is in a file that a cluster template takes as a patch: whatever it looks like, omnictl reads it as one.
 * @param kind what it looks like
 */
export function kindInPatch(kind: Kind, { root }: YamlDocument): Kind {
  if (firmKinds.includes(kind)) return kind;
  const isObject = kubernetesKinds.some((candidate) => candidate === kind);
  return isObject && !talosKind(stringOf(at(root, 'kind')) ?? '') ? kind : 'talos-patch';
}

/** True when all templates of an ExternalSecret are those that External Secrets itself fills in. */
function templatesOnlyItsSecret(kind: Kind, root: YamlNode | undefined, text: string): boolean {
  if (kind !== 'external-secret') return false;
  let inside = 0;
  for (const path of [['target', 'template'], ['dataFrom']]) {
    const part = at(root, 'spec', ...path);
    if (part)
      walk(part, (node) => {
        inside += (stringOf(node) ?? '').split('{{').length - 1;
      });
  }
  return inside === text.split('{{').length - 1 && !text.includes('{%');
}

/** The names that the team's file may have; a new one gets the first. */
export const conventionsPaths = ['omni-scale.yaml', 'omni-scale.yml'] as const;

export function isConventionsFile(path: string): boolean {
  return conventionsPaths.some((name) => name === path);
}

/** True when a template engine writes the structure of this text, so that what we see is not what is applied. */
export function isTemplated(text: string): boolean {
  return (
    (text.includes('{{') || text.includes('{%')) && /^[ \t]*(?:- +)?(?:\{\{|\{%)|^[^#\n\r]*:[ \t]+\{\{/m.test(text)
  );
}

/** True for an ApplicationSet, which has templates of its own, where Helm makes it: by Helm's objects and by braces kept from it. */
function isFilledInByHelm(text: string, path: string): boolean {
  const speaksHelm = /\{\{[^{}]*(?:\.(?:Values|Release|Chart|Capabilities)\b|\binclude\s+"|["`]\{\{)/.test(text);
  return speaksHelm && (isTemplated(text) || /(?:^|\/)templates\//.test(path));
}

function kindOf(root: YamlNode | undefined, path: string): Kind {
  if (root?.type === 'seq') return isJsonPatch(root) && /(^|\/)patches\//.test(path) ? 'talos-patch' : 'unknown';
  if (root?.type !== 'map') return 'unknown';
  const apiVersion = stringOf(at(root, 'apiVersion')) ?? '';
  const kind = stringOf(at(root, 'kind')) ?? '';
  if (isMachineClass(root, kind, path)) return 'machine-class';
  if (/\.omni\.sidero\.dev$/.test(stringOf(at(root, 'metadata', 'type')) ?? '')) return 'omni-resource';
  if (kind === '' && /(^|\/)Chart\.ya?ml$/.test(path)) return 'chart';
  // A template in the envelope of Kubernetes, which omnictl refuses: the rules tell.
  if (/^omni(?:\.sidero\.dev)?\//.test(apiVersion) && /^(?:Cluster|ControlPlane|Workers|Machine)$/.test(kind))
    return templateKindOf(root, kind) ?? 'template-unknown';
  if (apiVersion !== '') return ofApiVersion(apiVersion, kind);
  return templateKindOf(root, kind) ?? ofKeys(root, path);
}

/** What a document that could not be read says it is, so that people learn it was not; most say nothing of ours. */
function kindOfText(text: string): Kind {
  const head = text.slice(0, 4000);
  if (/^\s+type: MachineClasses\.omni\.sidero\.dev\s*$/m.test(head)) return 'machine-class';
  const kind = /^kind: (\w+)\s*$/m.exec(head)?.[1] ?? '';
  const apiVersion = /^apiVersion: (\S+)\s*$/m.exec(head)?.[1];
  if (apiVersion === undefined)
    return ['Cluster', 'ControlPlane', 'Workers'].includes(kind) ? 'template-unknown' : 'unknown';
  return apiVersion.startsWith('argoproj.io/') || apiVersion.startsWith('external-secrets.io/')
    ? ofApiVersion(apiVersion, kind)
    : 'unknown';
}

/** An Omni MachineClass, also with a wrong or missing envelope (the envelope is what rules judge). */
function isMachineClass(root: YamlNode, kind: string, path: string): boolean {
  const type = stringOf(at(root, 'metadata', 'type'));
  if (type !== undefined && type !== '') return /^machine-?class/i.test(type);
  // Gardener has machine classes too.
  const group = /^[^/]*\.[^/]*(?=\/)/.exec(stringOf(at(root, 'apiVersion')) ?? '')?.[0];
  const foreign = group !== undefined && !/omni|sidero/i.test(group);
  if (/^MachineClass(es)?$/i.test(kind) && !foreign) return true;
  const spec = at(root, 'spec');
  const names = pairsOf(spec).map((pair) => scalarText(pair.key)?.toLowerCase() ?? '');
  if (at(root, 'metadata') === undefined && kind !== '') return false;
  if (names.some((name) => name === 'autoprovision' || name === 'matchlabels')) {
    return at(root, 'apiVersion') === undefined || /omni|sidero/i.test(stringOf(at(root, 'apiVersion')) ?? '');
  }
  const inFolder = /(^|\/)machine-classes\//.test(path);
  return inFolder && kind === '' && at(root, 'apiVersion') === undefined && at(root, 'metadata')?.type === 'map';
}

const argoKinds: Readonly<Record<string, Kind>> = {
  Application: 'application',
  ApplicationSet: 'application-set',
  AppProject: 'app-project',
};

const externalSecretKinds: Readonly<Record<string, Kind>> = {
  ExternalSecret: 'external-secret',
  ClusterExternalSecret: 'cluster-external-secret',
  SecretStore: 'secret-store',
  ClusterSecretStore: 'cluster-secret-store',
};

const coreKinds: Readonly<Record<string, Kind>> = { Service: 'service', Namespace: 'namespace', Secret: 'secret' };

/** What a Kubernetes object is that stands inside another document; undefined for anything else. */
export function kindOfObject(root: YamlNode): Kind | undefined {
  const apiVersion = stringOf(at(root, 'apiVersion')) ?? '';
  const kind = apiVersion === '' ? undefined : ofApiVersion(apiVersion, stringOf(at(root, 'kind')) ?? '');
  return kubernetesKinds.find((one) => one === kind);
}

function ofApiVersion(apiVersion: string, kind: string): Kind {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  if (group === 'argoproj.io') return argoKinds[kind] ?? 'manifest';
  if (group === 'external-secrets.io') return externalSecretKinds[kind] ?? 'manifest';
  if ((group === 'networking.k8s.io' || group === 'extensions') && kind === 'Ingress') return 'ingress';
  if (group === 'homelab') return 'component-spec';
  if (group === 'kustomize.config.k8s.io') return 'kustomization';
  if (apiVersion === 'v1alpha1') return 'talos-patch';
  if (apiVersion === 'v1' && coreKinds[kind]) return coreKinds[kind];
  return kind === '' ? 'unknown' : 'manifest';
}

function templateKindOf(root: YamlNode, kind: string): Kind | undefined {
  const has = (key: string): boolean => at(root, key) !== undefined;
  switch (kind) {
    case 'Cluster':
      return has('talos') || has('kubernetes') || has('name') ? 'template-cluster' : undefined;
    case 'ControlPlane':
      return 'template-control-plane';
    case 'Workers':
      return 'template-workers';
    case 'Machine':
      return has('name') ? 'template-machine' : undefined;
    default:
      return undefined;
  }
}

const patchKeys = new Set(['version', 'debug', 'persist', 'machine', 'cluster', '$patch']);
const specKeys = ['initiative', 'definition_of_done', 'locked_decisions', 'pivot_decisions', 'open_decisions'];
const specKeysInFolder = ['constraints', 'phases', 'references'];

function ofKeys(root: YamlNode, path: string): Kind {
  const names = pairsOf(root).map((pair) => scalarText(pair.key) ?? '');
  const has = (name: string): boolean => names.includes(name);
  if (isProviderConfig(root, path)) return 'provider-config';
  if (isCompose(root)) return 'compose';
  if (names.some((name) => specKeys.includes(name))) return 'initiative-spec';
  if (/(^|\/)specs\//.test(path) && names.some((name) => specKeysInFolder.includes(name))) return 'initiative-spec';
  if (/(^|\/)kustomization\.ya?ml$/.test(path)) return 'kustomization';
  if ((has('machine') || has('cluster')) && names.every((name) => patchKeys.has(name))) {
    return isPatch(root, path) ? 'talos-patch' : 'unknown';
  }
  if (!/(^|\/)(patches|talos)\//.test(path)) return 'unknown';
  // A key misspelt beside these, or a document whose `apiVersion` was forgotten: the rules tell.
  if (!has('kind')) return isMostlyPatch(names) && isTalosShaped(root) ? 'talos-patch' : 'unknown';
  return talosKind(stringOf(at(root, 'kind')) ?? '') ? 'talos-patch' : 'unknown';
}

/** The secrets that talosctl makes for a cluster have a `cluster` too, beside keys of their own. */
function isMostlyPatch(names: readonly string[]): boolean {
  const foreign = names.filter((name) => nearest(name, patchKeys) === undefined);
  return foreign.length * 2 <= names.length;
}

/** In a folder of patches it is one; elsewhere what it holds decides, since many programs have a `cluster`. */
function isPatch(root: YamlNode, path: string): boolean {
  if (/(^|\/)patches\//.test(path)) return true;
  if (/(^|\/)values[^/]*\.ya?ml$/.test(path)) return false;
  return isTalosShaped(root) || (/(^|\/)talos\//.test(path) && namesTalosSections(root));
}

function isCompose(root: YamlNode): boolean {
  const services = pairsOf(at(root, 'services'));
  return services.length > 0 && services.some((pair) => at(pair.value, 'image') ?? at(pair.value, 'build'));
}

function isJsonPatch(root: YamlNode): boolean {
  return root.type === 'seq' && root.items.length > 0 && root.items.every((item) => at(item, 'op') && at(item, 'path'));
}
