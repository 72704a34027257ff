// Durations as Go writes them: `90m`, `1h30m`, `1.5s`, `-2us`, `0`.

const unitNanoseconds: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go holds 63 bits of nanoseconds, and one more on the negative side. */
const largest = 2n ** 63n;

/** Seconds of a duration by the grammar of Go's time.ParseDuration; undefined for anything else. */
export function parseGoDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const body = /^[-+]/.test(text) ? text.slice(1) : text;
  if (body === '0') return 0;
  if (body === '') return undefined;
  const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
  let total = 0n;
  while (part.lastIndex < body.length) {
    const [, number = '', name = ''] = part.exec(body) ?? [];
    const unit = unitNanoseconds[name];
    if (unit === undefined) return undefined;
    const [whole = '', fraction = ''] = number.split('.');
    total += BigInt(whole) * unit + BigInt(Math.trunc(Number(`0.${fraction}`) * Number(unit)));
  }
  if (total > (negative ? largest : largest - 1n)) return undefined;
  const seconds = Number(total) / 1e9;
  return negative ? -seconds : seconds;
}

/** Seconds as people write a duration: `1h30m`, `45s`, `0s`; parts that are zero are left out. */
export function formatGoDuration(seconds: number): string {
  const whole = Math.floor(seconds / 60);
  const parts = [
    [Math.floor(whole / 60), 'h'],
    [whole % 60, 'm'],
    [Number((seconds - whole * 60).toFixed(9)), 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? `${count}${unit}` : [])).join('') || '0s';
}
