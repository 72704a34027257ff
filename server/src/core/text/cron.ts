// Schedules as cron's library for Go reads them (robfig/cron/v3 parser.go), with five fields and without `@daily`.

interface Field {
  /** As people call it. */
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly Field[] = [
  { name: 'minute', low: 0, high: 59 },
  { name: 'hour', low: 0, high: 23 },
  { name: 'day', low: 1, high: 31 },
  { name: 'month', low: 1, high: 12, names: months },
  { name: 'day of the week', low: 0, high: 6, names: days },
];

/** What is wrong with a schedule, as a sentence; undefined for one that can be read. */
export function scheduleFault(text: string): string | undefined {
  const parts = text
    .trim()
    .replace(/^(?:CRON_)?TZ=\S+\s+/, '')
    .split(/\s+/);
  if (parts.length !== fields.length) return 'A schedule has five fields: minute, hour, day, month, day of the week.';
  for (const [index, field] of fields.entries()) {
    const wrong = (parts[index] ?? '').split(',').find((part) => part !== '' && !isRange(part, field));
    if (wrong !== undefined)
      return `\`${wrong}\` in the field for the ${field.name} is not from ${field.low} to ${field.high}, nor a range or step there.`;
  }
  return undefined;
}

/** `*`, a number, a range, each with a step or without. */
function isRange(part: string, field: Field): boolean {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^\+?0*[1-9]\d*$/.test(step))) return false;
  const [first = '', last, ...others] = range.split('-');
  // What follows a star is not looked at.
  if (first === '*' || first === '?') return true;
  if (others.length > 0) return false;
  const start = numberIn(first, field);
  const end = last === undefined ? start : numberIn(last, field);
  return start !== undefined && end !== undefined && start >= field.low && end <= field.high && start <= end;
}

/** Names count from the field's first number. */
function numberIn(text: string, { names, low }: Field): number | undefined {
  if (/^\+?\d{1,9}$/.test(text)) return Number(text);
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? undefined : index + low;
}
