// What a key means, from the table that also checks it; and what a name becomes on the tailnet.
import { type Conventions, noConventions } from '../kinds/conventions.ts';
import { fieldAt } from '../schema/fields.ts';
import { type Span, shift } from '../text/span.ts';
import type { SourceFile } from '../workspace/file.ts';
import type { LiveProviderSchema } from '../workspace/live.ts';
import { describe } from './complete.ts';
import { keyAt } from './cursor.ts';
import { tableAt } from './tables.ts';
import { tailnetName } from './tailnet.ts';

export interface HoverText {
  readonly markdown: string;
  /** In the file's coordinates. */
  readonly span: Span;
}

/** @param offset in the file @param schemas what providers registered, for the data of their classes */
export function hover(
  file: SourceFile,
  offset: number,
  conventions: Conventions = noConventions,
  schemas: readonly LiveProviderSchema[] = [],
): HoverText | undefined {
  const placed = file.documents.findLast((candidate) => candidate.start <= offset);
  if (!placed) return undefined;
  const named = tailnetName(placed.document, offset - placed.start, conventions.tailnet);
  if (named) return { markdown: named.markdown, span: shift(named.span, placed.start) };
  const place = tableAt(placed.document, offset - placed.start, schemas);
  const hit = place && keyAt(place.root, offset - placed.start);
  const field = hit && fieldAt(place.table, hit.path);
  if (!hit || !field) return undefined;
  return { markdown: `**${hit.path.join('.')}**\n\n${describe(field)}`, span: shift(hit.pair.key.span, placed.start) };
}
