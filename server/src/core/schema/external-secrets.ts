// Fields of ExternalSecret and of the parts of a store that every provider shares (external-secrets config/crds/bases,
// version v1). Intervals are left to a rule of their own.
import type { Field, FieldTable } from './fields.ts';

const text = (doc: string): Field => ({ type: 'scalar', doc });

const remote: FieldTable = {
  key: { type: 'string', required: true, doc: 'Name or path of the secret at the provider.' },
  property: text('One property of a structured secret; without it the whole value is taken.'),
  version: text('Version of the secret at the provider; the newest when left out.'),
  conversionStrategy: {
    type: 'string',
    enum: ['Default', 'Unicode'],
    fallback: 'Default',
    doc: 'How characters that a key of a Secret cannot hold are written.',
  },
  decodingStrategy: {
    type: 'string',
    enum: ['None', 'Base64', 'Base64URL', 'Auto'],
    fallback: 'None',
    doc: 'How the value is decoded before it is stored.',
  },
  metadataPolicy: {
    type: 'string',
    enum: ['None', 'Fetch'],
    fallback: 'None',
    doc: 'Whether the metadata of the secret is taken in place of its value.',
  },
  nullBytePolicy: {
    type: 'string',
    enum: ['Ignore', 'Fail'],
    fallback: 'Ignore',
    since: 'External Secrets 2.3.0',
    doc: 'Whether a value with a null byte is accepted.',
  },
};

const storeRef: Field = {
  type: 'object',
  doc: 'The store that the value comes from.',
  fields: {
    name: { type: 'string', doc: 'Name of the store.' },
    kind: {
      type: 'string',
      enum: ['SecretStore', 'ClusterSecretStore'],
      fallback: 'SecretStore',
      doc: 'A store of this namespace, or one of the cluster. Left out, it is `SecretStore`.',
    },
  },
};

const sourceRef: Field = {
  type: 'object',
  doc: 'Another source for this entry only.',
  fields: {
    storeRef,
    generatorRef: {
      type: 'object',
      doc: 'A generator that makes the value.',
      fields: {
        apiVersion: text('Version of the generator’s API.'),
        kind: { type: 'string', required: true, doc: 'Kind of the generator, such as `Password`.' },
        name: { type: 'string', required: true, doc: 'Name of the generator.' },
      },
    },
  },
};

const { metadataPolicy: _, property: _p, version: _v, key: _k, ...findStrategies } = remote;

const templateItems: Field = {
  type: 'list',
  doc: 'Keys that hold templates.',
  items: {
    type: 'object',
    doc: 'A key that holds a template.',
    fields: {
      key: { type: 'string', required: true, doc: 'The key.' },
      templateAs: {
        type: 'string',
        enum: ['Values', 'KeysAndValues'],
        fallback: 'Values',
        doc: 'Whether only the value, or the whole text with its keys, is a template.',
      },
    },
  },
};

const templateSource: Field = {
  type: 'object',
  doc: 'An object that holds templates.',
  fields: { name: { type: 'string', required: true, doc: 'Name of the object.' }, items: templateItems },
};

export const externalSecretSpec: FieldTable = {
  refreshInterval: {
    type: 'any',
    fallback: '1h',
    doc: 'How often the value is read again, such as `1h`; `0` reads it once.',
  },
  refreshPolicy: {
    type: 'string',
    enum: ['Periodic', 'OnChange', 'CreatedOnce'],
    fallback: 'Periodic',
    doc: 'When the value is read again.',
  },
  secretStoreRef: storeRef,
  target: {
    type: 'object',
    doc: 'The Secret that is written.',
    fields: {
      name: { type: 'string', doc: 'Name of the Secret; that of the ExternalSecret when left out.' },
      creationPolicy: {
        type: 'string',
        enum: ['Owner', 'Orphan', 'Merge', 'CreateOrMerge', 'None'],
        fallback: 'Owner',
        doc: 'Whether the Secret is made and owned, made and left, or only added to.',
      },
      deletionPolicy: {
        type: 'string',
        enum: ['Retain', 'Delete', 'Merge'],
        fallback: 'Retain',
        doc: 'What becomes of the Secret when the provider has no value any more.',
      },
      immutable: { type: 'boolean', doc: 'Whether the Secret can no longer be changed once written.' },
      manifest: {
        type: 'map',
        items: { type: 'any', doc: '' },
        doc: 'Another kind of object to write in place of a Secret.',
      },
      template: {
        type: 'object',
        doc: 'Shape of the Secret.',
        fields: {
          type: text('Type of the Secret.'),
          engineVersion: { type: 'string', enum: ['v2'], fallback: 'v2', doc: 'Version of the template language.' },
          mergePolicy: {
            type: 'string',
            enum: ['Replace', 'Merge'],
            fallback: 'Replace',
            doc: 'Whether the template replaces the fetched keys or adds to them.',
          },
          metadata: { type: 'map', items: { type: 'any', doc: '' }, doc: 'Labels and annotations of the Secret.' },
          data: { type: 'map', items: { type: 'any', doc: '' }, doc: 'Templates by key.' },
          templateFrom: {
            type: 'list',
            doc: 'Templates kept elsewhere.',
            items: {
              type: 'object',
              doc: 'A template kept elsewhere.',
              fields: {
                configMap: templateSource,
                secret: templateSource,
                literal: text('The template itself.'),
                target: {
                  type: 'string',
                  fallback: 'Data',
                  doc: 'Where the result is written: `Data`, `Annotations` or `Labels`.',
                },
                valuesDecodingStrategy: text('How the values are decoded.'),
              },
            },
          },
        },
      },
    },
  },
  data: {
    type: 'list',
    doc: 'Keys of the Secret, each with the place its value comes from.',
    items: {
      type: 'object',
      doc: 'One key of the Secret.',
      fields: {
        secretKey: { type: 'scalar', required: true, doc: 'Key in the Secret.' },
        remoteRef: { type: 'object', required: true, fields: remote, doc: 'Where the value is at the provider.' },
        sourceRef,
      },
    },
  },
  dataFrom: {
    type: 'list',
    doc: 'Sources that give several keys at once.',
    items: {
      type: 'object',
      doc: 'One source.',
      fields: {
        extract: { type: 'object', fields: remote, doc: 'All properties of one secret.' },
        find: {
          type: 'object',
          doc: 'All secrets that match.',
          fields: {
            path: text('Folder to look in.'),
            name: {
              type: 'object',
              doc: 'Names to match.',
              fields: { regexp: text('Regular expression of the names.') },
            },
            tags: { type: 'map', items: text('Value of the tag.'), doc: 'Tags to match.' },
            ...findStrategies,
          },
        },
        rewrite: { type: 'list', items: { type: 'any', doc: '' }, doc: 'Changes to the keys.' },
        sourceRef,
      },
    },
  },
  syncWindows: { type: 'any', doc: 'Times at which values are read.' },
};

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
  caBundle: text('Certificates to trust, in base64.'),
  caProvider: { type: 'any', doc: 'Where certificates to trust are kept.' },
  secretsScope: {
    type: 'object',
    required: true,
    doc: 'What the store reads.',
    fields: {
      projectSlug: { type: 'scalar', required: true, doc: 'Slug of the project.' },
      environmentSlug: { type: 'scalar', required: true, doc: 'Slug of the environment.' },
      organizationSlug: text('Slug of the organisation.'),
      secretsPath: { type: 'string', fallback: '/', doc: 'Folder that relative keys start from.' },
      recursive: { type: 'boolean', fallback: 'false', doc: 'Whether folders below are read too.' },
      expandSecretReferences: {
        type: 'boolean',
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
  retrySettings: { type: 'any', doc: 'How often a request is tried again.' },
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
