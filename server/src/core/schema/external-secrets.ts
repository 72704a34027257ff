// Fields of ExternalSecret (external-secrets config/crds/bases, version v1). Intervals are left to a rule of their own.
import type { Field, FieldTable } from './fields.ts';

const text = (doc: string): Field => ({ type: 'string', doc });

const texts = (doc: string): Field => ({ type: 'map', items: text('A value.'), doc });

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
  fields: {
    name: { type: 'string', required: true, doc: 'Name of the object.' },
    items: { ...templateItems, required: true },
  },
};

const rewriting: Field = {
  type: 'object',
  doc: 'One change to the keys; exactly one way.',
  fields: {
    regexp: {
      type: 'object',
      doc: 'Replaces what a pattern matches.',
      fields: {
        source: { type: 'string', required: true, doc: 'Regular expression of what is replaced.' },
        target: { type: 'string', required: true, doc: 'What stands there instead; `$1` is its first group.' },
      },
    },
    transform: {
      type: 'object',
      doc: 'Makes each key by a template.',
      fields: { template: { type: 'string', required: true, doc: 'The template; `.value` is the old key.' } },
    },
    merge: {
      type: 'object',
      since: 'External Secrets 0.18.1',
      doc: 'Puts the values of all secrets together.',
      fields: {
        strategy: {
          type: 'string',
          enum: ['Extract', 'JSON'],
          fallback: 'Extract',
          doc: 'Whether each property becomes a key, or all of them one JSON value.',
        },
        into: text('Key that a JSON value is written to.'),
        conflictPolicy: {
          type: 'string',
          enum: ['Error', 'Ignore'],
          fallback: 'Error',
          doc: 'Whether a property that two secrets have is refused.',
        },
        priority: { type: 'list', items: text('A key.'), doc: 'Keys in the order in which their values win.' },
        priorityPolicy: {
          type: 'string',
          enum: ['Strict', 'IgnoreNotFound'],
          fallback: 'Strict',
          since: 'External Secrets 0.20.2',
          doc: 'Whether a key of `priority` may be absent.',
        },
      },
    },
  },
};

const syncWindows: Field = {
  type: 'object',
  since: 'External Secrets 2.7.0',
  doc: 'Times at which values are read.',
  fields: {
    kind: {
      type: 'string',
      required: true,
      enum: ['allow', 'deny'],
      doc: 'Whether values are read in the windows only, or never.',
    },
    windows: {
      type: 'list',
      required: true,
      doc: 'The windows.',
      items: {
        type: 'object',
        doc: 'One window.',
        fields: {
          schedule: { type: 'string', required: true, doc: 'When it opens, as cron writes it.' },
          duration: { type: 'string', required: true, doc: 'How long it stays open, such as `8h`.' },
        },
      },
    },
  },
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
    since: 'External Secrets 0.16.0',
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
        type: 'object',
        since: 'External Secrets 1.0.0',
        doc: 'Another kind of object to write in place of a Secret.',
        fields: {
          apiVersion: { type: 'string', required: true, doc: 'API version of the object.' },
          kind: { type: 'string', required: true, doc: 'Kind of the object.' },
        },
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
          metadata: {
            type: 'object',
            doc: 'Labels and annotations of the Secret.',
            fields: {
              labels: texts('Labels of the Secret.'),
              annotations: texts('Annotations of the Secret.'),
              finalizers: {
                type: 'list',
                since: 'External Secrets 0.20.0',
                items: text('A finalizer.'),
                doc: 'Finalizers of the Secret.',
              },
            },
          },
          data: texts('Templates by key.'),
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
                valuesDecodingStrategy: {
                  type: 'string',
                  enum: ['None', 'Base64', 'Base64URL', 'Auto'],
                  since: 'External Secrets 2.7.0',
                  doc: 'How the values are decoded.',
                },
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
        secretKey: { type: 'string', required: true, doc: 'Key in the Secret.' },
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
            tags: texts('Tags to match.'),
            ...findStrategies,
          },
        },
        rewrite: { type: 'list', items: rewriting, doc: 'Changes to the keys.' },
        sourceRef,
      },
    },
  },
  syncWindows,
};
