// Names of things that exist somewhere else (nodes, storages): when one of them is most likely another one misspelt.
// Such names often form series, so `rack-a` beside `rack-b` and `pve1` beside `pve2` are no slips.
import { distance } from './names.ts';

/** `same`: only case or separators differ; `swap`: two neighbouring letters are exchanged; `letter`: one is too many, missing or wrong. */
export type Slip = 'same' | 'swap' | 'letter';

/** How one name may be the other misspelt; undefined where they are the same or simply different. */
export function slipBetween(a: string, b: string): Slip | undefined {
  if (a === b || numberIn(a) !== numberIn(b)) return undefined;
  if (letters(a) === letters(b)) return 'same';
  const partsOfA = parts(a);
  const partsOfB = parts(b);
  if (partsOfA.length !== partsOfB.length) return undefined;
  const changed = partsOfA.flatMap((part, i) => (part === partsOfB[i] ? [] : [[part, partsOfB[i] ?? ''] as const]));
  const [only] = changed;
  return changed.length === 1 && only ? slipInWord(only[0], only[1]) : undefined;
}

function slipInWord(a: string, b: string): Slip | undefined {
  if (!/^[a-z]+$/i.test(a) || !/^[a-z]+$/i.test(b) || Math.min(a.length, b.length) < 4) return undefined;
  if (distance(a, b, 1) > 1) return undefined;
  if (a.length !== b.length) return 'letter';
  const first = [...a].findIndex((char, i) => char !== b[i]);
  if (a[first] === b[first + 1] && a[first + 1] === b[first]) return 'swap';
  // Another letter in a short word, or at a word's end, may well be another name.
  return a.length >= 6 && first < a.length - 1 ? 'letter' : undefined;
}

/** The digits of a name. Names with other digits are other members of a series, never a slip. */
export function numberIn(name: string): string {
  return name.replace(/\D+/g, '');
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Words, numbers and separators. */
function parts(name: string): readonly string[] {
  return name.match(/[a-z]+|\d+|[^a-z\d]+/gi) ?? [];
}
