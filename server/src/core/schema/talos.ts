// What may stand in a Talos configuration document, united over the Talos versions of talos-data.ts. The table is text
// until a document of a kind is met; then that kind's part of it is read.
import type { Field } from './fields.ts';
import { talosData, talosMinors } from './talos-data.ts';
import { docs, replacements } from './talos-notes.ts';

export type TalosFormat =
  | 'duration'
  | 'cidr'
  | 'subnet'
  | 'ip'
  | 'hex'
  | 'hostport'
  | 'size'
  | 'share'
  | 'disksize'
  | 'sizerange'
  | 'portrange'
  | 'routingtable'
  | 'base64'
  | 'url'
  | 'argument';

export interface TalosField extends Field {
  /** Its type's name and its own, as in the notes; empty for the items of a list or map. */
  readonly name: string;
  /** First and last minor version of Talos 1.x whose schema lists it; 0 where it was deprecated before the oldest of them. */
  readonly first: number;
  readonly last: number;
  readonly format?: TalosFormat;
  /** Schemes that a `url` may have. */
  readonly schemes?: readonly string[];
  /** What to use instead, as Markdown, when it is deprecated; empty where nothing reads it any more. */
  readonly replacement?: string;
  readonly fields?: TalosTable;
  readonly items?: TalosField;
}

export type TalosTable = Readonly<Record<string, TalosField>>;

export interface TalosKind {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly table: TalosTable;
}

/** The document without `kind` that holds `machine` and `cluster`. */
export const mainKind = 'v1alpha1';

/** Oldest and newest minor version that the table knows. */
export const [oldestMinor, newestMinor] = talosMinors;

interface Range {
  readonly first: number;
  readonly last: number;
}

interface RawType extends Range {
  /** Lines of fields: ` name type [versions]`. */
  readonly lines: readonly string[];
}

interface Raw {
  readonly kinds: ReadonlyMap<string, Range & { readonly type: string }>;
  readonly types: ReadonlyMap<string, RawType>;
}

let raw: Raw | undefined;
const kinds = new Map<string, TalosKind | undefined>();
const tables = new Map<string, TalosTable>();

/** The names of all kinds of document but the main one. */
export function talosKindNames(): readonly string[] {
  return [...rawTable().kinds.keys()].filter((name) => name !== mainKind);
}

/** A kind of document; undefined for one that no version has. */
export function talosKind(name: string): TalosKind | undefined {
  if (kinds.has(name)) return kinds.get(name);
  const range = rawTable().kinds.get(name);
  const found = range && { name, first: range.first, last: range.last, table: rootTable(name, range.type, range) };
  kinds.set(name, found);
  return found;
}

/** Text such as "Talos 1.9 to 1.11". */
export function versionsText({ first, last }: Range): string {
  return first === last ? `Talos 1.${first}` : `Talos 1.${first} to 1.${last}`;
}

function rootTable(kind: string, type: string, { first, last }: Range): TalosTable {
  const own = tableOf(type);
  const range = { first, last };
  if (kind === mainKind) return own;
  return {
    apiVersion: { name: '', type: 'string', enum: [mainKind], doc: 'The version of the document’s format.', ...range },
    kind: { name: '', type: 'string', enum: [kind], doc: 'What the document configures.', ...range },
    ...own,
  };
}

/** Reads the outline of the table: two blocks of lines, first `kind type versions`, then types with their fields. */
function rawTable(): Raw {
  if (raw) return raw;
  const [kindLines = '', typeLines = ''] = talosData.trim().split('\n\n');
  const named = kindLines.split('\n').map((line) => {
    const [kind = '', type = '', versions = ''] = line.split(' ');
    return [kind, { type, ...rangeOf(versions) }] as const;
  });
  const types = new Map<string, Range & { lines: string[] }>();
  let open: string[] = [];
  for (const line of typeLines.split('\n')) {
    if (line.startsWith(' ')) {
      open.push(line);
      continue;
    }
    const [name = '', versions = ''] = line.split(' ');
    open = [];
    types.set(name, { ...rangeOf(versions), lines: open });
  }
  raw = { kinds: new Map(named), types };
  return raw;
}

function rangeOf(text: string): Range {
  const [first = 0, last = first] = text.split('-').map(Number);
  return { first, last };
}

function tableOf(type: string): TalosTable {
  const known = tables.get(type);
  if (known) return known;
  const own = rawTable().types.get(type);
  const table: Record<string, TalosField> = {};
  for (const line of own?.lines ?? []) {
    const [key = '', written = '', versions] = line.trim().split(' ');
    const range = versions === undefined ? { first: own?.first ?? 0, last: own?.last ?? 0 } : rangeOf(versions);
    table[key] = named(`${type}.${key}`, fieldOf(written, range));
  }
  tables.set(type, table);
  return table;
}

function named(name: string, field: TalosField): TalosField {
  const replacement = replacements[name];
  const parts = [docs[name] ?? '', versionNote(field, replacement)].filter((part) => part !== '');
  return { ...field, name, doc: parts.join(' '), ...(replacement === undefined ? {} : { replacement }) };
}

function versionNote({ first, last }: Range, replacement: string | undefined): string {
  const instead = replacement === undefined ? '' : replacement === '' ? ': nothing reads it' : `: use ${replacement}`;
  if (first === 0) return `Deprecated since before Talos 1.${oldestMinor}${instead}.`;
  const since = first > oldestMinor ? `Since Talos 1.${first}.` : '';
  const until = last < newestMinor ? `Deprecated since Talos 1.${last + 1}${instead}.` : '';
  return [since, until].filter((part) => part !== '').join(' ');
}

/** A type as the table writes it: `string`, `=a|b`, `[]type`, `{}type`, `url(https)`, `integer(1,32)`, or a type's name. */
function fieldOf(written: string, range: Range): TalosField {
  const base = { name: '', doc: '', ...range };
  if (written.startsWith('[]')) return { ...base, type: 'list', items: fieldOf(written.slice(2), range) };
  if (written.startsWith('{}')) return { ...base, type: 'map', items: fieldOf(written.slice(2), range) };
  if (written.startsWith('=')) return { ...base, type: 'string', enum: written.slice(1).split('|') };
  if (written.includes('.')) return { ...base, type: 'object', fields: tableOf(written) };
  const [name = '', argument = ''] = written.replace(')', '').split('(');
  switch (name) {
    case 'integer':
      return { ...base, type: 'integer', ...limitsOf(argument) };
    case 'url':
      return { ...base, type: 'string', format: 'url', schemes: argument.split(',') };
    case 'mapping':
      return { ...base, type: 'map' };
    case 'duration':
    case 'cidr':
    case 'subnet':
    case 'ip':
    case 'hex':
    case 'hostport':
    case 'size':
    case 'share':
    case 'disksize':
    case 'sizerange':
    case 'portrange':
    case 'routingtable':
    case 'base64':
      return { ...base, type: 'string', format: name };
    case 'argument':
      return { ...base, type: 'any', format: name };
    case 'string':
    case 'boolean':
    case 'number':
      return { ...base, type: name };
    default:
      return { ...base, type: 'any' };
  }
}

function limitsOf(argument: string): Pick<Field, 'minimum' | 'maximum'> {
  const [minimum = '', maximum = ''] = argument.split(',');
  return {
    ...(minimum === '' ? {} : { minimum: Number(minimum) }),
    ...(maximum === '' ? {} : { maximum: Number(maximum) }),
  };
}

const places = new WeakMap<TalosTable, ReadonlyMap<string, readonly string[]>>();

/** Every path at which a table has a key, list positions left out. */
export function pathsOfKey(table: TalosTable, key: string): readonly string[] {
  let known = places.get(table);
  if (!known) {
    const found = new Map<string, string[]>();
    addPaths(found, table, '');
    places.set(table, found);
    known = found;
  }
  return known.get(key) ?? [];
}

function addPaths(found: Map<string, string[]>, table: TalosTable, above: string): void {
  for (const [name, field] of Object.entries(table)) {
    const path = above === '' ? name : `${above}.${name}`;
    const list = found.get(name);
    if (list) list.push(path);
    else found.set(name, [path]);
    let inner: TalosField | undefined = field;
    while (inner?.items) inner = inner.items;
    if (inner?.fields) addPaths(found, inner.fields, path);
  }
}
