import { isExamplePath } from '../../kinds/example-path.ts';
import { patchUses } from '../../workspace/templates.ts';
import type { Derivation } from '../../workspace/view.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const patchUnused: WorkspaceRule = {
  id: 'cluster-template/patch-unused',
  title: 'A patch file that no template takes',
  severity: 'hint',
  kinds: ['talos-patch'],
  needs: 'workspace',
  why: 'A patch works only where a template names its file. One that stands beside patches in use and is named nowhere is forgotten, or its entry is. Examples are left alone.',
  ...diff(`
 === clusters/lab.yaml
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
 patches: [{file: patches/longhorn.yaml}]
 === clusters/patches/longhorn.yaml
 machine: {sysctls: {vm.nr_hugepages: "1024"}}
-=== clusters/patches/sysctls.yaml
-machine: {sysctls: {net.core.somaxconn: "4096"}}
`),
  source: 'omni client/pkg/template/internal/models/patch.go',
  check({ document, file, workspace, report }) {
    const { root } = document.yaml;
    if (root?.type !== 'map' || pairOf(root, 'version') || isExamplePath(file.path)) return;
    const { files, folders } = workspace.derive(usedPatches);
    if (files.has(fileKey(file.folder, file.path)) || !folders.has(fileKey(file.folder, parent(file.path)))) return;
    // A file of several documents is reported once.
    const record = workspace.facts('patch-network').find((candidate) => candidate.file.uri === file.uri);
    const [first] = root.pairs;
    if (record?.document !== document || !first) return;
    report({
      at: first.key.span,
      message: 'No cluster template takes this patch, though others beside it are taken.',
      tag: 'unnecessary',
    });
  },
};

interface UsedPatches {
  readonly files: ReadonlySet<string>;
  /** Folders that hold a patch in use. */
  readonly folders: ReadonlySet<string>;
}

const usedPatches: Derivation<UsedPatches> = {
  name: 'patch files in use',
  compute(view) {
    const uses = patchUses(view);
    return {
      files: new Set(uses.map(({ folder, path }) => fileKey(folder, path))),
      folders: new Set(uses.map(({ folder, path }) => fileKey(folder, parent(path)))),
    };
  },
};

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function fileKey(folder: string, path: string): string {
  return `${folder}\n${path}`;
}
