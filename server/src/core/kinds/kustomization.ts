// Kustomize: what a kustomization applies, makes and changes.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isNull, isString, itemsOf, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { kustomizedSettingFacts } from './argocd-settings.ts';
import { optional } from './optional.ts';
import { projectScopeFacts } from './project-scope.ts';

export function kustomizationFacts(root: YamlNode | undefined): readonly Fact[] {
  const made = itemsOf(at(root, 'secretGenerator')).flatMap((item) => {
    const name = at(item, 'name');
    return isString(name) ? [fact('secret', name.value, name.span, { maker: 'kustomization', creates: true })] : [];
  });
  const own = fact(
    'kustomization',
    '',
    { start: 0, end: 0 },
    {
      ...optional('namespace', stringOf(at(root, 'namespace'))),
      renames: at(root, 'namePrefix') !== undefined || at(root, 'nameSuffix') !== undefined,
      patches: patchesApplications(root),
      resources: ['resources', 'bases', 'components'].flatMap((key) =>
        itemsOf(at(root, key)).flatMap((item) => stringOf(item) ?? []),
      ),
      ...optional('patchFiles', patchFilesIn(root)),
    },
  );
  return [own, ...made, ...kustomizedSettingFacts(root), ...projectScopeFacts('kustomization', root)];
}

const writers = ['commonAnnotations', 'components', 'transformers', 'replacements'];
const patchLists = ['patches', 'patchesStrategicMerge', 'patchesJson6902'];

/** Whether a kustomization, or the `kustomize` settings of a source, may write into Applications. */
export function patchesApplications(settings: YamlNode | undefined): boolean {
  return (
    writers.some((key) => !isNull(at(settings, key))) ||
    patchLists.some((key) => itemsOf(at(settings, key)).some(mayFitApplication))
  );
}

/** Files of patches; a text in `patchesStrategicMerge` may be the patch itself. */
function patchFilesIn(root: YamlNode | undefined): readonly string[] | undefined {
  const named = patchLists.flatMap((key) =>
    itemsOf(at(root, key)).flatMap((item) => stringOf(item) ?? stringOf(at(item, 'path')) ?? []),
  );
  const files = named.filter((path) => /^\S+\.(?:ya?ml|json)$/.test(path));
  return files.length === 0 ? undefined : files;
}

/** False for a patch that says it is for another kind. */
function mayFitApplication(patch: YamlNode): boolean {
  const inline = stringOf(patch) ?? stringOf(at(patch, 'patch')) ?? '';
  const kind = stringOf(at(patch, 'target', 'kind')) ?? /^kind: (\w+)\s*$/m.exec(inline)?.[1];
  return kind === undefined || !/^\w+$/.test(kind) || kind.startsWith('Application');
}
