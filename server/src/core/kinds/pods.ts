// The pods that a manifest runs: their specification, what of it the baseline Pod Security level forbids, and the
// Secrets they name.

import type { YamlPair, YamlString } from '../yaml/nodes.ts';
import { at, isString, itemsOf, keyText, pairOf, pairsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';

/** The specification of the pods of a Pod, a controller, a Job or a CronJob. */
export function podSpecOf(root: YamlNode | undefined): YamlNode | undefined {
  switch (stringOf(at(root, 'kind'))) {
    case 'Pod':
      return at(root, 'spec');
    case 'CronJob':
      return at(root, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
    case 'Deployment':
    case 'DaemonSet':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'Job':
      return at(root, 'spec', 'template', 'spec');
    default:
      return undefined;
  }
}

export function containersOf(spec: YamlNode | undefined): readonly YamlNode[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => itemsOf(at(spec, key)));
}

export interface Violation {
  /** The key or value that breaks the level. */
  readonly pair: YamlPair;
  /** What it is, as people write it: `hostNetwork`. */
  readonly what: string;
}

/** Capabilities that the baseline level lets a container add (pod-security-admission policy/check_capabilities_baseline.go). */
const allowedCapabilities = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
]);

/** What the baseline level forbids in a pod (pod-security-admission policy/check_*.go). */
export function baselineViolations(spec: YamlNode | undefined): readonly Violation[] {
  const found: Violation[] = [];
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) addIfTrue(found, spec, key);
  for (const volume of itemsOf(at(spec, 'volumes'))) {
    const pair = pairOf(volume, 'hostPath');
    if (pair) found.push({ pair, what: 'hostPath' });
  }
  for (const container of containersOf(spec)) {
    const context = at(container, 'securityContext');
    addIfTrue(found, context, 'privileged');
    const add = pairOf(at(context, 'capabilities'), 'add');
    const extra = itemsOf(add?.value).flatMap((item) => stringOf(item) ?? []);
    const beyond = extra.find((name) => !allowedCapabilities.has(name.replace(/^CAP_/, '')));
    if (add && beyond !== undefined) found.push({ pair: add, what: `capability ${beyond}` });
    for (const port of itemsOf(at(container, 'ports'))) {
      const pair = pairOf(port, 'hostPort');
      if (pair && scalarText(pair.value) !== '0' && scalarText(pair.value) !== undefined)
        found.push({ pair, what: 'hostPort' });
    }
  }
  return found;
}

function addIfTrue(found: Violation[], node: YamlNode | undefined, key: string): void {
  const pair = pairOf(node, key);
  if (pair?.value.type === 'scalar' && pair.value.value === true) found.push({ pair, what: key });
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
