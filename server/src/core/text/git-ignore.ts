// What git is to ignore, read as git reads its `.gitignore` files. A file that it already keeps, it keeps all the same.

/** The text of one file of patterns, and the directory it speaks of. */
export interface IgnoreFile {
  /** Relative to the repository's top, with `/`; empty for the top itself. */
  readonly directory: string;
  readonly text: string;
}

/**
 * One step of a pattern: a character, any run of characters without `/`, any number of directories with their `/`, or
 * everything that is left.
 */
type Step = ((char: string) => boolean) | 'name' | 'directories' | 'everything';
type Glob = readonly Step[];

interface Pattern {
  readonly glob: Glob;
  readonly negated: boolean;
  readonly directoryOnly: boolean;
  /** Compared with the whole path below the file's directory; else with the last name only. */
  readonly anchored: boolean;
}

const known = new Map<string, readonly Pattern[]>();

/**
 * True when the patterns name a file to be ignored (git Documentation/gitignore.txt). What lies in an ignored directory is ignored, whatever
 * later patterns say.
 * @param path of the file, relative to the repository's top
 * @param files in rising order of precedence
 */
export function isGitIgnored(path: string, files: readonly IgnoreFile[]): boolean {
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    if (decides(path.slice(0, slash), true, files)) return true;
  }
  return decides(path, false, files);
}

/** The last pattern that matches decides, in the file of the highest precedence that has one. */
function decides(path: string, isDirectory: boolean, files: readonly IgnoreFile[]): boolean {
  for (const { directory, text } of [...files].reverse()) {
    const inside = directory === '' ? path : path.startsWith(`${directory}/`) && path.slice(directory.length + 1);
    if (!inside) continue;
    const found = patternsOf(text).findLast(({ glob, directoryOnly, anchored }) => {
      if (directoryOnly && !isDirectory) return false;
      return matches(glob, anchored ? inside : inside.slice(inside.lastIndexOf('/') + 1));
    });
    if (found) return !found.negated;
  }
  return false;
}

function patternsOf(text: string): readonly Pattern[] {
  let patterns = known.get(text);
  if (!patterns) {
    patterns = text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .flatMap((line) => readPattern(line) ?? []);
    if (known.size > 100) known.clear();
    known.set(text, patterns);
  }
  return patterns;
}

function readPattern(line: string): Pattern | undefined {
  if (line.startsWith('#')) return undefined;
  const negated = line.startsWith('!');
  const written = withoutSpaces(line.slice(negated ? 1 : 0));
  const name = written.replace(/\/$/, '');
  if (name === '') return undefined;
  const glob = readGlob(name.replace(/^\//, ''));
  return glob && { glob, negated, directoryOnly: name !== written, anchored: name.includes('/') };
}

/** Spaces at the end count only behind a backslash. */
function withoutSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' && !isEscaped(line, end - 1)) end--;
  return line.slice(0, end);
}

function isEscaped(line: string, at: number): boolean {
  let start = at;
  while (line[start - 1] === '\\') start--;
  return (at - start) % 2 === 1;
}

/** A pattern that cannot be read matches nothing, as in git. */
function readGlob(glob: string): Glob | undefined {
  const steps: Step[] = [];
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] ?? '';
    const stars = /^\*+/.exec(glob.slice(i))?.[0].length ?? 0;
    const whole = stars === 2 && (i === 0 || glob[i - 1] === '/');
    if (whole && glob[i + 2] === '/') {
      steps.push('directories');
      i += 2;
    } else if (stars > 0) {
      steps.push(whole && i + 2 === glob.length ? 'everything' : 'name');
      i += stars - 1;
    } else if (char === '?') steps.push((found) => found !== '/');
    else if (char === '[') {
      const set = /^\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]/s.exec(glob.slice(i));
      const one = set && readSet(set[2] ?? '', set[1] !== '');
      if (!one) return undefined;
      steps.push(one);
      i += set[0].length - 1;
    } else {
      const literal = char === '\\' ? glob[++i] : char;
      if (literal === undefined) return undefined;
      steps.push((found) => found === literal);
    }
  }
  return steps;
}

/** The members of `[…]`. */
function readSet(members: string, negated: boolean): ((char: string) => boolean) | undefined {
  const escaped = members.replace(/[[\]^]/g, '\\$&').replace(/\\\\([[\]^])/g, '\\$1');
  try {
    const pattern = new RegExp(`^[${negated ? '^' : ''}${escaped}]$`, 's');
    return (char) => char !== '/' && pattern.test(char);
  } catch {
    return undefined;
  }
}

/** Follows all ways through the steps at once: its time grows with both lengths, whatever the pattern. */
function matches(steps: Glob, text: string): boolean {
  let places = new Set<number>();
  enter(places, 0, steps);
  for (const char of text) {
    const next = new Set<number>();
    for (const place of places) {
      const step = steps[place];
      if (step === undefined) continue;
      if (typeof step === 'function') {
        if (step(char)) enter(next, place + 1, steps);
      } else if (step === 'name') {
        if (char !== '/') enter(next, place, steps);
      } else {
        next.add(place);
        if (step === 'everything' || char === '/') enter(next, place + 1, steps);
      }
    }
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(steps.length);
}

/** A step that may match nothing at all is also behind one. */
function enter(places: Set<number>, place: number, steps: Glob): void {
  places.add(place);
  if (steps[place] === 'name' || steps[place] === 'directories') enter(places, place + 1, steps);
}
