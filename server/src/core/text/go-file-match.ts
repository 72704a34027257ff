// Patterns of names as Go's path/filepath.Match reads them: `*`, `?`, `[a-z]`, `[^a]` and a backslash before a sign.

/** True when a name matches a pattern; false where the pattern cannot be read. Neither has a `/`, which `*` would not cross. */
export function matchesGoName(name: string, pattern: string): boolean {
  if (pattern === '*') return true;
  let body = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? '';
    if (char === '*') body += '[^/]*';
    else if (char === '?') body += '[^/]';
    else if (char === '[') {
      const found = /^\[(\^?)((?:(?:\\.|[^\]\\-])(?:-(?:\\.|[^\]\\-]))?)+)\]/.exec(pattern.slice(i));
      if (!found) return false;
      body += `[${found[1] ?? ''}${(found[2] ?? '').replaceAll('[', '\\[').replaceAll('^', '\\^')}]`;
      i += found[0].length - 1;
    } else if (char === '\\') {
      const next = pattern[++i];
      if (next === undefined) return false;
      body += escaped(next);
    } else body += escaped(char);
  }
  try {
    return new RegExp(`^(?:${body})$`).test(name);
  } catch {
    return false;
  }
}

function escaped(char: string): string {
  return /[\\^$.|+()[\]{}*?/-]/.test(char) ? `\\${char}` : char;
}
