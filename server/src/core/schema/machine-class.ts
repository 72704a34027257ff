// The fields of a machine class, and of the provider's data inside it.
import type { FieldTable } from './fields.ts';

const text = { type: 'string', doc: 'Text.' } as const;

/** `metadata` as cosi reads it (pkg/resource/metadata.go); any other key is dropped without a word. */
export const metadataTable: FieldTable = {
  namespace: { type: 'string', required: true, doc: 'Always `default` for a machine class.' },
  type: { type: 'string', required: true, doc: 'Always `MachineClasses.omni.sidero.dev`.' },
  id: { type: 'string', required: true, doc: 'The name cluster templates use.' },
  labels: { type: 'map', items: { type: 'scalar', doc: 'A label value.' }, doc: 'Labels of the resource.' },
  annotations: {
    type: 'map',
    items: { type: 'scalar', doc: 'An annotation value.' },
    doc: 'Annotations of the resource.',
  },
  version: { type: 'any', doc: 'Written by Omni when exported; not needed.' },
  owner: { type: 'any', doc: 'Written by Omni when exported; not needed.' },
  phase: { type: 'any', doc: 'Written by Omni when exported; not needed.' },
  created: { type: 'any', doc: 'Written by Omni when exported; not needed.' },
  updated: { type: 'any', doc: 'Written by Omni when exported; not needed.' },
  finalizers: { type: 'list', items: text, doc: 'Written by Omni when exported; not needed.' },
};

/** `spec.autoprovision`: the lower-cased field names of MachineClassSpec.Provision (omni client/api/omni/specs). */
export const autoprovisionTable: FieldTable = {
  providerid: {
    type: 'string',
    required: true,
    doc: 'Id of the infrastructure provider; equal to the provider’s `--id`.',
  },
  kernelargs: { type: 'list', items: text, doc: 'Extra kernel arguments of the machines.' },
  metavalues: {
    type: 'list',
    doc: 'Values for the META partition.',
    items: {
      type: 'object',
      doc: 'One META value.',
      fields: {
        key: { type: 'integer', minimum: 0, maximum: 4294967295, required: true, doc: 'META key.' },
        value: { type: 'string', required: true, doc: 'META value.' },
      },
    },
  },
  providerdata: { type: 'any', doc: 'Text in YAML with what the provider needs: cores, memory, disks, network.' },
  grpctunnel: {
    type: 'integer',
    minimum: 0,
    maximum: 2,
    fallback: '0',
    doc: 'SideroLink over gRPC: 0 as the server says, 1 on, 2 off.',
  },
};

/** `spec` of a machine class. */
export const specTable: FieldTable = {
  matchlabels: {
    type: 'list',
    items: text,
    doc: 'Label selectors; a machine that matches one of them belongs to the class.',
  },
  autoprovision: {
    type: 'object',
    fields: autoprovisionTable,
    doc: 'Machines are created by an infrastructure provider.',
  },
};

/** How a disk is attached; the system disk and further ones have the same options. */
const diskOptions: FieldTable = {
  disk_ssd: { type: 'boolean', doc: 'Presents the disk as an SSD.' },
  disk_discard: { type: 'boolean', doc: 'Passes discard (TRIM) to the storage.' },
  disk_iothread: { type: 'boolean', doc: 'Gives the disk an I/O thread of its own.' },
  disk_cache: {
    type: 'string',
    enum: ['none', 'writethrough', 'writeback', 'directsync', 'unsafe'],
    doc: 'Cache mode.',
  },
  disk_aio: {
    type: 'string',
    enum: ['native', 'threads', 'io_uring'],
    doc: 'How the host does asynchronous I/O; `native` needs cache `none` or `directsync`.',
  },
};

const disk: FieldTable = {
  disk_size: { type: 'integer', required: true, minimum: 1, doc: 'Size in GB.' },
  storage_selector: {
    type: 'string',
    required: true,
    doc: 'CEL expression that picks the Proxmox storage: `name`, `node`, `storageType`, `availableSpace`.',
  },
  ...diskOptions,
};

const ha: FieldTable = {
  state: {
    type: 'string',
    enum: ['started', 'stopped', 'disabled', 'ignored'],
    fallback: 'started',
    doc: 'What the HA manager aims for.',
  },
  comment: { type: 'string', doc: 'Comment on the HA resource.' },
  max_restart: { type: 'integer', minimum: 0, doc: 'Restarts tried on the same node.' },
  max_relocate: { type: 'integer', minimum: 0, doc: 'Relocations tried when restarts did not help.' },
  failback: { type: 'boolean', doc: 'Moves the machine back when its preferred node returns.' },
  rules: { type: 'list', items: text, doc: 'HA rules the machine joins.' },
  node_affinity_nodes: { type: 'list', items: text, doc: 'Nodes the class prefers.' },
  node_affinity_strict: { type: 'boolean', doc: 'Never runs the machine on another node.' },
  resource_affinity: {
    type: 'string',
    enum: ['negative', 'positive'],
    doc: '`negative` spreads the machines of a set, `positive` keeps them together.',
  },
};

/**
 * The Proxmox provider's data (omni-infra-provider-proxmox, cmd/.../data/schema.json and internal/pkg/provider/data.go, up
 * to mid-2026; what came with release 0.1.0 or later says so).
 */
export const providerDataTable: FieldTable = {
  cores: { type: 'integer', required: true, minimum: 1, doc: 'CPU cores per socket.' },
  sockets: {
    type: 'integer',
    minimum: 1,
    doc: 'CPU sockets. There is no default: without it Proxmox refuses the machine.',
  },
  memory: { type: 'integer', required: true, minimum: 2048, doc: 'Memory in MiB.' },
  disk_size: { type: 'integer', required: true, minimum: 5, doc: 'Size of the system disk in GB.' },
  storage_selector: {
    ...disk.storage_selector,
    type: 'string',
    required: true,
    doc: 'CEL expression that picks the Proxmox storage of the system disk: `name`, `node`, `storageType`, `availableSpace`.',
  },
  node: {
    type: 'string',
    doc: 'Proxmox node. Without it the provider picks the node with the fewest machines of the set.',
  },
  network_bridge: { type: 'string', fallback: 'vmbr0', doc: 'Bridge of the first network card.' },
  vlan: { type: 'integer', minimum: 0, doc: 'VLAN tag of the first network card; 0 is none.' },
  cpu_type: { type: 'string', fallback: 'x86-64-v2-AES', doc: 'CPU model.' },
  machine_type: {
    type: 'string',
    enum: ['q35', 'i440fx'],
    doc: '`q35`; leave it out for i440fx, which Proxmox does not know by that name.',
  },
  numa: { type: 'boolean', doc: 'NUMA; needed for huge pages.' },
  hugepages: { type: 'string', enum: ['2MB', '1GB'], doc: 'Huge page size.' },
  balloon: { type: 'boolean', doc: '`false` switches ballooning off.' },
  network_firewall: {
    type: 'boolean',
    fallback: 'true',
    since: 'provider 0.1.0',
    doc: 'Proxmox firewall on the first network card.',
  },
  pool: { type: 'string', since: 'provider 0.1.0', doc: 'Proxmox resource pool of the machines.' },
  tags: { type: 'list', items: text, since: 'provider 0.1.0', doc: 'Tags of the virtual machines.' },
  placement_strategy: {
    type: 'string',
    enum: ['spread', 'fewer-vms', 'round-robin', 'binpack'],
    fallback: 'spread',
    since: 'newer providers',
    doc: 'How a node is picked where `node` is not set.',
  },
  bios: {
    type: 'string',
    enum: ['seabios', 'ovmf'],
    since: 'newer providers',
    doc: 'Firmware; `ovmf` adds an EFI disk.',
  },
  vga: { type: 'string', since: 'newer providers', doc: 'Display adapter, such as `std` or `none`.' },
  vmid_range: {
    type: 'string',
    since: 'newer providers',
    doc: 'First and last id of the virtual machines, such as `5300-5350`.',
  },
  network_subnet: {
    type: 'string',
    since: 'newer providers',
    doc: 'Network of a static address, such as `192.0.2.0/24`; without it the machines use DHCP.',
  },
  network_gateway: { type: 'string', since: 'newer providers', doc: 'Default gateway of a static address.' },
  network_ip: {
    type: 'string',
    since: 'newer providers',
    doc: 'Static address of every machine of the class; for a single machine.',
  },
  network_base_ip: {
    type: 'string',
    since: 'newer providers',
    doc: 'Static address of the first id of `vmid_range`; the others follow it.',
  },
  network_nameservers: {
    type: 'list',
    items: text,
    since: 'newer providers',
    doc: 'DNS servers beside a static address.',
  },
  network_mtu: {
    type: 'integer',
    since: 'newer providers',
    doc: 'MTU of the first network card beside a static address.',
  },
  ha: {
    type: 'object',
    fields: ha,
    since: 'newer providers',
    doc: 'Registers the machines with Proxmox HA, which then picks their nodes; needs Proxmox VE 9.',
  },
  ...diskOptions,
  additional_disks: {
    type: 'list',
    items: { type: 'object', fields: disk, doc: 'One more disk.' },
    doc: 'Further disks.',
  },
  additional_nics: {
    type: 'list',
    doc: 'Further network cards.',
    items: {
      type: 'object',
      doc: 'One more network card.',
      fields: {
        bridge: { type: 'string', required: true, doc: 'Bridge of the card.' },
        vlan: { type: 'integer', minimum: 0, doc: 'VLAN tag; 0 is none.' },
        firewall: { type: 'boolean', fallback: 'false', doc: 'Proxmox firewall on the card.' },
      },
    },
  },
  pci_devices: {
    type: 'list',
    doc: 'Devices passed through by resource mapping.',
    items: {
      type: 'object',
      doc: 'One device.',
      fields: {
        mapping: { type: 'string', required: true, doc: 'Name of the Proxmox resource mapping.' },
        mdev: { type: 'string', since: 'provider 0.1.0', doc: 'Mediated device.' },
        pcie: { type: 'boolean', doc: 'PCI Express; needs `machine_type: q35`.' },
        primary_gpu: { type: 'boolean', doc: 'Makes it the primary graphics card.' },
        rombar: { type: 'boolean', doc: 'Shows the device’s ROM; Proxmox does so anyway.' },
      },
    },
  },
  usb_devices: {
    type: 'list',
    since: 'newer providers',
    doc: 'USB devices passed through by resource mapping.',
    items: {
      type: 'object',
      doc: 'One device.',
      fields: {
        mapping: { type: 'string', required: true, doc: 'Name of the Proxmox resource mapping.' },
        usb3: { type: 'boolean', doc: 'Uses the USB 3 controller.' },
      },
    },
  },
};
