// Annotations that hold several values between commas.
import { type Span, span } from '../text/span.ts';
import type { YamlString } from '../yaml/nodes.ts';

export interface ListPart {
  readonly text: string;
  /** Where it stands in the value. */
  readonly range: Span;
}

/** Nobody writes more into one value, and each part is looked up from the value's start. */
const mostParts = 200;

/** The first parts of a value between commas, without the spaces round them; empty ones are left out. */
export function partsOf({ value }: YamlString): readonly ListPart[] {
  return [...value.matchAll(/[^,]+/g)].slice(0, mostParts).flatMap((match) => {
    const text = match[0].trim();
    const start = match.index + (match[0].length - match[0].trimStart().length);
    return text === '' ? [] : [{ text, range: span(start, start + text.length) }];
  });
}
