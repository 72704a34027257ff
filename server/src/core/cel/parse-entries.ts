import { AFTER, ELEMENT_START, EXPECT, FIELD_START, type Follow } from './grammar.ts';
import type { RecoveringTokens } from './recovery.ts';
import type { EntriesSyntax, FieldSyntax, OptionalSyntax, Syntax } from './syntax.ts';
import type { Token } from './tokens.ts';

/** What this file needs of the parser; a type of its own, so that the two files do not import each other. */
interface EntryRules {
  readonly tokens: RecoveringTokens;
  expr(callSite: string, follow: Follow): Syntax;
  element(callSite: string, follow: Follow): OptionalSyntax;
  fieldName(callSite: string, follow: Follow): Token | undefined;
}

/** The `key: value` pairs of a map literal. */
export function parseEntries(rules: EntryRules, out: EntriesSyntax<OptionalSyntax>): void {
  const { tokens } = rules;
  tokens.enter('entries', 'map.entries.list', AFTER.entries);
  try {
    let place = 'entries.first';
    for (;;) {
      out.keys.push(rules.element(`${place}.key`, AFTER.key));
      out.colons.push(tokens.match(':', `${place}.colon`, EXPECT.expr));
      out.values.push(rules.expr(`${place}.value`, AFTER.item));
      if (tokens.kind() !== ',' || !ELEMENT_START.has(tokens.kind(2))) break;
      tokens.take();
      place = 'entries.next';
    }
  } catch (error) {
    tokens.recover(error);
  }
  tokens.leave();
}

/** The `field: value` pairs of a message literal. */
export function parseFields(rules: EntryRules, out: EntriesSyntax<FieldSyntax>): void {
  const { tokens } = rules;
  tokens.enter('fields', 'message.fields.list', AFTER.entries);
  try {
    let place = 'fields.first';
    for (;;) {
      out.keys.push(parseField(rules, place));
      out.colons.push(tokens.match(':', `${place}.colon`, EXPECT.expr));
      out.values.push(rules.expr(`${place}.value`, AFTER.item));
      if (tokens.kind() !== ',' || !FIELD_START.has(tokens.kind(2))) break;
      tokens.take();
      place = 'fields.next';
    }
  } catch (error) {
    tokens.recover(error);
  }
  tokens.leave();
}

function parseField(rules: EntryRules, place: string): FieldSyntax {
  const { tokens } = rules;
  tokens.enter('field', `${place}.field`, AFTER.key);
  const field: FieldSyntax = { optional: undefined, name: undefined, at: tokens.peek() };
  try {
    tokens.sync('field', EXPECT.field);
    if (tokens.kind() === '?') field.optional = tokens.take();
    field.name = rules.fieldName('field.name', AFTER.nothing);
  } catch (error) {
    tokens.recover(error);
  }
  tokens.leave();
  return field;
}
