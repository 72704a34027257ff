// The flags of the Omni server, and which releases know them. Read from cmd/omni/cmd/cmd.go and
// internal/pkg/config/schema.json at every release tag from v1.0.0 to v1.10.4. A flag that a release does not know keeps
// it from starting.
import { nearest } from '../text/names.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';

function names(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Flags that every release from 1.0.0 to 1.10.4 knows; the last line is of the command itself. */
const always = names(`
  account-id advertised-api-url advertised-kubernetes-proxy-url bind-addr cert key name signal suspended
  auth-auth0-client-id auth-auth0-domain auth-auth0-enabled auth-auth0-use-form-data
  auth-saml-enabled auth-saml-label-rules auth-saml-metadata auth-saml-name-id-format auth-saml-url
  auth-webauthn-enabled auth-webauthn-required
  config-data-compression-enabled create-initial-service-account debug debug-server-endpoint
  disable-controller-runtime-cache embedded-discovery-service-enabled embedded-discovery-service-endpoint
  embedded-discovery-service-log-level embedded-discovery-service-port embedded-discovery-service-snapshot-interval
  embedded-discovery-service-snapshots-enabled enable-break-glass-configs enable-cluster-import
  enable-stripe-reporting enable-talos-pre-release-versions
  etcd-backup-download-limit-mbps etcd-backup-jitter etcd-backup-local-path etcd-backup-max-interval
  etcd-backup-min-interval etcd-backup-s3 etcd-backup-tick-interval etcd-backup-upload-limit-mbps
  etcd-ca-path etcd-client-cert-path etcd-client-key-path etcd-dial-keepalive-time etcd-dial-keepalive-timeout
  etcd-embedded etcd-embedded-unsafe-fsync etcd-endpoints event-sink-port frontend-dst
  image-factory-address image-factory-pxe-address initial-service-account-key-path initial-service-account-lifetime
  initial-service-account-role initial-users join-tokens-mode k8s-proxy-bind-addr kubernetes-registry
  lb-max-port lb-min-port local-resource-server-enabled local-resource-server-port
  log-resource-updates-log-level log-resource-updates-types log-server-port
  machine-api-advertised-url machine-api-bind-addr machine-api-cert machine-api-key metrics-bind-addr
  pprof-bind-addr private-key-source public-key-files public-key-pruning-interval registry-mirror
  siderolink-api-advertised-url siderolink-api-bind-addr siderolink-api-cert siderolink-api-key
  siderolink-disable-last-endpoint siderolink-use-grpc-tunnel siderolink-wireguard-advertised-addr
  siderolink-wireguard-bind-addr storage-kind talos-installer-registry
  workload-proxying-enabled workload-proxying-subdomain
  config-path help version
`);

/** Flags that came later, by the release that brought them. */
const added: Readonly<Record<string, readonly string[]>> = {
  '1.1.0': names('auth-saml-attribute-rules workload-proxying-stop-lbs-after'),
  '1.2.0': names(`
    auth-oidc-client-id auth-oidc-client-secret auth-oidc-enabled auth-oidc-logout-url auth-oidc-provider-url
    auth-oidc-scopes user-pilot-app-token`),
  '1.4.0': names(`
    audit-log-enabled audit-log-sqlite-timeout auth-oidc-allow-unverified-email
    embedded-discovery-service-sqlite-timeout etcd-embedded-db-path machine-log-cleanup-interval
    machine-log-cleanup-older-than machine-log-sqlite-timeout sqlite-storage-experimental-base-params
    sqlite-storage-extra-params sqlite-storage-path stripe-minimum-commit`),
  '1.4.2': names('machine-log-cleanup-probability machine-log-max-lines-per-machine'),
  '1.6.0': names(`
    account-max-registered-machines audit-log-cleanup-probability audit-log-max-size audit-log-retention-period
    auth-max-service-accounts auth-max-users kubeconfig-oidc-cache-base-dir kubeconfig-oidc-cache-isolation
    machine-log-max-size siderolink-bandwidth-limit-burst-bytes siderolink-bandwidth-limit-mbps
    vault-k8s-auth-mount-path`),
  '1.6.4': names('sqlite-metrics-refresh-interval sqlite-metrics-refresh-timeout'),
  '1.7.0': names(`
    eula-accept-email eula-accept-name non-image-factory-deprecation-body non-image-factory-deprecation-enabled
    non-image-factory-deprecation-title workload-proxying-use-omni-subdomain`),
  '1.8.0': names(`
    log-format log-level office-hours-description office-hours-dtend-tzid office-hours-dtend-utc
    office-hours-dtstart-tzid office-hours-dtstart-utc office-hours-meet-url office-hours-rrule office-hours-summary
    support-eligible-products`),
  '1.9.0': names(`
    account-posthog-api-host account-posthog-api-key image-factory-password image-factory-username
    machine-log-ingestion-rate-burst-bytes machine-log-ingestion-rate-limit-bps
    storage-rate-limits-etcd-infra-provider-write-bytes-burst
    storage-rate-limits-etcd-infra-provider-write-bytes-per-second
    storage-rate-limits-etcd-internal-write-bytes-burst storage-rate-limits-etcd-internal-write-bytes-per-second
    storage-rate-limits-etcd-max-wait storage-rate-limits-etcd-user-write-bytes-burst
    storage-rate-limits-etcd-user-write-bytes-per-second`),
  '1.10.0': names(`
    primary-factory-password primary-factory-pxe-url primary-factory-url primary-factory-username
    secondary-factory-password secondary-factory-pxe-url secondary-factory-url secondary-factory-username`),
  // On the main branch after 1.10.4.
  '1.11.0': names('recovery-admin'),
};

/** Flags of 1.0.0 that are gone, by the first release without them. */
const removed: Readonly<Record<string, readonly string[]>> = {
  '1.4.0': names(`
    log-storage-enabled log-storage-flush-period machine-log-storage-flush-jitter machine-log-storage-flush-period`),
  '1.6.0': names(`
    audit-log-dir embedded-discovery-service-snapshot-path log-storage-path machine-log-buffer-capacity
    machine-log-buffer-max-capacity machine-log-buffer-safe-gap machine-log-num-compressed-chunks
    machine-log-storage-enabled machine-log-storage-path secondary-storage-path`),
  '1.8.0': names(`
    non-image-factory-deprecation-body non-image-factory-deprecation-enabled non-image-factory-deprecation-title`),
  '1.10.0': names('frontend-bind'),
};

interface Life {
  readonly since?: string;
  readonly until?: string;
}

const lives: ReadonlyMap<string, Life> = makeLives();

function makeLives(): Map<string, Life> {
  const found = new Map<string, Life>(always.map((name) => [name, {}]));
  for (const [since, list] of Object.entries(added)) for (const name of list) found.set(name, { since });
  for (const [until, list] of Object.entries(removed)) {
    for (const name of list) found.set(name, { ...found.get(name), until });
  }
  return found;
}

/** Every flag that some release knows. */
export const omniFlags: readonly string[] = [...lives.keys()];

/**
 * What a release makes of a flag: `known`, `unknown` to every release, `later` than this one, or `gone` from it. Without a
 * release, what any of them knows is known.
 */
export function omniFlag(
  name: string,
  release: Version | undefined,
): { readonly verdict: 'known' | 'unknown' | 'later' | 'gone'; readonly since?: string; readonly until?: string } {
  const life = lives.get(name);
  if (!life) return { verdict: 'unknown' };
  if (release && isBefore(release, life.since)) return { verdict: 'later', ...life };
  if (release && life.until !== undefined && !isBefore(release, life.until)) return { verdict: 'gone', ...life };
  return { verdict: 'known', ...life };
}

/** The flag that a misspelt one most likely means; undefined for one that some release knows. */
export function meantFlag(name: string): string | undefined {
  return lives.has(name) ? undefined : nearest(name, omniFlags);
}

function isBefore({ major, minor, patch }: Version, since: string | undefined): boolean {
  const first = parseVersion(since ?? '');
  // A pre-release has the flags of its release.
  return first !== undefined && compareVersions({ major, minor, patch, pre: undefined }, first) < 0;
}
