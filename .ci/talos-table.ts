// Derives server/src/core/schema/talos-data.ts from the JSON schemas that Talos publishes with each release:
// `npm run talos-table -- <folder>`, where the folder holds one file for each minor version, such as `v1.13.9.json`.
// Only facts are taken: names, types, allowed words and the versions that list them; no sentence of the schemas.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  fieldTypes,
  firstVersions,
  kindNames,
  unlistedFields,
  unlistedKinds,
  wrongFields,
} from './talos-corrections.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly (string | number)[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly oneOf?: readonly Schema[];
}

interface SchemaFile {
  readonly $defs: Readonly<Record<string, Schema>>;
  readonly oneOf: readonly Schema[];
}

/** First and last minor version of Talos 1.x that list something. */
interface Listed {
  first: number;
  last: number;
}

interface FieldFacts extends Listed {
  type: string;
}

interface TypeFacts extends Listed {
  readonly fields: Map<string, FieldFacts>;
}

interface KindFacts extends Listed {
  type: string;
}

class Table {
  readonly types = new Map<string, TypeFacts>();
  readonly kinds = new Map<string, KindFacts>();

  add(minor: number, file: SchemaFile): void {
    for (const [name, schema] of Object.entries(file.$defs)) this.#addType(minor, name, schema);
    for (const root of file.oneOf) this.#addKind(minor, nameOf(root), file);
  }

  #addKind(minor: number, type: string, file: SchemaFile): void {
    const listed = file.$defs[type]?.properties?.kind?.enum?.[0];
    const kind = listed === undefined ? 'v1alpha1' : (kindNames[listed] ?? String(listed));
    const known = this.kinds.get(kind);
    if (known) Object.assign(known, { last: minor, type });
    else this.kinds.set(kind, { first: minor, last: minor, type });
  }

  #addType(minor: number, name: string, schema: Schema): void {
    const facts = this.types.get(name) ?? { first: minor, last: minor, fields: new Map<string, FieldFacts>() };
    facts.last = minor;
    this.types.set(name, facts);
    for (const [key, field] of Object.entries(schema.properties ?? {})) {
      if (wrongFields.includes(`${name}.${key}`)) continue;
      const type = fieldTypes[`${name}.${key}`] ?? this.typeOf(field, minor, `${name}.${key}`);
      const known = facts.fields.get(key);
      // A later version's type is a wider one: a new word, or a list where there was a single value.
      if (known) Object.assign(known, { last: minor, type });
      else facts.fields.set(key, { first: firstVersions[`${name}.${key}`] ?? minor, last: minor, type });
      if (fieldTypes[`${name}.${key}`]?.endsWith(`${name}.${key}`)) this.#addType(minor, `${name}.${key}`, field);
    }
  }

  /** A type in the table's notation. */
  typeOf(schema: Schema, minor: number, path: string): string {
    if (schema.$ref) return nameOf(schema);
    if (schema.enum) return `=${schema.enum.join('|')}`;
    if (schema.oneOf) return schema.oneOf.some((one) => one.type === 'array') ? 'argument' : 'any';
    if (schema.type === 'array') return `[]${schema.items ? this.typeOf(schema.items, minor, path) : 'any'}`;
    if (schema.type === 'object') return this.#objectType(schema, minor, path);
    if (schema.type === 'integer') return rangeOf(schema);
    if (schema.type === 'string' && schema.pattern) return formatOf(schema.pattern, path);
    return schema.type ?? 'any';
  }

  #objectType(schema: Schema, minor: number, path: string): string {
    if (schema.properties) {
      this.#addType(minor, path, schema);
      return path;
    }
    const values = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties;
    return typeof values === 'object' ? `{}${this.typeOf(values, minor, path)}` : 'mapping';
  }

  correct(newest: number): void {
    for (const [path, type] of Object.entries(unlistedFields)) {
      const dot = path.lastIndexOf('.');
      const owner = this.types.get(path.slice(0, dot));
      if (!owner) throw new Error(`talos-corrections.ts names ${path}, which no schema holds`);
      owner.fields.set(path.slice(dot + 1), { type, first: 0, last: 0 });
    }
    for (const [kind, { since, types }] of Object.entries(unlistedKinds)) {
      const range = { first: since, last: newest };
      this.kinds.set(kind, { ...range, type: Object.keys(types)[0] ?? '' });
      for (const [name, fields] of Object.entries(types)) {
        const all = Object.entries(fields).map(([key, type]): [string, FieldFacts] => [key, { type, ...range }]);
        this.types.set(name, { ...range, fields: new Map(all) });
      }
    }
    // Every document has these two; the reader of the table adds them.
    for (const { type } of this.kinds.values()) {
      if (type === this.kinds.get('v1alpha1')?.type) continue;
      for (const key of ['apiVersion', 'kind']) this.types.get(type)?.fields.delete(key);
    }
  }

  text(): string {
    const kinds = [...this.kinds]
      .sort(byName)
      .map(([kind, { type, ...range }]) => `${kind} ${type} ${rangeText(range)}`);
    const used = this.#reachable();
    const types = [...this.types]
      .sort(byName)
      .filter(([name]) => used.has(name))
      .flatMap(([name, facts]) => [`${name} ${rangeText(facts)}`, ...fieldLines(facts)]);
    return [...kinds, '', ...types].join('\n');
  }

  #reachable(): ReadonlySet<string> {
    const open = [...this.kinds.values()].map(({ type }) => type);
    const found = new Set<string>();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      for (const { type } of this.types.get(name)?.fields.values() ?? []) {
        const inner = type.replace(/^(\[\]|\{\})*/, '');
        if (this.types.has(inner)) open.push(inner);
      }
    }
    return found;
  }
}

function nameOf(schema: Schema): string {
  return (schema.$ref ?? '').replace('#/$defs/', '');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function rangeText({ first, last }: Listed): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

function fieldLines(facts: TypeFacts): readonly string[] {
  return [...facts.fields].sort(byName).map(([key, { type, ...range }]) => {
    const same = range.first === facts.first && range.last === facts.last;
    return ` ${key} ${type}${same ? '' : ` ${rangeText(range)}`}`;
  });
}

function rangeOf({ minimum, maximum }: Schema): string {
  return minimum === undefined && maximum === undefined ? 'integer' : `integer(${minimum ?? ''},${maximum ?? ''})`;
}

/** Names the few patterns the schemas use. An unknown one stops the script, so that a person looks at it. */
function formatOf(pattern: string, path: string): string {
  if (pattern.startsWith('^[-+]?(((')) return 'duration';
  const schemes = /^\^\(?([a-z|]+)\)?:\/\/$/.exec(pattern)?.[1];
  if (schemes) return `url(${schemes.replaceAll('|', ',')})`;
  const name = {
    '^[0-9a-f.:]+/\\d{1,3}$': 'cidr',
    '^[0-9a-f.:]+$': 'ip',
    '^[0-9a-f:]+$': 'hex',
    '^([0-9a-fA-F]{2}(:[0-9a-fA-F]{2})+)$': 'hex',
    '^([0-9a-f.:]+|\\[[0-9a-f:.]+\\]):\\d{1,5}$': 'hostport',
  }[pattern];
  if (name === undefined) throw new Error(`${path} has a pattern that the table has no name for: ${pattern}`);
  return name;
}

function minorOf(name: string): number {
  const minor = /^v?1\.(\d+)\./.exec(name)?.[1];
  if (minor === undefined) throw new Error(`${name} does not begin with a Talos version such as v1.13.9`);
  return Number(minor);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: npm run talos-table -- <folder of schemas>');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort((a, b) => minorOf(a) - minorOf(b));
const table = new Table();
for (const name of names) table.add(minorOf(name), JSON.parse(readFileSync(join(folder, name), 'utf8')));
const minors = names.map(minorOf);
table.correct(Math.max(...minors));
const target = join(dirname(fileURLToPath(import.meta.url)), '../server/src/core/schema/talos-data.ts');
const text = `// Generated by \`npm run talos-table\` from the schemas of Talos 1.${Math.min(...minors)} to 1.${Math.max(...minors)}. How to read it: talos.ts.

/** The minor versions of Talos 1.x that the table covers. */
export const talosMinors: readonly [number, number] = [${Math.min(...minors)}, ${Math.max(...minors)}];

export const talosData = \`
${table.text().replaceAll('\\', '\\\\')}
\`;
`;
writeFileSync(target, text);
console.log(`${table.kinds.size} kinds, ${text.length} characters`);
