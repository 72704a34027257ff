// Globs of paths with `/`: `*` within a name, `**` across names, `?` and `{a,b}`.

const known = new Map<string, RegExp>();

/** True when a path matches a glob. A glob without a wildcard also matches everything below the folder it names. */
export function matchesGlob(path: string, glob: string): boolean {
  let pattern = known.get(glob);
  if (!pattern) {
    pattern = globPattern(glob);
    if (known.size > 1000) known.clear();
    known.set(glob, pattern);
  }
  return pattern.test(path);
}

function globPattern(glob: string): RegExp {
  const trimmed = glob.replace(/^\.?\//, '').replace(/\/$/, '/**');
  let body = '';
  let depth = 0;
  for (let i = 0; i < trimmed.length; i++) {
    const char = trimmed[i] ?? '';
    if (char === '*' && trimmed[i + 1] === '*') {
      const slash = trimmed[i + 2] === '/';
      body += slash ? '(?:.*/)?' : '.*';
      i += slash ? 2 : 1;
    } else if (char === '*') body += '[^/]*';
    else if (char === '?') body += '[^/]';
    else if (char === '{') {
      depth++;
      body += '(?:';
    } else if (char === '}' && depth > 0) {
      depth--;
      body += ')';
    } else if (char === ',' && depth > 0) body += '|';
    else body += /[\\^$.|+()[\]{}]/.test(char) ? `\\${char}` : char;
  }
  body += ')'.repeat(depth);
  return new RegExp(/[*?{]/.test(trimmed) ? `^${body}$` : `^${body}(?:/.*)?$`);
}
