import {
  ANY,
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  messageNamed,
  NULL,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
  wrapperOf,
} from './types.ts';

/**
 * The protobuf messages every cel-go environment knows (`common/types/pb/pb.go` registers them, `checkedWellKnowns` in
 * `common/types/types.go` gives most a type of CEL). Nobody selects a storage with them, but they compile.
 */
interface Message {
  /** What `Name{...}` yields. */
  readonly type: CelType;
  readonly fields: ReadonlyMap<string, CelType>;
}

const JSON_LIST = listOf(DYN);
const JSON_MAP = mapOf(STRING, DYN);
const SECONDS_AND_NANOS = { seconds: INT, nanos: INT };

function message(type: CelType, fields: Readonly<Record<string, CelType>>): Message {
  return { type, fields: new Map(Object.entries(fields)) };
}

function own(name: string, fields: Readonly<Record<string, CelType>>): readonly [string, Message] {
  return [name, message(messageNamed(name), fields)];
}

function wrapper(name: string, primitive: CelType): readonly [string, Message] {
  return [`google.protobuf.${name}`, message(wrapperOf(primitive), { value: primitive })];
}

const MESSAGES: ReadonlyMap<string, Message> = new Map<string, Message>([
  ['google.protobuf.Any', message(ANY, { type_url: STRING, value: BYTES })],
  ['google.protobuf.Duration', message(DURATION, SECONDS_AND_NANOS)],
  ['google.protobuf.Timestamp', message(TIMESTAMP, SECONDS_AND_NANOS)],
  ['google.protobuf.Struct', message(JSON_MAP, { fields: JSON_MAP })],
  ['google.protobuf.ListValue', message(JSON_LIST, { values: JSON_LIST })],
  [
    'google.protobuf.Value',
    message(DYN, {
      bool_value: BOOL,
      list_value: JSON_LIST,
      null_value: INT,
      number_value: DOUBLE,
      string_value: STRING,
      struct_value: JSON_MAP,
    }),
  ],
  own('google.protobuf.Struct.FieldsEntry', { key: STRING, value: DYN }),
  own('google.protobuf.Empty', {}),
  wrapper('BoolValue', BOOL),
  wrapper('BytesValue', BYTES),
  wrapper('DoubleValue', DOUBLE),
  wrapper('FloatValue', DOUBLE),
  wrapper('Int32Value', INT),
  wrapper('Int64Value', INT),
  wrapper('UInt32Value', UINT),
  wrapper('UInt64Value', UINT),
  wrapper('StringValue', STRING),
]);

const ENUM_VALUES = new Set(['google.protobuf.NullValue.NULL_VALUE']);

/** Types that the name of a literal `name{...}` may also stand for; of these some may even be built, see `canBuild`. */
const NAMED_TYPES: ReadonlyMap<string, CelType> = new Map<string, CelType>(
  [BOOL, BYTES, DOUBLE, DURATION, INT, JSON_LIST, mapOf(DYN, DYN), NULL, STRING, TIMESTAMP, TYPE, UINT].map((type) => [
    type.name,
    type,
  ]),
);

export function isEnumValue(name: string): boolean {
  return ENUM_VALUES.has(name);
}

export function messageType(name: string): CelType | undefined {
  return MESSAGES.get(name)?.type;
}

/** What the name in front of `{...}` stands for. */
export function literalTypeNamed(name: string): CelType | undefined {
  return NAMED_TYPES.get(name) ?? messageType(name);
}

/** True for types that may be written as a message literal. */
export function canBuild(type: CelType): boolean {
  switch (type.kind) {
    case 'message':
    case 'any':
    case 'timestamp':
    case 'duration':
    case 'dyn':
    case 'null':
    case 'list':
      return true;
    case 'map':
      return type.parameters[0]?.kind === 'string';
    default:
      return type.wrapper;
  }
}

/** The protobuf name under which a type's fields are found. */
export function messageNameOf(type: CelType): string {
  switch (type.kind) {
    case 'message':
      return type.name;
    case 'dyn':
      return 'google.protobuf.Value';
    case 'list':
      return 'google.protobuf.ListValue';
    case 'map':
      return 'google.protobuf.Struct';
    case 'bool':
      return 'google.protobuf.BoolValue';
    case 'bytes':
      return 'google.protobuf.BytesValue';
    case 'double':
      return 'google.protobuf.DoubleValue';
    case 'int':
      return 'google.protobuf.Int64Value';
    case 'uint':
      return 'google.protobuf.UInt64Value';
    case 'string':
      return 'google.protobuf.StringValue';
    default:
      return type.name;
  }
}

export function fieldType(messageName: string, field: string): CelType | undefined {
  return MESSAGES.get(messageName)?.fields.get(field);
}
