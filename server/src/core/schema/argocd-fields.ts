// The fields of Argo CD's own kinds as their CRDs have them: names, to tell a misspelt one, types, and what may not be
// absent. Nothing is asked for where a patch may hold a part of an object. Values are other rules' matter.
// argo-cd manifests/crds; pkg/apis/application/v1alpha1/types.go, applicationset_types.go, app_project_types.go
import { generatorFields } from './argocd-generators.ts';
import { flags, lists, mapOf, needed, numbers, object, objects, textMaps, texts } from './field-makers.ts';
import type { Field, FieldTable } from './fields.ts';

const variables = objects({ ...texts('name! value!'), ...flags('code') });

const pluginParameters = objects({ ...texts('name string'), ...lists('array'), ...textMaps('map') });

const sourceTools: FieldTable = {
  helm: object({
    ...texts('values releaseName version namespace kubeVersion'),
    ...lists('valueFiles apiVersions'),
    ...flags('passCredentials ignoreMissingValueFiles skipCrds skipTests skipSchemaValidation'),
    valuesObject: { type: 'map', doc: '' },
    parameters: objects({ ...texts('name value'), ...flags('forceString') }),
    fileParameters: objects(texts('name path')),
  }),
  kustomize: object({
    ...texts('namePrefix nameSuffix namespace kubeVersion version'),
    ...lists('images components apiVersions'),
    ...textMaps('commonLabels commonAnnotations'),
    ...flags(
      'forceCommonLabels forceCommonAnnotations commonAnnotationsEnvsubst ignoreMissingComponents labelWithoutSelector labelIncludeTemplates',
    ),
    replicas: objects({ ...texts('name!'), count: { type: 'scalar', doc: '', required: true } }),
    patches: objects({
      ...texts('path patch'),
      options: mapOf('boolean'),
      target: object(texts('group version kind name namespace labelSelector annotationSelector')),
    }),
  }),
  directory: object({
    ...flags('recurse disableExtensionFilter'),
    ...texts('include exclude'),
    jsonnet: object({ ...lists('libs'), extVars: variables, tlas: variables }),
  }),
  plugin: object({ ...texts('name'), env: objects(texts('name! value!')), parameters: pluginParameters }),
};

const source: FieldTable = { ...texts('repoURL path chart ref name tagPrefix targetRevision'), ...sourceTools };

export const applicationFields: FieldTable = {
  ...texts('project'),
  ...numbers('revisionHistoryLimit'),
  source: object(source),
  sources: objects(source),
  sourceHydrator: object({
    drySource: object({ ...texts('repoURL targetRevision path'), ...sourceTools }),
    syncSource: object(texts('targetBranch path repoURL')),
    hydrateTo: object(texts('targetBranch')),
  }),
  destination: object(texts('server name namespace')),
  syncPolicy: object({
    ...lists('syncOptions'),
    automated: object(flags('prune selfHeal allowEmpty enabled')),
    retry: object({
      ...numbers('limit'),
      ...flags('refresh'),
      backoff: object({ ...texts('duration maxDuration'), ...numbers('factor') }),
    }),
    managedNamespaceMetadata: object(textMaps('labels annotations')),
  }),
  ignoreDifferences: objects({
    ...texts('kind! group name namespace'),
    ...lists('jsonPointers jqPathExpressions managedFieldsManagers'),
  }),
  info: objects(texts('name! value!')),
};

/** Of all three kinds; there are others that nobody writes. */
export const metadataFields: FieldTable = {
  ...texts('name namespace'),
  ...textMaps('labels annotations'),
  ...lists('finalizers'),
};

/** A generator has a template of its own, which the CRD wants whole. */
const generatorTemplate: Field = object({
  metadata: needed(object(metadataFields)),
  spec: needed(
    object({ ...applicationFields, ...texts('project!'), destination: needed(object(texts('server name namespace'))) }),
  ),
});

export const applicationSetFields: FieldTable = {
  ...texts('templatePatch'),
  ...flags('goTemplate applyNestedSelectors'),
  ...lists('goTemplateOptions'),
  generators: { type: 'list', doc: '', items: generatorFields(generatorTemplate) },
  template: object({ metadata: object(metadataFields), spec: object(applicationFields) }),
  syncPolicy: object({ ...flags('preserveResourcesOnDeletion'), ...texts('applicationsSync') }),
  strategy: object({
    ...texts('type deletionOrder'),
    rollingSync: object({
      steps: objects({
        maxUpdate: { type: 'scalar', doc: '' },
        matchExpressions: objects({ ...texts('key operator'), ...lists('values') }),
      }),
    }),
  }),
  preservedFields: object(lists('annotations labels')),
  ignoreApplicationDifferences: objects({ ...texts('name'), ...lists('jsonPointers jqPathExpressions') }),
};

const clusterKinds = objects(texts('group! kind! name'));
const kinds = objects(texts('group! kind!'));

const integrityPolicies = objects({
  gpg: needed(object({ ...texts('mode!'), ...lists('keys!') })),
  repos: needed(objects(texts('url!'))),
});

export const appProjectFields: FieldTable = {
  ...texts('description'),
  ...flags('permitOnlyProjectScopedClusters'),
  ...lists('sourceRepos sourceNamespaces'),
  destinations: objects(texts('server name namespace')),
  destinationServiceAccounts: objects(texts('server! namespace defaultServiceAccount!')),
  clusterResourceWhitelist: clusterKinds,
  clusterResourceBlacklist: clusterKinds,
  namespaceResourceWhitelist: kinds,
  namespaceResourceBlacklist: kinds,
  orphanedResources: object({ ...flags('warn'), ignore: objects(texts('group kind name')) }),
  roles: objects({
    ...texts('name! description'),
    ...lists('policies groups'),
    jwtTokens: objects({ ...numbers('iat! exp'), ...texts('id') }),
  }),
  signatureKeys: objects(texts('keyID!')),
  sourceIntegrity: object({ git: needed(object({ policies: needed(integrityPolicies) })) }),
  syncWindows: objects({
    ...texts('kind schedule duration timeZone description'),
    ...lists('applications namespaces clusters'),
    ...flags('manualSync syncOverrun andOperator'),
  }),
};
