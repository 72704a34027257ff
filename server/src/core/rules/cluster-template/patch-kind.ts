import { patchesOf } from '../../kinds/cluster-template.ts';
import { templateKinds } from '../../kinds/kind.ts';
import type { FactType } from '../../workspace/facts.ts';
import { pathBelow } from '../../workspace/template-paths.ts';
import type { Derivation } from '../../workspace/view.ts';
import { at, scalarText } from '../../yaml/nodes.ts';
import type { WorkspaceRule } from '../rule.ts';

export const patchKind: WorkspaceRule = {
  id: 'cluster-template/patch-kind',
  title: 'A patch whose file holds something else',
  severity: 'error',
  kinds: templateKinds,
  needs: 'workspace',
  why: 'A patch changes the configuration of Talos. omnictl reads its file as such and refuses the template when it holds a Kubernetes object, a machine class or another template. Kubernetes objects go under `kubernetes.manifests` of the cluster, or into `cluster.inlineManifests` of a patch.',
  bad: `
=== clusters/lab.yaml
kind: ControlPlane
machineClass: {name: lab-control-plane, size: 1}
patches: [{file: storage-class.yaml}]
=== clusters/storage-class.yaml
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: driver.example.com
`,
  good: `
=== clusters/lab.yaml
kind: ControlPlane
machineClass: {name: lab-control-plane, size: 1}
patches: [{file: sysctls.yaml}]
=== clusters/sysctls.yaml
machine: {sysctls: {net.core.somaxconn: "4096"}}
`,
  source: 'omni client/pkg/omni/resources/omni/config_patch.go (ValidateConfigPatch)',
  check({ document, file, workspace, report }) {
    for (const { map } of patchesOf(document.yaml.root)) {
      const node = at(map, 'file');
      const written = scalarText(node);
      const path = written ? pathBelow(file, written) : undefined;
      const what = path === undefined ? undefined : workspace.derive(otherFiles).get(`${file.folder}/${path}`);
      if (!node || what === undefined) continue;
      report({ at: node.span, message: `This file holds ${what}, so omnictl refuses the template.` });
    }
  },
};

const others: Partial<Record<FactType, string>> = {
  manifest: 'a Kubernetes object, which is no Talos patch',
  'nameless-object': 'a Kubernetes object, which is no Talos patch',
  'machine-class': 'a machine class, which is no Talos patch',
  'cluster-template': 'a cluster template, which is no Talos patch',
};

const otherFiles: Derivation<ReadonlyMap<string, string>> = {
  name: 'files that are no patches',
  compute(view) {
    const found = new Map<string, string>();
    const full = new Set<string>();
    for (const { file, fact } of view.facts('patch-document')) if (!fact.data.empty) full.add(file.uri);
    for (const { file } of view.facts('patch-document')) {
      if (!full.has(file.uri)) found.set(`${file.folder}/${file.path}`, 'no document, and a patch has one or more');
    }
    for (const type of ['manifest', 'nameless-object', 'machine-class', 'cluster-template'] as const) {
      for (const { file } of view.facts(type)) found.set(`${file.folder}/${file.path}`, others[type] ?? '');
    }
    return found;
  },
};
