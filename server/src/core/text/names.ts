// Near misses: "did you mean" for keys, kinds and names.

/** Edit distance with transpositions, given up past `limit` (then limit + 1). */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(value);
      best = Math.min(best, value);
    }
    if (best > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** True for the same letters in another case or with other separators. */
export function isSameWord(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

/**
 * The candidate a person most likely meant, or undefined where none is near: the same letters in another case or with
 * other separators, else at most one slip in three letters (never more than three slips).
 * @param ending what all candidates end with, so that its letters prove nothing
 */
export function nearest(name: string, candidates: Iterable<string>, ending = ''): string | undefined {
  let found: string | undefined;
  const own = folded(name);
  let best = Math.max(0, Math.min(3, Math.floor((name.length - ending.length) / 3))) + 1;
  for (const candidate of candidates) {
    if (candidate === name) return candidate;
    // Folding only takes letters away.
    if (candidate.length >= own.length && folded(candidate) === own) {
      if (best > 0) found = candidate;
      best = 0;
      continue;
    }
    const slips = distance(name, candidate, best - 1);
    if (slips < best) {
      best = slips;
      found = candidate;
    }
  }
  return found;
}
