// The fields of Argo CD's own kinds: their names, to tell a misspelt one, and types where a slip is likely. Values, and
// fields whose type a rule of its own looks after, are other rules' matter.
// argo-cd pkg/apis/application/v1alpha1/types.go, applicationset_types.go, app_project_types.go
import type { Field, FieldTable } from './fields.ts';

const free: Field = { type: 'any', doc: '' };

/** Fields by their names, with those of which more is known. */
function names(text: string, deeper: FieldTable = {}): FieldTable {
  return { ...Object.fromEntries(text.split(' ').map((name) => [name, free])), ...deeper };
}

/** Fields of one type. */
function all(type: Field['type'], text: string): FieldTable {
  return Object.fromEntries(text.split(' ').map((name) => [name, { type, doc: '' }]));
}

/** Lists of texts. */
function texts(text: string): FieldTable {
  const items: Field = { type: 'string', doc: '' };
  return Object.fromEntries(text.split(' ').map((name) => [name, { type: 'list', doc: '', items }]));
}

function object(fields: FieldTable): Field {
  return { type: 'object', doc: '', fields };
}

function list(fields: FieldTable): Field {
  return { type: 'list', doc: '', items: object(fields) };
}

const nameAndValue = list(names('name value'));
const variables = list(names('name value code'));

const source = names('targetRevision name tagPrefix', {
  ...all('string', 'repoURL path chart ref'),
  helm: object({
    ...names('values'),
    ...texts('valueFiles apiVersions'),
    ...all('string', 'releaseName version namespace kubeVersion'),
    ...all('boolean', 'passCredentials ignoreMissingValueFiles skipCrds skipTests skipSchemaValidation'),
    ...all('map', 'valuesObject'),
    parameters: list({ ...all('string', 'name value'), ...all('boolean', 'forceString') }),
    fileParameters: list(all('string', 'name path')),
  }),
  kustomize: object(
    names(
      'namePrefix nameSuffix images commonLabels commonAnnotations forceCommonLabels forceCommonAnnotations commonAnnotationsEnvsubst namespace components ignoreMissingComponents labelWithoutSelector labelIncludeTemplates kubeVersion apiVersions version',
      {
        replicas: list(names('name count')),
        patches: list(
          names('path patch options', {
            target: object(names('group version kind name namespace labelSelector annotationSelector')),
          }),
        ),
      },
    ),
  ),
  directory: object(
    names('disableExtensionFilter', {
      ...all('boolean', 'recurse'),
      ...all('string', 'include exclude'),
      jsonnet: object(names('libs', { extVars: variables, tlas: variables })),
    }),
  ),
  plugin: object(names('name', { env: nameAndValue, parameters: list(names('name string map array')) })),
});

export const applicationFields: FieldTable = {
  ...all('string', 'project'),
  ...all('integer', 'revisionHistoryLimit'),
  source: object(source),
  sources: list(source),
  sourceHydrator: object({
    drySource: object(source),
    syncSource: object(names('targetBranch path repoURL')),
    hydrateTo: object(names('targetBranch')),
  }),
  destination: object(all('string', 'server name namespace')),
  syncPolicy: object({
    syncOptions: { type: 'list', doc: '' },
    automated: object(all('boolean', 'prune selfHeal allowEmpty enabled')),
    retry: object({
      ...all('integer', 'limit'),
      ...all('boolean', 'refresh'),
      backoff: object(names('duration maxDuration', all('integer', 'factor'))),
    }),
    managedNamespaceMetadata: object(names('labels annotations')),
  }),
  ignoreDifferences: list({
    ...all('string', 'group kind name namespace'),
    ...texts('jsonPointers jqPathExpressions managedFieldsManagers'),
  }),
  info: nameAndValue,
};

export const applicationSetFields: FieldTable = names(
  'generators templatePatch goTemplate goTemplateOptions applyNestedSelectors',
  {
    template: object({
      metadata: object(names('name namespace labels annotations finalizers')),
      spec: object(applicationFields),
    }),
    syncPolicy: object(names('preserveResourcesOnDeletion applicationsSync')),
    strategy: object(
      names('type deletionOrder', {
        rollingSync: object({
          steps: list(names('maxUpdate', { matchExpressions: list(names('key operator values')) })),
        }),
      }),
    ),
    preservedFields: object(names('annotations labels')),
    ignoreApplicationDifferences: list(names('name jsonPointers jqPathExpressions')),
  },
);

const kinds = list(all('string', 'group kind name'));

export const appProjectFields: FieldTable = names('description permitOnlyProjectScopedClusters sourceIntegrity', {
  ...texts('sourceRepos sourceNamespaces'),
  destinations: list(all('string', 'server name namespace')),
  destinationServiceAccounts: list(names('server namespace defaultServiceAccount')),
  clusterResourceWhitelist: kinds,
  clusterResourceBlacklist: kinds,
  namespaceResourceWhitelist: kinds,
  namespaceResourceBlacklist: kinds,
  orphanedResources: object(names('warn', { ignore: kinds })),
  roles: list(names('name description policies groups jwtTokens')),
  signatureKeys: list(names('keyID')),
  syncWindows: list(
    names(
      'kind schedule duration applications namespaces clusters manualSync syncOverrun timeZone andOperator description',
    ),
  ),
});
