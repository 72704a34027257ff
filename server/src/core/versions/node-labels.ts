// Which labels and annotations a node may carry, and which of them its own kubelet may set.

/** Label keys that NodeRestriction lets a kubelet set although Kubernetes owns their prefix (kubernetes pkg/kubelet/apis/well_known_labels.go). */
const kubeletKeys = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
]);

/** Whether Kubernetes' admission plugin NodeRestriction refuses this label from a kubelet. */
export function isRestrictedLabel(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return false;
  const prefix = key.slice(0, slash);
  const within = (domain: string): boolean => prefix === domain || prefix.endsWith(`.${domain}`);
  if (within('node-restriction.kubernetes.io')) return true;
  if (!within('kubernetes.io') && !within('k8s.io')) return false;
  return !kubeletKeys.has(key) && !within('kubelet.kubernetes.io') && !within('node.kubernetes.io');
}

const name = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** What is wrong with the key of a label or annotation; undefined for a good one (talos pkg/machinery/labels). */
export function keyFault(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2) return 'has more than one `/`';
  const own = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined;
  if (prefix === '') return 'has nothing before the `/`';
  if (prefix !== undefined && !isDomain(prefix)) return 'has a prefix that is no DNS name in lower case';
  if (own === '') return 'has no name';
  if (own.length > 63) return 'is longer than 63 characters';
  return name.test(own)
    ? undefined
    : 'has characters other than letters, digits, `-`, `_` and `.`, or begins or ends with one of the latter';
}

/** What is wrong with the value of a label; undefined for a good one. */
export function valueFault(value: string): string | undefined {
  if (value.length > 63) return 'is longer than 63 characters';
  if (value === '' || name.test(value)) return undefined;
  return 'has characters other than letters, digits, `-`, `_` and `.`, or begins or ends with one of the latter';
}

function isDomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(label));
}

/** Annotations that Talos keeps its own books in. */
export const ownedAnnotations: ReadonlySet<string> = new Set([
  'talos.dev/owned-labels',
  'talos.dev/owned-annotations',
  'talos.dev/owned-taints',
]);
