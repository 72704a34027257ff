// What the rows of all Kubernetes objects have in common.
import type { LiveObject } from './facts.ts';
import type { Condition, Level } from './model.ts';
import { listOf, textOf, timeOf } from './read.ts';

/** How a condition of a type reads: what its three states mean for a person. */
export interface Meaning {
  readonly whenTrue: Level;
  readonly whenFalse: Level;
  readonly whenUnknown: Level;
}

/** `Ready` and its like: True is good. */
export const goodWhenTrue: Meaning = { whenTrue: 'healthy', whenFalse: 'error', whenUnknown: 'unknown' };

/** The conditions under `status.conditions`; those of a type without a meaning tell nothing good or bad. */
export function conditionsOf(
  holder: unknown,
  meanings: Readonly<Record<string, Meaning>>,
  ...path: readonly string[]
): readonly Condition[] {
  return listOf(holder, ...path).flatMap((each): Condition[] => {
    const type = textOf(each, 'type');
    if (type === undefined) return [];
    const status = textOf(each, 'status') ?? 'Unknown';
    const reason = textOf(each, 'reason');
    const message = textOf(each, 'message');
    const since = timeOf(each, 'lastTransitionTime');
    return [
      {
        ...{ type, status, level: levelOf(Object.hasOwn(meanings, type) ? meanings[type] : undefined, status) },
        ...(reason ? { reason } : {}),
        ...(message ? { message } : {}),
        ...(since === undefined ? {} : { since }),
      },
    ];
  });
}

function levelOf(meaning: Meaning | undefined, status: string): Level {
  if (!meaning) return 'healthy';
  if (status === 'True') return meaning.whenTrue;
  return status === 'False' ? meaning.whenFalse : meaning.whenUnknown;
}

export function find(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/** Namespace and name, as targets and commands need them. */
export function nameOf({ metadata }: LiveObject): { readonly namespace: string; readonly name: string } {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}

export function createdAt({ metadata }: LiveObject): number | undefined {
  return timeOf(metadata, 'creationTimestamp');
}

export function isDeleted({ metadata }: LiveObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** The latest moment at which any of the conditions changed. */
export function changedAt(conditions: readonly Condition[]): number | undefined {
  const times = conditions.flatMap(({ since }) => since ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
