// What git is to ignore, read as git reads its `.gitignore` files. A file that it already keeps, it keeps all the same.

/** The text of one file of patterns, and the directory it speaks of. */
export interface IgnoreFile {
  /** Relative to the repository's top, with `/`; empty for the top itself. */
  readonly directory: string;
  readonly text: string;
}

interface Pattern {
  readonly matcher: RegExp;
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
    const found = patternsOf(text).findLast(({ matcher, directoryOnly, anchored }) => {
      if (directoryOnly && !isDirectory) return false;
      return matcher.test(anchored ? inside : inside.slice(inside.lastIndexOf('/') + 1));
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
  // Spaces at the end count only behind a backslash.
  const written = line.slice(negated ? 1 : 0).replace(/((?:^|[^\\])(?:\\\\)*(?:\\ )?) +$/, '$1');
  const glob = written.replace(/\/$/, '');
  if (glob === '') return undefined;
  const matcher = compile(glob.replace(/^\//, ''));
  return matcher && { matcher, negated, directoryOnly: glob !== written, anchored: glob.includes('/') };
}

/** A pattern that cannot be read matches nothing, as in git. */
function compile(glob: string): RegExp | undefined {
  let body = '';
  for (let i = 0; i < glob.length; i++) {
    const rest = glob.slice(i);
    const stars = /^\*+/.exec(rest)?.[0] ?? '';
    const atStart = i === 0 || glob[i - 1] === '/';
    if (stars.length === 2 && atStart && rest[2] === '/') {
      body += '(?:.*/)?';
      i += 2;
    } else if (stars.length === 2 && atStart && rest.length === 2) {
      body += '.+';
      i += 1;
    } else if (stars !== '') {
      body += '[^/]*';
      i += stars.length - 1;
    } else if (rest.startsWith('?')) body += '[^/]';
    else if (rest.startsWith('[')) {
      const set = /^\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]/s.exec(rest);
      if (!set) return undefined;
      const members = (set[2] ?? '').replace(/[[\]]/g, '\\$&').replace(/\\\\([[\]])/g, '\\$1');
      body += set[1] ? `[^/${members}]` : `(?!/)[${members}]`;
      i += set[0].length - 1;
    } else if (rest.startsWith('\\')) {
      if (rest.length === 1) return undefined;
      body += escaped(rest[1] ?? '');
      i += 1;
    } else body += escaped(rest[0] ?? '');
  }
  try {
    return new RegExp(`^${body}$`, 's');
  } catch {
    return undefined;
  }
}

function escaped(char: string): string {
  return /[\\^$.|+()[\]{}*?/-]/.test(char) ? `\\${char}` : char;
}
