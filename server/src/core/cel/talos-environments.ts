import type { CelEnvironment } from './environment.ts';
import { plain } from './library.ts';
import { BOOL, type CelType, listOf, messageNamed, STRING, UINT } from './types.ts';

// What the selectors of Talos see: of disks, and of volumes that are there already.
/** The protobuf message whose fields `disk` has. */
const DISK_TYPE = 'talos.resource.definitions.block.DiskSpec';

/** The fields of `disk` (talos api/resource/definitions/block/block.proto, DiskSpec). */
const DISK_FIELDS: Readonly<Record<string, CelType>> = {
  size: UINT,
  io_size: UINT,
  sector_size: UINT,
  readonly: BOOL,
  model: STRING,
  serial: STRING,
  modalias: STRING,
  wwid: STRING,
  bus_path: STRING,
  sub_system: STRING,
  transport: STRING,
  rotational: BOOL,
  cdrom: BOOL,
  dev_path: STRING,
  pretty_size: STRING,
  secondary_disks: listOf(STRING),
  uuid: STRING,
  symlinks: listOf(STRING),
  firmware_version: STRING,
};

/** The protobuf message whose fields `volume` has. */
const VOLUME_TYPE = 'talos.resource.definitions.block.DiscoveredVolumeSpec';

/** The fields of `volume` (block.proto, DiscoveredVolumeSpec). */
const VOLUME_FIELDS: Readonly<Record<string, CelType>> = {
  size: UINT,
  sector_size: UINT,
  io_size: UINT,
  name: STRING,
  uuid: STRING,
  label: STRING,
  block_size: UINT,
  filesystem_block_size: UINT,
  probed_size: UINT,
  partition_uuid: STRING,
  partition_type: STRING,
  partition_label: STRING,
  partition_index: UINT,
  type: STRING,
  device_path: STRING,
  parent: STRING,
  dev_path: STRING,
  parent_dev_path: STRING,
  pretty_size: STRING,
  offset: UINT,
};

const UNIT_NAMES = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** Bytes, as unsigned numbers. */
const UNITS = UNIT_NAMES.map((unit): [string, CelType] => [unit, UINT]);

/** What a disk selector of Talos sees (talos pkg/machinery/cel/celenv/celenv.go, DiskLocator). */
export const diskSelectorEnvironment: CelEnvironment = {
  variables: new Map<string, CelType>([['disk', messageNamed(DISK_TYPE)], ['system_disk', BOOL], ...UNITS]),
  functions: new Map([['glob', [plain(BOOL, STRING, STRING)]]]),
  messages: new Map([[DISK_TYPE, new Map(Object.entries(DISK_FIELDS))]]),
};

/** What such a selector can name, for people. */
export const diskSelectorKnows = 'A disk selector knows `disk`, `system_disk` and `glob`.';

/** What a selector of existing volumes sees (celenv.go, VolumeLocator). */
export const volumeSelectorEnvironment: CelEnvironment = {
  variables: new Map<string, CelType>([
    ['volume', messageNamed(VOLUME_TYPE)],
    ['disk', messageNamed(DISK_TYPE)],
    ...UNITS,
  ]),
  messages: new Map([
    [VOLUME_TYPE, new Map(Object.entries(VOLUME_FIELDS))],
    [DISK_TYPE, new Map(Object.entries(DISK_FIELDS))],
  ]),
};

export const volumeSelectorKnows = 'A volume selector knows `volume` and `disk`.';
