import type { CelEnvironment } from './environment.ts';
import { plain } from './library.ts';
import { BOOL, type CelType, listOf, messageNamed, STRING, UINT } from './types.ts';

/** The protobuf message whose fields `disk` has. */
export const DISK_TYPE = 'talos.resource.definitions.block.DiskSpec';

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

export const diskFieldNames: readonly string[] = Object.keys(DISK_FIELDS);

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** What a disk selector of Talos sees (talos pkg/machinery/cel/celenv/celenv.go, DiskLocator). */
export const diskSelectorEnvironment: CelEnvironment = {
  variables: new Map<string, CelType>([
    ['disk', messageNamed(DISK_TYPE)],
    ['system_disk', BOOL],
    ...UNITS.map((unit): [string, CelType] => [unit, UINT]),
  ]),
  functions: new Map([['glob', [plain(BOOL, STRING, STRING)]]]),
  messages: new Map([[DISK_TYPE, new Map(Object.entries(DISK_FIELDS))]]),
};
