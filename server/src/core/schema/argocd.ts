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
