// The pods that a manifest runs: their specification, and the Secrets they name.

import type { YamlString } from '../yaml/nodes.ts';
import { at, isString, itemsOf, keyText, pairsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';

/** The pods of a Pod, a controller, a Job or a CronJob: their metadata and specification. */
export function podTemplateOf(root: YamlNode | undefined): YamlNode | undefined {
  switch (stringOf(at(root, 'kind'))) {
    case 'Pod':
      return root;
    case 'CronJob':
      return at(root, 'spec', 'jobTemplate', 'spec', 'template');
    case 'Deployment':
    case 'DaemonSet':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'Job':
      return at(root, 'spec', 'template');
    default:
      return undefined;
  }
}

export function podSpecOf(root: YamlNode | undefined): YamlNode | undefined {
  return at(podTemplateOf(root), 'spec');
}

export function containersOf(spec: YamlNode | undefined): readonly YamlNode[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => itemsOf(at(spec, key)));
}

export interface SecretReference {
  readonly name: YamlString;
  /** The key asked for, where one is. */
  readonly key?: YamlString;
  readonly optional: boolean;
}

/** Every Secret that the containers and volumes of a pod name. */
export function secretReferencesOf(spec: YamlNode | undefined): readonly SecretReference[] {
  const found: SecretReference[] = [];
  const add = (reference: YamlNode | undefined, field: string, key?: YamlNode): void => {
    const name = at(reference, field);
    if (!isString(name) || name.value === '') return;
    const optional = scalarText(at(reference, 'optional')) === 'true';
    found.push(isString(key) ? { name, key, optional } : { name, optional });
  };
  for (const container of containersOf(spec)) {
    for (const item of itemsOf(at(container, 'envFrom'))) add(at(item, 'secretRef'), 'name');
    for (const item of itemsOf(at(container, 'env'))) {
      const reference = at(item, 'valueFrom', 'secretKeyRef');
      add(reference, 'name', at(reference, 'key'));
    }
  }
  for (const volume of itemsOf(at(spec, 'volumes'))) {
    addVolume(add, at(volume, 'secret'), 'secretName');
    for (const source of itemsOf(at(volume, 'projected', 'sources'))) addVolume(add, at(source, 'secret'), 'name');
  }
  for (const item of itemsOf(at(spec, 'imagePullSecrets'))) add(item, 'name');
  return found;
}

function addVolume(
  add: (reference: YamlNode | undefined, field: string, key?: YamlNode) => void,
  source: YamlNode | undefined,
  field: string,
): void {
  const items = itemsOf(at(source, 'items'));
  if (items.length === 0) add(source, field);
  for (const item of items) add(source, field, at(item, 'key'));
}

/** Labels under `pod-security.kubernetes.io/`, by the rest of their key. */
export function podSecurityLabels(labels: YamlNode | undefined): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const pair of pairsOf(labels)) {
    const key = keyText(pair);
    if (key.startsWith(podSecurityPrefix)) found[key.slice(podSecurityPrefix.length)] = scalarText(pair.value) ?? '';
  }
  return found;
}

export const podSecurityPrefix = 'pod-security.kubernetes.io/';
