// The fields of a cluster template's four documents (omni client/pkg/template/internal/models). Decoding is strict, so
// any other key is an error.
import { omniGates } from '../versions/gates.ts';
import type { Field, FieldTable } from './fields.ts';

const since = (field: keyof typeof omniGates): { readonly since: string } => ({
  since: `Omni ${omniGates[field].since}`,
});

const labels: Field = {
  type: 'map',
  items: { type: 'scalar', doc: 'A label value.' },
  doc: 'Labels; keys under `omni.sidero.dev/` are Omni’s own.',
};
const annotations: Field = {
  type: 'map',
  items: { type: 'scalar', doc: 'An annotation value.' },
  doc: 'Annotations; keys under `omni.sidero.dev/` are Omni’s own.',
};
const texts = (doc: string): Field => ({ type: 'list', items: { type: 'scalar', doc: 'Text.' }, doc });

const patches: Field = {
  type: 'list',
  doc: 'Talos patches, merged in this order.',
  items: {
    type: 'object',
    doc: 'One patch: a `file`, or `inline` with a `name`.',
    fields: {
      name: { type: 'scalar', doc: 'Name shown in Omni; needed for an inline patch.' },
      idOverride: { type: 'scalar', doc: 'Replaces the id that Omni would make.' },
      labels,
      annotations,
      file: { type: 'scalar', doc: 'Path of the patch, relative to this file.' },
      inline: { type: 'any', doc: 'The patch itself: a mapping, a list of mappings, or text.' },
    },
  },
};

const systemExtensions = texts(
  'Talos system extensions, such as `siderolabs/iscsi-tools`. Absent leaves them as they are, `[]` removes all.',
);
const kernelArgs = { ...texts('Extra kernel arguments; not together with a machine class.'), ...since('kernelArgs') };

const strategyFields: FieldTable = {
  type: { type: 'string', enum: ['Unset', 'Rolling'], doc: '`Rolling` or `Unset`.' },
  rolling: {
    type: 'object',
    doc: 'Options of the rolling strategy.',
    fields: {
      maxParallelism: { type: 'integer', minimum: 0, maximum: 4294967295, doc: 'Machines handled at once; 0 means 1.' },
    },
  },
};
const strategy = (doc: string): Field => ({ type: 'object', fields: strategyFields, doc });

const kind = (doc: string): Field => ({ type: 'string', required: true, doc });

export const clusterTable: FieldTable = {
  kind: kind('`Cluster`: exactly one in a template.'),
  name: { type: 'scalar', required: true, doc: 'Name and id of the cluster: letters, digits, `-` and `_`.' },
  labels,
  annotations,
  kubernetes: {
    type: 'object',
    required: true,
    doc: 'Kubernetes of the cluster.',
    fields: {
      version: { type: 'scalar', required: true, doc: 'Kubernetes version, such as `v1.36.2`.' },
      manifests: {
        type: 'list',
        ...since('manifests'),
        doc: 'Manifests that Omni applies to the cluster.',
        items: {
          type: 'object',
          doc: 'One manifest group.',
          fields: {
            name: { type: 'scalar', doc: 'Name; taken from the file where there is one.' },
            mode: {
              type: 'string',
              enum: ['full', 'one-time'],
              doc: '`full` keeps it in sync, `one-time` applies it once.',
            },
            file: { type: 'scalar', doc: 'Path, relative to this file.' },
            inline: { type: 'any', doc: 'The manifests themselves.' },
            labels,
            annotations,
          },
        },
      },
      healthchecks: {
        type: 'list',
        ...since('healthchecks'),
        doc: 'Jobs that tell whether the cluster is healthy.',
        items: {
          type: 'object',
          doc: 'One health check.',
          fields: {
            name: { type: 'scalar', doc: 'Name.' },
            idOverride: { type: 'scalar', doc: 'Replaces the id that Omni would make.' },
            job: { type: 'any', doc: 'The Job.' },
            file: { type: 'scalar', doc: 'Path of the Job, relative to this file.' },
            interval: { type: 'scalar', fallback: '30s', doc: 'How often it runs, at least `5s`.' },
            labels,
            annotations,
          },
        },
      },
    },
  },
  talos: {
    type: 'object',
    required: true,
    doc: 'Talos of the machines.',
    fields: {
      version: { type: 'scalar', required: true, doc: 'Talos version with a leading `v`, such as `v1.13.6`.' },
    },
  },
  features: {
    type: 'object',
    doc: 'Features of the cluster.',
    fields: {
      diskEncryption: { type: 'boolean', doc: 'Encrypts disks with keys kept by Omni; cannot be changed later.' },
      enableWorkloadProxy: { type: 'boolean', doc: 'Reaches HTTP services of the cluster through Omni.' },
      useEmbeddedDiscoveryService: { type: 'boolean', doc: 'Uses Omni’s own discovery service.' },
      disablePublicDiscoveryService: {
        type: 'boolean',
        ...since('disablePublicDiscoveryService'),
        doc: 'No public discovery service; needs the embedded one and Talos 1.14.',
      },
      enableNodeAuditSkip: { type: 'boolean', ...since('enableNodeAuditSkip'), doc: 'Lets the node audit skip nodes.' },
      backupConfiguration: {
        type: 'object',
        doc: 'Backups of etcd.',
        fields: { interval: { type: 'scalar', doc: 'How often, as a duration such as `6h`: 1h to 24h.' } },
      },
    },
  },
  patches,
  systemExtensions,
  kernelArgs,
};

const machineSet: FieldTable = {
  name: { type: 'scalar', fallback: 'workers', doc: 'Name of the machine set; only for `Workers`.' },
  labels,
  annotations,
  bootstrapSpec: {
    type: 'object',
    doc: 'Restores etcd from a backup; only for `ControlPlane`.',
    fields: {
      clusterUUID: { type: 'scalar', required: true, doc: 'UUID of the backed-up cluster.' },
      snapshot: { type: 'scalar', required: true, doc: 'Name of the snapshot.' },
    },
  },
  machines: {
    type: 'list',
    items: { type: 'scalar', doc: 'UUID of a machine.' },
    doc: 'Machines by UUID; not together with a machine class.',
  },
  machineClass: {
    type: 'object',
    doc: 'Machines of a class.',
    fields: {
      name: { type: 'scalar', required: true, doc: 'Id of the machine class.' },
      size: { type: 'scalar', fallback: '0', doc: 'Number of machines, or `Unlimited`.' },
    },
  },
  updateStrategy: strategy('How configuration changes roll out; only for `Workers`.'),
  deleteStrategy: strategy('How machines are removed; only for `Workers`.'),
  upgradeStrategy: { ...strategy('How upgrades roll out.'), ...since('upgradeStrategy') },
  patches,
  systemExtensions,
  kernelArgs,
};

export const controlPlaneTable: FieldTable = {
  kind: kind('`ControlPlane`: exactly one in a template.'),
  ...machineSet,
};
export const workersTable: FieldTable = { kind: kind('`Workers`: a set of worker machines.'), ...machineSet };

export const machineTable: FieldTable = {
  kind: kind('`Machine`: options of one machine.'),
  name: { type: 'scalar', required: true, doc: 'UUID of the machine.' },
  labels,
  annotations,
  locked: { type: 'boolean', doc: 'Keeps configuration changes from this machine.' },
  install: {
    type: 'object',
    doc: 'Where Talos is installed.',
    fields: {
      disk: { type: 'scalar', doc: 'Disk to install to.' },
      diskSelector: { type: 'scalar', ...since('diskSelector'), doc: 'CEL expression that picks the disk.' },
    },
  },
  patches,
  systemExtensions,
  kernelArgs,
};

/** The table of a document by its `kind`. */
export function templateTable(kind: string): FieldTable | undefined {
  switch (kind) {
    case 'template-cluster':
      return clusterTable;
    case 'template-control-plane':
      return controlPlaneTable;
    case 'template-workers':
      return workersTable;
    case 'template-machine':
      return machineTable;
    default:
      return undefined;
  }
}
