// What rules say of a table that lists things of a folder: rows that name nothing, things it lacks, columns that tell
// something else than the files do.
import {
  identifier,
  isIdentifier,
  type ListedName,
  type ListedRow,
  type NameColumn,
  plain,
} from '../kinds/inventory-table.ts';
import type { MarkdownText } from '../kinds/markdown.ts';
import { slipBetween } from '../text/slips.ts';
import { contains, sliceSpan, span } from '../text/span.ts';
import { replaceFix } from './edits.ts';
import type { Report } from './rule.ts';

/** Something a document says that can be held against the files. */
export interface Claim {
  readonly agrees: boolean;
  readonly report: Report;
}

/** Reports claims that are wrong, unless most are: then the document speaks of something else. */
export function reportWrong(claims: readonly Claim[], report: (made: Report) => void): void {
  const wrong = claims.filter(({ agrees }) => !agrees);
  if (wrong.length * 2 > claims.length) return;
  for (const claim of wrong) report(claim.report);
}

/** What a rule knows of the things that its tables list. */
export interface Listing {
  /** The kind of thing, as in "No … is named". */
  readonly what: string;
  readonly column: NameColumn;
  /** All names of such things in the folder. */
  readonly known: ReadonlySet<string>;
  /** Whether a row that names none, and no near miss, was certainly meant to. */
  isMeant(name: string, row: ListedRow): boolean;
}

/** Rows that name nothing there is. Only names written as identifiers count, in a table that writes them so. */
export function reportUnknown({ what, column, known, isMeant }: Listing, report: (made: Report) => void): void {
  const names = column.rows.flatMap((row) => row.names.flatMap((name) => (name ? [{ row, name }] : [])));
  const listed = new Set(names.map(({ name }) => name.text).filter((name) => known.has(name)));
  if (listed.size < 3) return;
  const left = [...known].filter((name) => !listed.has(name));
  for (const { row, name } of names) {
    if (known.has(name.text) || !isIdentifier(name.text)) continue;
    const near = left.find((candidate) => slipBetween(candidate, name.text) !== undefined);
    if (near !== undefined) report(misspelt(what, name, near));
    // What is new, planned or switched off says so in brackets.
    else if (name.note === '' && isMeant(name.text, row)) report(gone(what, name));
  }
}

function misspelt(what: string, { text, span }: ListedName, near: string): Report {
  return {
    at: span,
    message: `No ${what} is named \`${text}\`. Did you mean \`${near}\`?`,
    fixes: [replaceFix(span, near)],
  };
}

function gone(what: string, { text, span }: ListedName): Report {
  return {
    at: span,
    message: `No ${what} in this folder is named \`${text}\`, as the others in this table are. If it was renamed or removed, so should this row be.`,
  };
}

/** Headings of columns that say something of every row, so that a table with no others leaves nothing out on purpose. */
const ofAll =
  /^(?:#|(?:argo ?cd )?app(?:lication)?s?|names?|components?|(?:sync[- ]?)?waves?|order|(?:target |destination )?namespaces?|(?:infisical |secrets? )?paths?|folders?|director(?:y|ies)|files?|manifests?|sources?|repo(?:sitory)?|charts?|(?:chart |helm )?versions?|projects?|(?:infisical )?env(?:ironment)?|(?:sync )?policy|sync|type|kind|provider|purpose|descriptions?|what(?: it (?:is|does))?|role|notes?|reason|depends on|dependenc(?:y|ies)|(?:cluster)?(?:secret)?stores?|used by)$/i;

/**
 * The things that a table lacks: of a group that belongs together it has at least four fifths, and its columns are such
 * as everything has.
 * @param isKnown whether a thing of the name exists
 * @param mentions whether the document lists a name in another place
 */
export function lackedOf(
  { table, rows }: NameColumn,
  group: ReadonlySet<string>,
  isKnown: (name: string) => boolean,
  mentions: (name: string) => boolean,
): readonly string[] {
  if (!table.header.every((cell) => ofAll.test(plain(cell)))) return [];
  const listed = new Set(rows.flatMap(({ names }) => names.map((name) => identifier(name?.text ?? ''))));
  const lacked = [...group].filter((name) => !listed.has(identifier(name)));
  const held = group.size - lacked.length;
  if (lacked.length === 0 || held < 3 || held < group.size * 0.8 || held * 2 < listed.size) return [];
  // Rows that name nothing may be what the table seems to lack, under other names.
  if ([...listed].some((name) => !isKnown(name))) return [];
  return lacked.filter((name) => !mentions(name));
}

/** `a`, `b` and two more. */
export function enumerated(names: readonly string[]): string {
  const shown = names.slice(0, 4).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** Whether a heading, an item of a list or a row of another table holds a name as a word of its own. */
export function isListedElsewhere(
  text: string,
  { blocks }: MarkdownText,
  { table }: NameColumn,
  name: string,
): boolean {
  const own = span(table.header[0]?.span.start ?? 0, table.rows.at(-1)?.at(-1)?.span.end ?? 0);
  const word = new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
  return blocks.some(({ span: where, heading }) => {
    if (contains(own, where.start) || contains(own, where.end)) return false;
    const block = sliceSpan(text, where);
    return (heading !== undefined || /^\s*(?:[-*+]|\d+[.)]) |\|/.test(block)) && word.test(block);
  });
}
