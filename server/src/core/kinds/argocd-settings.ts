// Settings of Argo CD: in its ConfigMaps, and where kustomize writes into these.
import { embeddedRoot } from '../embedded/embedded.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, itemsOf, keyText, pairsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';

/** Whether a ConfigMap of this name holds settings of Argo CD. */
export function isSettingsMap(name: string | undefined): boolean {
  return name === 'argocd-cm' || name === 'argocd-cmd-params-cm';
}

/** Settings of Argo CD in its ConfigMaps, or under the same keys in its chart's values. */
export function settingFacts(data: YamlNode | undefined): readonly Fact[] {
  return pairsOf(data).flatMap((pair) => {
    const value = scalarText(pair.value);
    return value === undefined ? [] : [fact('argocd-setting', keyText(pair), pair.key.span, { value })];
  });
}

/** Settings that a kustomization, or the `kustomize` settings of a source, patches or merges into the ConfigMaps. */
export function kustomizedSettingFacts(settings: YamlNode | undefined): readonly Fact[] {
  const patches = ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((key) => itemsOf(at(settings, key)));
  const generators = itemsOf(at(settings, 'configMapGenerator')).filter((item) =>
    isSettingsMap(stringOf(at(item, 'name'))),
  );
  return [...patches.flatMap(patchedSettings), ...generators.flatMap(generatedSettings)];
}

function patchedSettings(patch: YamlNode): readonly Fact[] {
  const root = embeddedRoot(isString(patch) ? patch : at(patch, 'patch'));
  const target = stringOf(at(patch, 'target', 'name'));
  if (root?.type === 'map') {
    const name = target ?? stringOf(at(root, 'metadata', 'name'));
    return isSettingsMap(name) ? settingFacts(at(root, 'data')) : [];
  }
  return isSettingsMap(target) ? operationSettings(root) : [];
}

/** A file with a JSON patch, whose keys alone tell that it is for Argo CD's settings. */
export function patchFileSettingFacts(root: YamlNode | undefined): readonly Fact[] {
  return operationSettings(root).filter(({ name }) => /^(?:resource\.customizations|controller\.diff)\b/.test(name));
}

function operationSettings(root: YamlNode | undefined): readonly Fact[] {
  return itemsOf(root).flatMap((operation) => {
    const value = at(operation, 'value');
    const path = at(operation, 'path');
    if (!value || !isString(path)) return [];
    if (path.value === '/data') return settingFacts(value);
    const [, key] = /^\/data\/([^/]+)$/.exec(path.value) ?? [];
    const text = scalarText(value);
    if (key === undefined || text === undefined) return [];
    return [fact('argocd-setting', key.replaceAll('~1', '/').replaceAll('~0', '~'), path.span, { value: text })];
  });
}

/** `key=value` in `literals`; `key=path` or a path in `files`, of which only the key is known. */
function generatedSettings(generator: YamlNode): readonly Fact[] {
  const texts = (key: string): readonly string[] => itemsOf(at(generator, key)).flatMap((item) => stringOf(item) ?? []);
  const place = generator.span;
  const literals = texts('literals').flatMap((text) => {
    const [, key, value = ''] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
    return key === undefined ? [] : [fact('argocd-setting', key, place, { value })];
  });
  const files = texts('files').map((text) => {
    const [key = ''] = (text.includes('=') ? text : text.replace(/^.*\//, '')).split('=');
    return fact('argocd-setting', key, place, { value: '' });
  });
  return [...literals, ...files];
}
