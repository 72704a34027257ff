// Globs as Argo CD reads them (gobwas/glob): `*` stops only at the separators that the caller names.

const known = new Map<string, RegExp | undefined>();

/**
 * True when a text matches a glob; false where the glob cannot be read, as in Argo CD (util/glob/glob.go).
 * @param separator a character that `*` and `?` do not cross; `**` does
 */
export function matchesGoGlob(text: string, glob: string, separator = ''): boolean {
  return patternOf(glob, separator)?.test(text) ?? false;
}

/** True for a glob that can be read. */
export function isGoGlob(glob: string): boolean {
  return patternOf(glob, '') !== undefined;
}

function patternOf(glob: string, separator: string): RegExp | undefined {
  const key = `${separator}\n${glob}`;
  if (!known.has(key)) {
    if (known.size > 1000) known.clear();
    known.set(key, compile(glob, separator));
  }
  return known.get(key);
}

function compile(glob: string, separator: string): RegExp | undefined {
  const one = separator === '' ? '[\\s\\S]' : `[^${separator.replace(/[\]\\^-]/g, '\\$&')}]`;
  let body = '';
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] ?? '';
    if (char === '\\' && i + 1 < glob.length) body += escaped(glob[++i] ?? '');
    else if (char === '*') {
      let stars = 1;
      while (glob[i + 1] === '*') {
        stars++;
        i++;
      }
      body += stars > 1 ? '[\\s\\S]*' : `${one}*`;
    } else if (char === '?') body += one;
    else if (char === '[') {
      const [whole = '', not, inside = ''] = /^\[(?:(!)|(?!!))((?:\\[\s\S]|[^\]\\])+)\]/.exec(glob.slice(i)) ?? [];
      const chars = classOf(inside.replace(/\\([\s\S])/g, '$1'));
      if (whole === '' || chars === undefined) return undefined;
      body += `[${not ? '^' : ''}${chars}]`;
      i += whole.length - 1;
    } else if (char === '{') {
      depth++;
      body += '(?:';
    } else if (char === '}' && depth > 0) {
      depth--;
      body += ')';
    } else if (char === ',' && depth > 0) body += '|';
    else body += escaped(char);
  }
  if (depth > 0) return undefined;
  try {
    return new RegExp(`^(?:${body})$`);
  } catch {
    return undefined;
  }
}

/** The inside of a class: one range, or single characters; a range among others cannot be read. */
function classOf(text: string): string | undefined {
  const plain = text.replace(/[\\[\]^-]/g, '\\$&');
  if (text[1] !== '-') return plain;
  const [low = '', , high = ''] = text;
  return text.length === 3 ? `${escaped(low)}-${escaped(high)}` : undefined;
}

function escaped(char: string): string {
  return /[\\^$.|+()[\]{}*?/-]/.test(char) ? `\\${char}` : char;
}
