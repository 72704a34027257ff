// The generators of an ApplicationSet as the CRD has them (argo-cd manifests/crds/applicationset-crd.yaml).
import { flags, free, lists, needed, numbers, object, objects, textMaps, texts } from './field-makers.ts';
import type { Field, FieldTable } from './fields.ts';

/** The generators Argo CD knows; `oci` since 3.6. */
export const generatorNames = [
  ...['list', 'clusters', 'git', 'oci', 'scmProvider', 'pullRequest', 'clusterDecisionResource', 'plugin'],
  ...['matrix', 'merge'],
] as const;

const selector = object({
  ...textMaps('matchLabels'),
  matchExpressions: objects({ ...texts('key! operator!'), ...lists('values') }),
});

/** A key of a Secret. */
const secret = object(texts('secretName! key!'));
const authority = object(texts('configMapName! key!'));
const basicAuth = object({ ...texts('username!'), passwordRef: needed(secret) });
const bearerToken = object({ tokenRef: needed(secret) });

const paths = objects({ ...texts('path!'), ...flags('exclude') });
const fromFiles: FieldTable = {
  ...texts('repoURL! revision! pathParamPrefix'),
  ...numbers('requeueAfterSeconds'),
  ...textMaps('values'),
  directories: paths,
  files: paths,
};

const pullRequest: FieldTable = {
  ...numbers('requeueAfterSeconds'),
  ...textMaps('values'),
  ...flags('continueOnRepoNotFoundError'),
  filters: objects(texts('branchMatch targetBranchMatch titleMatch')),
  github: object({ ...texts('owner! repo! api appSecretName'), ...lists('labels'), tokenRef: secret }),
  gitlab: object({
    ...texts('project! api pullRequestState'),
    ...lists('labels'),
    ...flags('insecure'),
    tokenRef: secret,
    caRef: authority,
  }),
  gitea: object({ ...texts('api! owner! repo!'), ...lists('labels'), ...flags('insecure'), tokenRef: secret }),
  bitbucket: object({ ...texts('owner! repo! api'), basicAuth, bearerToken }),
  bitbucketServer: object({
    ...texts('api! project! repo!'),
    ...flags('insecure'),
    basicAuth,
    bearerToken,
    caRef: authority,
  }),
  azuredevops: object({ ...texts('organization! project! repo! api'), ...lists('labels'), tokenRef: secret }),
};

const scmProvider: FieldTable = {
  ...numbers('requeueAfterSeconds'),
  ...texts('cloneProtocol'),
  ...textMaps('values'),
  filters: objects({ ...texts('branchMatch labelMatch repositoryMatch'), ...lists('pathsExist pathsDoNotExist') }),
  github: object({
    ...texts('organization! api appSecretName'),
    ...flags('allBranches excludeArchivedRepos'),
    tokenRef: secret,
  }),
  gitlab: object({
    ...texts('group! api topic'),
    ...flags('allBranches includeArchivedRepos includeSharedProjects includeSubgroups insecure'),
    tokenRef: secret,
    caRef: authority,
  }),
  gitea: object({
    ...texts('api! owner!'),
    ...flags('allBranches excludeArchivedRepos insecure'),
    tokenRef: secret,
  }),
  bitbucket: object({ ...texts('owner! user!'), ...flags('allBranches'), appPasswordRef: needed(secret) }),
  bitbucketServer: object({
    ...texts('api! project!'),
    ...flags('allBranches insecure'),
    basicAuth,
    bearerToken,
    caRef: authority,
  }),
  azureDevOps: object({
    ...texts('organization! teamProject! api'),
    ...flags('allBranches'),
    accessTokenRef: needed(secret),
  }),
  awsCodeCommit: object({
    ...texts('region role'),
    ...flags('allBranches'),
    tagFilters: objects(texts('key! value')),
  }),
};

/** Generators that have no others in them, each with the template it may bring. */
function terminalFields(template: Field): FieldTable {
  return {
    list: object({ ...texts('elementsYaml'), elements: { type: 'list', doc: '' }, template }),
    clusters: object({ ...textMaps('values'), ...flags('flatList'), selector, template }),
    git: object({ ...fromFiles, template }),
    oci: object({ ...fromFiles, template }),
    scmProvider: object({ ...scmProvider, template }),
    pullRequest: object({ ...pullRequest, template }),
    clusterDecisionResource: object({
      ...texts('configMapRef! name'),
      ...numbers('requeueAfterSeconds'),
      ...textMaps('values'),
      labelSelector: selector,
      template,
    }),
    plugin: object({
      ...numbers('requeueAfterSeconds'),
      ...textMaps('values'),
      configMapRef: needed(object(texts('name!'))),
      input: object({ parameters: { type: 'map', doc: '' } }),
      template,
    }),
    selector,
  };
}

/** An element of `generators`. Keys it does not know are another rule's matter; a second level of nesting is free. */
export function generatorFields(template: Field): Field {
  const terminal = terminalFields(template);
  const inner = { ...object({ ...terminal, matrix: free, merge: free }), keys: 'open' } as const;
  const children: Field = { type: 'list', doc: '', items: inner };
  return {
    type: 'object',
    doc: '',
    keys: 'open',
    fields: {
      ...terminal,
      matrix: object({ generators: children, template }),
      merge: object({ ...lists('mergeKeys'), generators: children, template }),
    },
  };
}
