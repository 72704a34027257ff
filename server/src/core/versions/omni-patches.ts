// What Omni keeps for itself in machine configurations, and since which of its versions it refuses patches that name it.
// Source: omni client/pkg/omni/resources/omni/config_patch.go at the tags 1.5.0 to 1.10.4 and on main.
import { isFrom, omniGates } from './gates.ts';
import { isAtLeast, type Version } from './version.ts';

interface Gate {
  /** First minor version of Omni 1.x that refuses it; absent for all since 1.5. */
  readonly since?: number;
}

/** Fields of the main document, by path. */
const fields: Readonly<Record<string, Gate>> = {
  'cluster.clusterName': {},
  'cluster.id': {},
  'cluster.controlPlane.endpoint': {},
  'cluster.token': {},
  'cluster.secret': {},
  'cluster.aescbcEncryptionSecret': {},
  'cluster.secretboxEncryptionSecret': {},
  'cluster.acceptedCAs': {},
  'cluster.ca': { since: 10 },
  'cluster.serviceAccount': { since: 10 },
  'machine.token': {},
  'machine.ca': {},
  'machine.type': {},
  'machine.install.extensions': {},
  // In no release yet: on main since 2026-08-20, after 1.10.4.
  'machine.install.disk': { since: 11 },
  'machine.acceptedCAs': {},
};

/** Kinds of document, with what they would set. */
const documents: Readonly<Record<string, Gate & { readonly sets: string }>> = {
  UnattendedInstallConfig: { since: 10, sets: 'how machines are installed' },
  DiscoveryIdentityConfig: { since: 10, sets: 'the identity of the cluster' },
  KubeClusterConfig: { since: 10, sets: 'the name and the endpoint of the cluster' },
  KubeEtcdEncryptionConfig: { since: 10, sets: 'the keys that encrypt etcd' },
  KubeAPIServerCAConfig: { since: 10, sets: 'the certificate authority of Kubernetes' },
  KubeAggregatorCAConfig: { since: 10, sets: 'the certificate authority of the aggregator' },
};

/** Fields of other documents, by kind. */
const documentFields: Readonly<Record<string, readonly [string, Gate]>> = {
  KubeServiceAccountConfig: ['issuer.privateKey', { since: 10 }],
};

/** Paths that Omni refuses in a document of a kind. */
export function forbiddenFields(kind: string, main: boolean, omni: Version | undefined): readonly string[] {
  const other = documentFields[kind];
  const all = main ? Object.entries(fields) : other ? [other] : [];
  return all.filter(([, gate]) => holds(gate, omni)).map(([path]) => path);
}

/** What a document of this kind would set, where Omni refuses the kind. */
export function forbiddenDocument(kind: string, omni: Version | undefined): string | undefined {
  const gate = Object.hasOwn(documents, kind) ? documents[kind] : undefined;
  return gate && holds(gate, omni) ? gate.sets : undefined;
}

/** Where Omni refuses the role `os:admin`: the path of the list in a document of this kind. */
export function rolesPath(kind: string, main: boolean, omni: Version | undefined): string | undefined {
  if (main) return 'machine.features.kubernetesTalosAPIAccess.allowedRoles';
  return kind === 'KubeTalosAPIAccessConfig' && holds({ since: 10 }, omni) ? 'allowedRoles' : undefined;
}

/** Whether Omni looks at every document of a patch, or at the first only (up to 1.9). */
export function looksAtAllDocuments(omni: Version | undefined): boolean {
  return omni !== undefined && isFrom(omni, omniGates.allDocuments);
}

/** Newest minor version of Omni 1.x that reads patches with a Talos no newer than the field table's. */
const newestWithKnownTalos = 10;

/** Whether Omni is sure not to know a kind of document that the field table has not. */
export function refusesOtherKinds(omni: Version | undefined): boolean {
  return omni?.major === 1 && omni.minor <= newestWithKnownTalos;
}

/** An unknown version is taken for the oldest one, so that only what all of them refuse is reported. */
function holds({ since }: Gate, omni: Version | undefined): boolean {
  return since === undefined || (omni !== undefined && isAtLeast(omni, 1, since));
}
