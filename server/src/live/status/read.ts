// Reads values out of what systems sent, whose shape nobody promises: what is not as expected reads as absent.

/** The value under a path of keys; undefined where a step is missing or holds no fields. */
export function fieldOf(holder: unknown, ...path: readonly string[]): unknown {
  let value = holder;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** Text that is not empty. */
export function textOf(holder: unknown, ...path: readonly string[]): string | undefined {
  const value = fieldOf(holder, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, also one that is written as text (Longhorn writes sizes so). */
export function numberOf(holder: unknown, ...path: readonly string[]): number | undefined {
  const value = fieldOf(holder, ...path);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

export function listOf(holder: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = fieldOf(holder, ...path);
  return Array.isArray(value) ? value : [];
}

export function textsOf(holder: unknown, ...path: readonly string[]): readonly string[] {
  return listOf(holder, ...path).filter((each) => typeof each === 'string');
}

/** A time in milliseconds since 1970, from RFC 3339 or from Omni's `{seconds, nanos}`; the zero time reads as absent. */
export function timeOf(holder: unknown, ...path: readonly string[]): number | undefined {
  const value = fieldOf(holder, ...path);
  const seconds = numberOf(value, 'seconds');
  const time = typeof value === 'string' ? Date.parse(value) : (seconds ?? Number.NaN) * 1000;
  return time > 0 && time <= lastMoment ? time : undefined;
}

/** The last moment that a Date can hold. */
const lastMoment = 8.64e15;

/** The parts that are defined. */
export function present<T>(parts: readonly (T | undefined)[]): readonly T[] {
  return parts.filter((part) => part !== undefined);
}
