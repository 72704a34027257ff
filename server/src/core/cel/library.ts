import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  NULL,
  paramNamed,
  STRING,
  TIMESTAMP,
  TYPE,
  typeOf,
  UINT,
} from './types.ts';

/**
 * The functions and operators of CEL's standard library, in cel-go's order (`common/stdlib/standard.go`, v0.27.0): every
 * overload that fits binds type parameters, so the order shows in the result.
 */
export interface Overload {
  /** True for `name.startsWith("a")`, false for `size(name)` and operators. */
  readonly member: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** The names of the type parameters in it. */
  readonly parameters: readonly string[];
  /** True for comparisons of different number types, which a plain environment disables; see `Checker`. */
  readonly crossType: boolean;
}

const A = paramNamed('A');
const B = paramNamed('B');
const LIST_A = listOf(A);
const MAP_AB = mapOf(A, B);

function parametersOf(types: readonly CelType[]): readonly string[] {
  const names = new Set<string>();
  const collect = (type: CelType): void => {
    if (type.kind === 'param') names.add(type.name);
    type.parameters.forEach(collect);
  };
  types.forEach(collect);
  return [...names];
}

function overload(member: boolean, args: readonly CelType[], result: CelType): Overload {
  return { member, args, result, parameters: parametersOf([...args, result]), crossType: false };
}

/** An overload of a function or an operator. */
export function plain(result: CelType, ...args: readonly CelType[]): Overload {
  return overload(false, args, result);
}

function method(result: CelType, ...args: readonly CelType[]): Overload {
  return overload(true, args, result);
}

/** An operator on two values of one type, once for each type. */
function pairs(...types: readonly CelType[]): readonly Overload[] {
  return types.map((type) => plain(type, type, type));
}

/** The comparisons of one number type: with itself, then with the other two. */
function numberComparisons(type: CelType, ...others: readonly CelType[]): readonly Overload[] {
  return [plain(BOOL, type, type), ...others.map((other) => ({ ...plain(BOOL, type, other), crossType: true }))];
}

const ORDERED = [
  plain(BOOL, BOOL, BOOL),
  ...numberComparisons(INT, DOUBLE, UINT),
  ...numberComparisons(UINT, DOUBLE, INT),
  ...numberComparisons(DOUBLE, INT, UINT),
  ...[STRING, BYTES, TIMESTAMP, DURATION].map((type) => plain(BOOL, type, type)),
];
const EQUALITY = [plain(BOOL, A, A)];

function conversions(result: CelType, ...from: readonly CelType[]): readonly Overload[] {
  return from.map((type) => plain(result, type));
}

/** A part of a timestamp, in UTC or in a named time zone. */
const DATE_PART = [method(INT, TIMESTAMP), method(INT, TIMESTAMP, STRING)];
const TIME_PART = [...DATE_PART, method(INT, DURATION)];
const STRING_TEST = [method(BOOL, STRING, STRING)];

export const FUNCTIONS: ReadonlyMap<string, readonly Overload[]> = new Map([
  ['_?_:_', [plain(A, BOOL, A, A)]],
  ['!_', [plain(BOOL, BOOL)]],
  ['_==_', EQUALITY],
  ['_!=_', EQUALITY],
  [
    '_+_',
    [
      ...pairs(BYTES, DOUBLE, DURATION),
      plain(TIMESTAMP, DURATION, TIMESTAMP),
      plain(TIMESTAMP, TIMESTAMP, DURATION),
      ...pairs(INT, LIST_A, STRING, UINT),
    ],
  ],
  ['_/_', pairs(DOUBLE, INT, UINT)],
  ['_%_', pairs(INT, UINT)],
  ['_*_', pairs(DOUBLE, INT, UINT)],
  ['-_', [plain(DOUBLE, DOUBLE), plain(INT, INT)]],
  [
    '_-_',
    [
      ...pairs(DOUBLE, DURATION, INT),
      plain(TIMESTAMP, TIMESTAMP, DURATION),
      plain(DURATION, TIMESTAMP, TIMESTAMP),
      ...pairs(UINT),
    ],
  ],
  ['_<_', ORDERED],
  ['_<=_', ORDERED],
  ['_>_', ORDERED],
  ['_>=_', ORDERED],
  ['_[_]', [plain(A, LIST_A, INT), plain(B, MAP_AB, A)]],
  ['_in_', [plain(BOOL, A, LIST_A), plain(BOOL, A, MAP_AB)]],
  ['size', [BYTES, LIST_A, MAP_AB, STRING].flatMap((type) => [plain(INT, type), method(INT, type)])],
  ['type', [plain(typeOf(A), A)]],
  ['bool', conversions(BOOL, BOOL, STRING)],
  ['bytes', conversions(BYTES, BYTES, STRING)],
  ['double', conversions(DOUBLE, DOUBLE, INT, STRING, UINT)],
  ['duration', conversions(DURATION, DURATION, INT, STRING)],
  ['dyn', [plain(DYN, A)]],
  ['int', conversions(INT, INT, DOUBLE, DURATION, STRING, TIMESTAMP, UINT)],
  ['string', conversions(STRING, STRING, BOOL, BYTES, DOUBLE, DURATION, INT, TIMESTAMP, UINT)],
  ['timestamp', conversions(TIMESTAMP, TIMESTAMP, INT, STRING)],
  ['uint', conversions(UINT, UINT, DOUBLE, INT, STRING)],
  ['contains', STRING_TEST],
  ['endsWith', STRING_TEST],
  ['startsWith', STRING_TEST],
  ['matches', [plain(BOOL, STRING, STRING), ...STRING_TEST]],
  ['getFullYear', DATE_PART],
  ['getMonth', DATE_PART],
  ['getDayOfYear', DATE_PART],
  ['getDayOfMonth', DATE_PART],
  ['getDate', DATE_PART],
  ['getDayOfWeek', DATE_PART],
  ['getHours', TIME_PART],
  ['getMinutes', TIME_PART],
  ['getSeconds', TIME_PART],
  ['getMilliseconds', TIME_PART],
]);

/**
 * The names of types are values of their own, of type `type(...)`. That is why `type == "rbd"` finds a `type` nobody
 * declared: it is the type of types.
 */
export const TYPE_NAMES: ReadonlyMap<string, CelType> = new Map(
  [BOOL, BYTES, DOUBLE, DURATION, INT, LIST_A, MAP_AB, NULL, STRING, TIMESTAMP, TYPE, UINT].map((type) => [
    type.name,
    typeOf(type),
  ]),
);
