// What Argo CD reads besides the fields of its CRDs, which hold almost no enumerations.

export interface SyncOption {
  /** The exact text Argo CD compares with. */
  readonly text: string;
  /** Where it is read: in `spec.syncPolicy.syncOptions`, in a resource's annotation, or both. */
  readonly where: 'application' | 'resource' | 'both';
  /** First minor version of Argo CD that reads it in the Application; undefined for old ones. */
  readonly since?: readonly [number, number];
}

/** Argo CD controller/sync.go and gitops-engine/pkg/sync/common/types.go, read at every tag from v2.8 to v3.5. */
export const syncOptions: readonly SyncOption[] = [
  { text: 'CreateNamespace=true', where: 'application' },
  { text: 'CreateNamespace=false', where: 'application' },
  { text: 'Validate=false', where: 'both' },
  { text: 'Validate=true', where: 'both' },
  { text: 'PruneLast=true', where: 'both' },
  { text: 'PruneLast=false', where: 'both' },
  { text: 'Prune=false', where: 'both', since: [3, 4] },
  { text: 'Prune=true', where: 'both' },
  { text: 'Prune=confirm', where: 'both', since: [3, 4] },
  { text: 'Delete=false', where: 'both', since: [3, 4] },
  { text: 'Delete=true', where: 'both' },
  { text: 'Delete=confirm', where: 'both', since: [3, 4] },
  { text: 'Replace=true', where: 'both' },
  { text: 'Replace=false', where: 'both' },
  { text: 'Force=true', where: 'resource' },
  { text: 'Force=false', where: 'resource' },
  { text: 'ServerSideApply=true', where: 'both' },
  { text: 'ServerSideApply=false', where: 'both' },
  { text: 'ApplyOutOfSyncOnly=true', where: 'application' },
  { text: 'ApplyOutOfSyncOnly=false', where: 'application' },
  { text: 'PrunePropagationPolicy=foreground', where: 'application' },
  { text: 'PrunePropagationPolicy=background', where: 'application' },
  { text: 'PrunePropagationPolicy=orphan', where: 'application' },
  { text: 'FailOnSharedResource=true', where: 'application' },
  { text: 'FailOnSharedResource=false', where: 'application' },
  { text: 'RespectIgnoreDifferences=true', where: 'application' },
  { text: 'RespectIgnoreDifferences=false', where: 'application' },
  { text: 'SkipDryRunOnMissingResource=true', where: 'both', since: [3, 1] },
  { text: 'SkipDryRunOnMissingResource=false', where: 'both' },
  { text: 'ClientSideApplyMigration=false', where: 'application', since: [3, 1] },
  { text: 'ClientSideApplyMigration=true', where: 'application' },
];

/** Values of `argocd.argoproj.io/hook` (gitops-engine/pkg/sync/common/types.go). */
export const hooks = ['PreSync', 'Sync', 'PostSync', 'SyncFail', 'Skip', 'PreDelete', 'PostDelete'] as const;

/** Values of `argocd.argoproj.io/hook-delete-policy`. */
export const hookDeletePolicies = ['HookSucceeded', 'HookFailed', 'BeforeHookCreation'] as const;

/** Values of `argocd.argoproj.io/compare-options`. */
export const compareOptions: readonly string[] = [
  ...['IgnoreExtraneous', 'ServerSideDiff=true', 'ServerSideDiff=false'],
  ...['IncludeMutationWebhook=true', 'IncludeMutationWebhook=false'],
];

/** Names below `argocd.argoproj.io/` that Argo CD reads in annotations (common/common.go, docs/user-guide). */
export const annotations: readonly string[] = [
  ...['sync-wave', 'hook', 'hook-delete-policy', 'sync-options', 'compare-options', 'ignore-healthcheck'],
  ...['ignore-resource-updates', 'ignore-default-links', 'ignore-restart-policy', 'deletion-approved', 'tracking-id'],
  ...['refresh', 'hydrate', 'manifest-generate-paths', 'managed-by-url', 'skip-reconcile', 'application-set-refresh'],
  'client-side-apply-migration-manager',
];

/** Names below it that are labels, or that Argo CD or its operator writes itself. */
export const otherNames: readonly string[] = [
  ...['instance', 'managed-by', 'secret-type', 'auto-label-cluster-info', 'installation-id', 'refresh-timestamp'],
  ...['hydrate-timestamp', 'hook-finalizer', 'application-set-name', 'kubernetes-version', 'cluster-name'],
];
