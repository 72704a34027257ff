/**
 * The types of CEL as cel-go's checker sees them. Source of the facts: cel-go v0.27.0, `common/types/types.go`
 * and `checker/types.go`, checked against the compiler's own verdicts.
 */

export type CelTypeKind =
  | 'any'
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'message'
  | 'null'
  | 'param'
  | 'string'
  | 'timestamp'
  | 'type'
  | 'uint';

export interface CelType {
  readonly kind: CelTypeKind;
  /** The name at run time: `int`, `list`, `google.protobuf.Timestamp`, or the name of a type parameter. */
  readonly name: string;
  readonly parameters: readonly CelType[];
  /** True for the protobuf wrappers (`google.protobuf.Int64Value`): the primitive, or null. */
  readonly wrapper: boolean;
}

const NONE: readonly CelType[] = [];

function simple(kind: CelTypeKind, name: string = kind): CelType {
  return { kind, name, parameters: NONE, wrapper: false };
}

export const ANY = simple('any', 'google.protobuf.Any');
export const BOOL = simple('bool');
export const BYTES = simple('bytes');
export const DOUBLE = simple('double');
export const DURATION = simple('duration', 'google.protobuf.Duration');
export const DYN = simple('dyn');
/** The type of an expression that already has a problem. It fits everywhere, so that one mistake gives one problem. */
export const ERROR = simple('error');
export const INT = simple('int');
export const NULL = simple('null', 'null_type');
export const STRING = simple('string');
export const TIMESTAMP = simple('timestamp', 'google.protobuf.Timestamp');
export const TYPE = simple('type');
export const UINT = simple('uint');

export function listOf(element: CelType): CelType {
  return { kind: 'list', name: 'list', parameters: [element], wrapper: false };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: 'map', name: 'map', parameters: [key, value], wrapper: false };
}

export function typeOf(type: CelType): CelType {
  return { kind: 'type', name: 'type', parameters: [type], wrapper: false };
}

export function paramNamed(name: string): CelType {
  return simple('param', name);
}

export function messageNamed(name: string): CelType {
  return simple('message', name);
}

export function wrapperOf(primitive: CelType): CelType {
  return { ...primitive, wrapper: true };
}

/** A list's element type, a map's key type or the type a `type(...)` stands for. */
export function firstParameter(type: CelType): CelType {
  return type.parameters[0] ?? DYN;
}

/** A map's value type. */
export function secondParameter(type: CelType): CelType {
  return type.parameters[1] ?? DYN;
}

/** The same type up to wrappers: cel-go compares names and parameters, and a wrapper has its primitive's name. */
export function isSameType(a: CelType, b: CelType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.name !== b.name || a.parameters.length !== b.parameters.length) return false;
  return a.parameters.every((parameter, index) => {
    const other = b.parameters[index];
    return other !== undefined && isSameType(parameter, other);
  });
}

export function isDynamic(type: CelType): boolean {
  return type.kind === 'dyn' || type.kind === 'any';
}

export function isDynamicOrError(type: CelType): boolean {
  return type.kind === 'error' || isDynamic(type);
}

/**
 * The name cel-go prints for a type: `uint`, `list(string)`, `map(string, dyn)`, `wrapper(int)`, `type(int)`,
 * `null_type`, `google.protobuf.Timestamp`.
 */
export function formatType(type: CelType): string {
  if (type.kind === 'param') return `<${type.name}>`;
  const name = type.wrapper ? `wrapper(${type.name})` : type.name;
  if (type.parameters.length === 0) return name;
  return `${name}(${type.parameters.map(formatType).join(', ')})`;
}
