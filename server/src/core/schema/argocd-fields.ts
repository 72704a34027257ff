// The names of the fields of Argo CD's own kinds, to tell a misspelt one. Types and values are other rules' matter.
// argo-cd pkg/apis/application/v1alpha1/types.go, applicationset_types.go, app_project_types.go
import type { Field, FieldTable } from './fields.ts';

const free: Field = { type: 'any', doc: '' };

/** Fields by their names, with those below which there are more. */
function names(text: string, deeper: FieldTable = {}): FieldTable {
  return { ...Object.fromEntries(text.split(' ').map((name) => [name, free])), ...deeper };
}

function object(fields: FieldTable): Field {
  return { type: 'object', doc: '', fields };
}

function list(fields: FieldTable): Field {
  return { type: 'list', doc: '', items: object(fields) };
}

const nameAndValue = list(names('name value'));
const variables = list(names('name value code'));

const source = names('repoURL path chart targetRevision ref name tagPrefix', {
  helm: object(
    names(
      'valueFiles values valuesObject releaseName version passCredentials ignoreMissingValueFiles skipCrds namespace kubeVersion apiVersions skipTests skipSchemaValidation',
      { parameters: list(names('name value forceString')), fileParameters: list(names('name path')) },
    ),
  ),
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
    names('recurse include exclude disableExtensionFilter', {
      jsonnet: object(names('libs', { extVars: variables, tlas: variables })),
    }),
  ),
  plugin: object(names('name', { env: nameAndValue, parameters: list(names('name string map array')) })),
});

export const applicationFields: FieldTable = names('project revisionHistoryLimit', {
  source: object(source),
  sources: list(source),
  sourceHydrator: object({
    drySource: object(source),
    syncSource: object(names('targetBranch path repoURL')),
    hydrateTo: object(names('targetBranch')),
  }),
  destination: object(names('server name namespace')),
  syncPolicy: object(
    names('syncOptions', {
      automated: object(names('prune selfHeal allowEmpty enabled')),
      retry: object(names('limit refresh', { backoff: object(names('duration factor maxDuration')) })),
      managedNamespaceMetadata: object(names('labels annotations')),
    }),
  ),
  ignoreDifferences: list(names('group kind name namespace jsonPointers jqPathExpressions managedFieldsManagers')),
  info: nameAndValue,
});

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

const kinds = list(names('group kind name'));

export const appProjectFields: FieldTable = names(
  'description sourceRepos sourceNamespaces permitOnlyProjectScopedClusters sourceIntegrity',
  {
    destinations: list(names('server name namespace')),
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
  },
);
