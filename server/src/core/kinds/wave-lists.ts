// Lists of waves that people write for each other: `Wave 2: name, name` in comments and in Markdown, and the tree of a
// repository with `(wave 2)` behind its folders. Words of prose are no names: between commas stands one word alone.
import { type Span, shift, span } from '../text/span.ts';

export interface ListedWave {
  readonly name: string;
  readonly wave: number;
  /** Where the name stands. */
  readonly at: Span;
}

/** Lines such as `# - Wave 2: name, name`. */
export function wavesInComments(text: string): readonly ListedWave[] {
  return wavesIn(text, /^([ \t]*#[ \t]*(?:[-*][ \t]+)?(?:sync[- ]?)?wave[ \t]+(-?\d{1,6})[ \t]*[:=→–-])(.+)$/gim);
}

/** Lines such as `- **Wave 2**: name, name`. */
export function wavesInMarkdown(text: string): readonly ListedWave[] {
  return wavesIn(
    text,
    /^([ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:\*\*|__)?(?:sync[- ]?)?wave[ \t]+(-?\d{1,6})(?:\*\*|__)?[ \t]*[:=→–-](?:\*\*|__)?)(.+)$/gim,
  );
}

/** Lines such as `├── longhorn/   # storage (wave 5)`, by the last name of their path without its ending. */
export function wavesInTree(text: string): readonly ListedWave[] {
  const line =
    /^([\s│├└─|`+*-]*(?:[\w.-]+\/)*)([a-z0-9](?:[a-z0-9.-]*?[a-z0-9])?)(?:\/|\.ya?ml)[ \t]+#.*[(,][ \t]*(?:sync[- ]?)?wave[ \t]+(-?\d{1,6})[ \t]*[,)]/gm;
  return [...text.matchAll(line)].map(({ 1: lead = '', 2: name = '', 3: wave, index }) => ({
    name,
    wave: Number(wave),
    at: span(index + lead.length, index + lead.length + name.length),
  }));
}

/** @param line its groups: all before the names, the number, the names */
function wavesIn(text: string, line: RegExp): readonly ListedWave[] {
  return [...text.matchAll(line)].flatMap((match) => {
    const [, head = '', wave, names = ''] = match;
    return namesIn(names).map(({ name, at }) => ({
      name,
      wave: Number(wave),
      at: shift(at, match.index + head.length),
    }));
  });
}

function namesIn(list: string): readonly { readonly name: string; readonly at: Span }[] {
  return [...list.matchAll(/[^,&+]+/g)].flatMap((part) => {
    const [, lead = '', name] =
      /^(\s*`?)([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)`?(?:\s*\([^()]*\))?\.?\s*$/.exec(part[0]) ?? [];
    if (name === undefined) return [];
    const start = part.index + lead.length;
    return [{ name, at: span(start, start + name.length) }];
  });
}
