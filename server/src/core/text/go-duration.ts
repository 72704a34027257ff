// Durations as Go writes them: `90m`, `1h30m`, `1.5s`, `-2us`, `0`.

const unitSeconds: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** The largest duration Go holds: 63 bits of nanoseconds. */
const largest = 2 ** 63 / 1e9;

/** Seconds of a duration by the grammar of Go's time.ParseDuration; undefined for anything else. */
export function parseGoDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const body = /^[-+]/.test(text) ? text.slice(1) : text;
  if (body === '0') return 0;
  if (body === '') return undefined;
  const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
  let seconds = 0;
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    if (!match) return undefined;
    seconds += Number(match[1]) * (unitSeconds[match[2] ?? ''] ?? Number.NaN);
  }
  if (seconds > largest) return undefined;
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
