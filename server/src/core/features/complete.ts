// Completion of keys and of values that a field table lists, and of rule ids in omni-scale.yaml.
import { levels } from '../kinds/conventions.ts';
import { ownRules } from '../rules/own-findings.ts';
import type { Rule } from '../rules/rule.ts';
import { type Field, fieldAt, fieldsAt } from '../schema/fields.ts';
import { type Span, shift } from '../text/span.ts';
import type { SourceFile } from '../workspace/file.ts';
import type { LiveProviderSchema } from '../workspace/live.ts';
import { cursorAt } from './cursor.ts';
import { type TablePlace, tableAt } from './tables.ts';

export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value';
  /** Markdown. */
  readonly doc: string;
  /** What is replaced, in the file's coordinates. */
  readonly span: Span;
  readonly newText: string;
}

/** @param offset in the file @param schemas what providers registered, for the data of their classes */
export function complete(
  file: SourceFile,
  offset: number,
  rules: readonly Rule[],
  schemas: readonly LiveProviderSchema[] = [],
): readonly Completion[] {
  const placed = file.documents.findLast((candidate) => candidate.start <= offset);
  if (!placed) return isConventions(file) ? suggestKeys([], { start: offset, end: offset }, rules, file) : [];
  const { document, start } = placed;
  const cursor = cursorAt(document.text, offset - start);
  const place = tableAt(document, offset - start, schemas);
  if (!cursor || !place) return [];
  const where = shift(cursor.word, start);
  const path = place.below === undefined ? cursor.path : cursor.path.slice(cursor.path.lastIndexOf(place.below) + 1);
  if (cursor.at === 'key') return suggestKeys(path, where, rules, file, place);
  const field = fieldAt(place.table, [...path, cursor.key ?? '']);
  return valuesOf(field).map((value) => ({
    label: value,
    kind: 'value',
    doc: field?.doc ?? '',
    span: where,
    newText: value,
  }));
}

function isConventions(file: SourceFile): boolean {
  return file.path === 'omni-scale.yaml';
}

function suggestKeys(
  path: readonly string[],
  span: Span,
  rules: readonly Rule[],
  file: SourceFile,
  place?: TablePlace,
): readonly Completion[] {
  if (isConventions(file) && path.at(-1) === 'rules') {
    const ids = [
      ...rules.map(({ id, title }) => ({ id, title })),
      ...Object.entries(ownRules).map(([id, { title }]) => ({ id, title })),
    ];
    return ids.map(({ id, title }) => ({ label: id, kind: 'key', doc: title, span, newText: `${id}: ` }));
  }
  const table = place && fieldsAt(place.table, path);
  return Object.entries(table ?? {}).map(([key, field]) => ({
    label: key,
    kind: 'key',
    doc: describe(field),
    span,
    newText: `${key}:${opensBlock(field) ? '' : ' '}`,
  }));
}

function opensBlock(field: Field): boolean {
  return field.type === 'object' || field.type === 'map' || field.type === 'list';
}

function valuesOf(field: Field | undefined): readonly string[] {
  if (!field) return [];
  if (field.enum) return field.enum === levels ? levels : field.enum;
  return field.type === 'boolean' ? ['true', 'false'] : [];
}

/** A field in a few lines of Markdown. */
export function describe(field: Field): string {
  const facts = [
    field.required ? 'Required.' : '',
    field.fallback === undefined ? '' : `Default: \`${field.fallback}\`.`,
    field.enum ? `One of ${field.enum.map((value) => `\`${value}\``).join(', ')}.` : '',
    field.minimum === undefined ? '' : `At least ${field.minimum}.`,
    field.maximum === undefined ? '' : `At most ${field.maximum}.`,
    field.since === undefined ? '' : `Since ${field.since}.`,
  ].filter((fact) => fact !== '');
  const said = field.said === undefined ? '' : `The provider says: ${asPlainText(field.said)}`;
  return [field.doc, said, facts.join(' ')].filter((part) => part !== '').join('\n\n');
}

/** Text from outside in Markdown: no link, picture or markup comes of it. */
function asPlainText(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}
