import { AFTER, ELEMENT_START, EXPECT, FIELD_NAME, FIELD_START, type Follow } from './grammar.ts';
import { Mismatch, type RecoveringTokens } from './recovery.ts';
import type { EntriesSyntax, FieldSyntax, OptionalSyntax, Syntax } from './syntax.ts';
import type { Token } from './tokens.ts';

/** What this file needs of the parser; a type of its own, so that the two files do not import each other. */
interface EntryRules {
  readonly tokens: RecoveringTokens;
  expr(callSite: string, follow: Follow): Syntax;
}

/** An element of a list or a key of a map, with the `?` of the optional syntax that cel-go reads and refuses. */
export function parseElement(rules: EntryRules, callSite: string, follow: Follow): OptionalSyntax {
  const { tokens } = rules;
  tokens.enter('element', callSite, follow);
  const syntax: OptionalSyntax = {
    optional: undefined,
    value: { kind: 'missing', at: undefined },
    at: tokens.peek(),
  };
  try {
    tokens.sync('element', EXPECT.element);
    if (tokens.kind() === '?') syntax.optional = tokens.take();
    syntax.value = rules.expr('element.value', AFTER.nothing);
  } catch (error) {
    tokens.recover(error);
  }
  tokens.leave();
  return syntax;
}

/** A field's name, or undefined when something else stands there. */
export function parseFieldName(rules: EntryRules, callSite: string, follow: Follow): Token | undefined {
  const { tokens } = rules;
  tokens.enter('fieldName', callSite, follow);
  let name: Token | undefined;
  try {
    tokens.sync('fieldName', EXPECT.fieldName);
    if (!FIELD_NAME.has(tokens.kind())) throw new Mismatch(tokens.peek());
    name = tokens.take();
  } catch (error) {
    tokens.recover(error);
  }
  tokens.leave();
  return name;
}

/** The `key: value` pairs of a map literal. */
export function parseEntries(rules: EntryRules, out: EntriesSyntax<OptionalSyntax>): void {
  const { tokens } = rules;
  tokens.enter('entries', 'map.entries.list', AFTER.entries);
  try {
    let place = 'entries.first';
    for (;;) {
      out.keys.push(parseElement(rules, `${place}.key`, AFTER.key));
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
    field.name = parseFieldName(rules, 'field.name', AFTER.nothing);
  } catch (error) {
    tokens.recover(error);
  }
  tokens.leave();
  return field;
}
