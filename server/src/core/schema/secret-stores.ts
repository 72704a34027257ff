// Fields of the parts of a store that every provider shares, and of Infisical (external-secrets config/crds/bases).
import type { Field, FieldTable } from './fields.ts';

const text = (doc: string): Field => ({ type: 'string', doc });

const selector: Field = {
  type: 'object',
  doc: 'A key of a Secret.',
  fields: {
    name: { type: 'string', doc: 'Name of the Secret.' },
    key: { type: 'string', required: true, doc: 'Key in the Secret.' },
    namespace: { type: 'string', doc: 'Namespace of the Secret; a ClusterSecretStore needs it.' },
  },
};

/** external-secrets apis/externalsecrets/v1, the Infisical provider. */
export const infisicalProvider: FieldTable = {
  hostAPI: { type: 'string', fallback: 'https://app.infisical.com/api', doc: 'Address of the API.' },
  caBundle: { ...text('Certificates to trust, in base64.'), since: 'External Secrets 1.2.1' },
  caProvider: { type: 'any', since: 'External Secrets 1.2.1', doc: 'Where certificates to trust are kept.' },
  secretsScope: {
    type: 'object',
    required: true,
    doc: 'What the store reads.',
    fields: {
      projectSlug: { type: 'string', required: true, doc: 'Slug of the project.' },
      environmentSlug: { type: 'string', required: true, doc: 'Slug of the environment.' },
      organizationSlug: { ...text('Slug of the organisation.'), since: 'External Secrets 2.7.0' },
      secretsPath: { type: 'string', fallback: '/', doc: 'Folder that relative keys start from.' },
      recursive: {
        type: 'boolean',
        fallback: 'false',
        since: 'External Secrets 0.10.5',
        doc: 'Whether folders below are read too.',
      },
      expandSecretReferences: {
        type: 'boolean',
        since: 'External Secrets 0.14.4',
        fallback: 'true',
        doc: 'Whether references to other secrets in a value are replaced.',
      },
    },
  },
  auth: {
    type: 'object',
    required: true,
    doc: 'How the store signs in; one of the methods.',
    fields: {
      universalAuthCredentials: {
        type: 'object',
        doc: 'A client id and a client secret.',
        fields: { clientId: { ...selector, required: true }, clientSecret: { ...selector, required: true } },
      },
      ...Object.fromEntries(
        [
          ...['azureAuthCredentials', 'gcpIdTokenAuthCredentials', 'gcpIamAuthCredentials', 'jwtAuthCredentials'],
          ...['ldapAuthCredentials', 'ociAuthCredentials', 'kubernetesAuthCredentials', 'awsAuthCredentials'],
          'tokenAuthCredentials',
        ].map((name): [string, Field] => [name, { type: 'any', doc: 'Another way to sign in.' }]),
      ),
    },
  },
};

export const storeSpec: FieldTable = {
  controller: text('Name of the controller that handles the store, where there are several.'),
  provider: {
    type: 'map',
    required: true,
    items: { type: 'any', doc: 'Settings of the provider.' },
    doc: 'The system that holds the secrets; exactly one.',
  },
  conditions: {
    type: 'list',
    doc: 'The namespaces that may use a ClusterSecretStore.',
    items: {
      type: 'object',
      doc: 'One way to be admitted.',
      fields: {
        namespaces: { type: 'list', items: text('Name of a namespace.'), doc: 'Names of namespaces.' },
        namespaceSelector: { type: 'any', doc: 'Labels of namespaces.' },
        namespaceRegexes: { type: 'list', items: text('Regular expression.'), doc: 'Patterns of names.' },
      },
    },
  },
  refreshInterval: { type: 'any', doc: 'How often the store is checked.' },
  retrySettings: {
    type: 'object',
    doc: 'How often a request is tried again.',
    fields: {
      maxRetries: { type: 'integer', doc: 'How many times.' },
      retryInterval: text('How long it waits between, such as `10s`.'),
    },
  },
};

/** Providers of a store (external-secrets config/crds/bases/external-secrets.io_clustersecretstores.yaml). */
export const storeProviders: readonly string[] = [
  ...['akeyless', 'alibaba', 'aws', 'azurekv', 'barbican', 'beyondtrust', 'beyondtrustworkloadcredentials'],
  ...[
    'bitwardensecretsmanager',
    'chef',
    'cloudrusm',
    'conjur',
    'crd',
    'delinea',
    'device42',
    'doppler',
    'dvls',
    'fake',
  ],
  ...['fortanix', 'gcpsm', 'github', 'gitlab', 'ibm', 'infisical', 'keepersecurity', 'kubernetes', 'nebiusmysterybox'],
  ...['ngrok', 'onboardbase', 'onepassword', 'onepasswordSDK', 'openBao', 'oracle', 'ovh', 'passbolt'],
  ...['passworddepot', 'previder', 'pulumi', 'scaleway', 'secretserver', 'senhasegura', 'vault', 'volcengine'],
  ...['webhook', 'yandexcertificatemanager', 'yandexlockbox'],
];

/** The provider with its names, for completion and hover; what a rule refuses is in `storeSpec`. */
export const providerField: Field = {
  type: 'object',
  required: true,
  doc: 'The system that holds the secrets; exactly one.',
  fields: {
    ...Object.fromEntries(
      storeProviders.map((name): [string, Field] => [name, { type: 'any', doc: 'Settings of this provider.' }]),
    ),
    infisical: { type: 'object', fields: infisicalProvider, doc: 'Secrets kept in Infisical.' },
  },
};
