// The difference of two texts as `diff -u` shows it.

type Step = { readonly sign: ' ' | '-' | '+'; readonly line: string };

const context = 3;
/** Above this many comparisons the middle is shown as replaced as a whole. */
const mostComparisons = 16_000_000;

/** Lines of a unified diff with three lines of context; none when the texts are the same. */
export function unifiedDiff(before: string, after: string, names: readonly [string, string]): readonly string[] {
  if (before === after) return [];
  const steps = compare(linesOf(before), linesOf(after));
  const shown = steps.map((_, at) => steps.slice(Math.max(0, at - context), at + context + 1).some(isChange));
  const output = [`--- ${names[0]}`, `+++ ${names[1]}`];
  let [oldLine, newLine] = [1, 1];
  for (let at = 0; at < steps.length; ) {
    const end = shown[at] ? endOf(shown, at) : at + 1;
    const hunk = steps.slice(at, end);
    const [old, fresh] = [
      hunk.filter(({ sign }) => sign !== '+').length,
      hunk.filter(({ sign }) => sign !== '-').length,
    ];
    if (shown[at]) {
      output.push(`@@ -${range(oldLine, old)} +${range(newLine, fresh)} @@`);
      output.push(...hunk.map(({ sign, line }) => `${sign}${line}`));
    }
    oldLine += old;
    newLine += fresh;
    at = end;
  }
  return output;
}

/** The same with the colours people know. */
export function paintDiff(line: string): string {
  const colour = /^(---|\+\+\+) /.test(line) ? '1' : { '-': '31', '+': '32', '@': '36' }[line[0] ?? ''];
  return colour === undefined ? line : `\u001b[${colour}m${line}\u001b[0m`;
}

function isChange({ sign }: Step): boolean {
  return sign !== ' ';
}

function endOf(shown: readonly boolean[], from: number): number {
  const end = shown.indexOf(false, from);
  return end < 0 ? shown.length : end;
}

function range(first: number, count: number): string {
  return `${count === 0 ? first - 1 : first},${count}`;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function compare(before: readonly string[], after: readonly string[]): readonly Step[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  const same = (line: string): Step => ({ sign: ' ', line });
  return [
    ...before.slice(0, start).map(same),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** By the longest common subsequence. */
function middle(before: readonly string[], after: readonly string[]): readonly Step[] {
  const removed = before.map((line): Step => ({ sign: '-', line }));
  const added = after.map((line): Step => ({ sign: '+', line }));
  if (before.length * after.length > mostComparisons) return [...removed, ...added];
  const width = after.length + 1;
  const longest = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => longest[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      longest[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      steps.push({ sign: ' ', line: before[i] ?? '' });
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) steps.push(...removed.slice(i, ++i));
    else steps.push(...added.slice(j, ++j));
  }
  return [...steps, ...removed.slice(i), ...added.slice(j)];
}
