// What the fake makes of a cluster template: the problems of the plainest kind, and the resources it renders to.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { fail } from './output.ts';
import type { Rendered, SimulatedCluster, SimulatedSet } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A template as the cluster it declares; ends the program as omnictl does when the file can not be read or is wrong. */
export function readTemplate(path: string, text = read(path)): Omit<SimulatedCluster, 'syncedAt'> {
  const documents = parseAllDocuments(text).map((document): Fields => {
    if (document.errors.length > 0)
      fail(`error loading template: error decoding template: yaml: ${document.errors[0]?.message.split('\n')[0]}`);
    return fieldsOf(document.toJS());
  });
  const clusters = documents.filter((document) => document.kind === 'Cluster');
  const controlPlanes = documents.filter((document) => document.kind === 'ControlPlane');
  const kinds = ['Cluster', 'ControlPlane', 'Workers', 'Machine'];
  const unknown = documents.find((document) => !kinds.includes(String(document.kind)));
  if (unknown) fail(`error loading template: error in document at line 1: unknown model kind: "${unknown.kind ?? ''}"`);
  const [cluster] = clusters;
  const problems = [
    ...(clusters.length === 1 ? [] : [`template should contain 1 cluster, got ${clusters.length}`]),
    ...(controlPlanes.length === 1 ? [] : [`template should contain 1 controlplane, got ${controlPlanes.length}`]),
  ];
  if (!cluster || problems.length > 0) fail(listed(problems));
  const name = String(cluster.name);
  const sets = documents
    .filter((document) => document.kind === 'ControlPlane' || document.kind === 'Workers')
    .map((document) => setOf(name, document));
  const kubernetesVersion = String(fieldsOf(cluster.kubernetes).version).replace(/^v/, '');
  const talosVersion = String(fieldsOf(cluster.talos).version).replace(/^v/, '');
  const rendered = render(name, kubernetesVersion, talosVersion, documents, sets, dirname(resolve(path)));
  return { name, kubernetesVersion, talosVersion, sets, rendered };
}

export function asYaml({ type, ...resource }: Rendered): string {
  const { labels, annotations } = resource;
  const metadata = {
    namespace: 'default',
    type,
    id: resource.id,
    version: 'undefined',
    owner: null,
    phase: 'running',
    created: '0001-01-01T00:00:00Z',
    updated: '0001-01-01T00:00:00Z',
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
  };
  return stringify({ metadata, spec: resource.spec }, { nullStr: '' });
}

function render(
  name: string,
  kubernetesversion: string,
  talosversion: string,
  documents: readonly Fields[],
  sets: readonly SimulatedSet[],
  folder: string,
): readonly Rendered[] {
  const managed = { 'omni.sidero.dev/managed-by-cluster-templates': '' };
  const labels = { 'omni.sidero.dev/cluster': name };
  const patches = documents.flatMap((document) => {
    const set = document.kind === 'Cluster' ? undefined : setOf(name, document).id;
    return listOf(document.patches).map((patch, index): Rendered => {
      const title = String(patch.name ?? patch.file ?? 'patch');
      const inline = typeof patch.inline === 'string' ? patch.inline : stringify(patch.inline);
      return {
        type: 'ConfigPatches.omni.sidero.dev',
        id: `${(set ? 400 : 200) + index}-${set ?? `cluster-${name}`}-${title}`,
        labels: set ? { ...labels, 'omni.sidero.dev/machine-set': set } : labels,
        annotations: { ...managed, name: title },
        spec: { data: patch.file ? read(resolve(folder, String(patch.file))) : inline, compresseddata: [] },
      };
    });
  });
  return [
    {
      type: 'Clusters.omni.sidero.dev',
      id: name,
      annotations: managed,
      spec: { kubernetesversion, talosversion, features: { enableworkloadproxy: false }, backupconfiguration: null },
    },
    ...patches,
    ...sets.map(
      (set): Rendered => ({
        type: 'MachineSets.omni.sidero.dev',
        id: set.id,
        labels: { ...labels, [`omni.sidero.dev/role-${set.role}`]: '' },
        annotations: managed,
        spec: {
          updatestrategy: 1,
          machineclass: null,
          machineallocation: { name: set.machineClass, machinecount: set.size, allocationtype: 0 },
        },
      }),
    ),
  ];
}

function setOf(cluster: string, document: Fields): SimulatedSet {
  const machineClass = fieldsOf(document.machineClass);
  const controlPlane = document.kind === 'ControlPlane';
  return {
    id: `${cluster}-${controlPlane ? 'control-planes' : String(document.name ?? 'workers')}`,
    role: controlPlane ? 'controlplane' : 'worker',
    machineClass: String(machineClass.name ?? ''),
    size: Number(machineClass.size ?? 0),
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    fail(`open ${path}: no such file or directory`);
  }
}

export function listed(problems: readonly string[]): string {
  const lines = problems.map((problem) => `\t* ${problem}`).join('\n');
  return `${problems.length} error${problems.length === 1 ? '' : 's'} occurred:\n${lines}\n\n`;
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
