// Writes what follows from the rules' own metadata: the list of rules, their pages, the setting in package.json and the
// table in the README. With --check it writes nothing and fails when something is out of date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { suppressionComment } from '../server/src/core/features/suppress.ts';
import { ownRules } from '../server/src/core/rules/own-findings.ts';
import type { Rule } from '../server/src/core/rules/rule.ts';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const rulesFolder = join(top, 'server/src/core/rules');
const pagesFolder = join(top, 'server/docs/rules');

interface Found {
  readonly rule: Rule;
  readonly exportName: string;
  /** Path of the rule's file below the rules folder. */
  readonly file: string;
}

/** Every rule file lies in a folder of its domain and exports one rule whose id is `domain/file`. */
async function findRules(): Promise<Found[]> {
  const found: Found[] = [];
  for (const domain of readdirSync(rulesFolder, { withFileTypes: true })) {
    if (!domain.isDirectory()) continue;
    for (const name of readdirSync(join(rulesFolder, domain.name))) {
      const file = `${domain.name}/${name}`;
      const module: Record<string, unknown> = await import(pathToFileURL(join(rulesFolder, file)).href);
      const rules = Object.entries(module).filter((entry): entry is [string, Rule] => isRule(entry[1]));
      const [only] = rules;
      if (rules.length !== 1 || !only) throw new Error(`${file} exports ${rules.length} rules; it should export one`);
      if (only[1].id !== file.replace(/\.ts$/, ''))
        throw new Error(`${file} holds the rule ${only[1].id}; file and id should agree`);
      found.push({ rule: only[1], exportName: only[0], file });
    }
  }
  return found.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'id' in value && 'check' in value;
}

function listFile(found: readonly Found[]): string {
  const names = found.map(({ exportName, file }) => {
    const domain = dirname(file).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    return { alias: domain + exportName.charAt(0).toUpperCase() + exportName.slice(1), exportName, file };
  });
  const imports = names.map(({ alias, exportName, file }) => `import { ${exportName} as ${alias} } from './${file}';`);
  // Where the linter sorts it: after the domains whose name comes before.
  const before = names.filter(({ file }) => file < 'rule.ts').length;
  imports.splice(before, 0, "import type { Rule } from './rule.ts';");
  return [
    '// Generated from the rule files by `npm run generate`.',
    ...imports,
    '',
    '/** Every rule, by id. */',
    'export const allRules: readonly Rule[] = [',
    ...names.map(({ alias }) => `  ${alias},`),
    '];',
    '',
  ].join('\n');
}

function example(text: string): string {
  return text
    .replace(/^\n/, '')
    .replace(/^=== (.*)$/gm, '# $1')
    .trimEnd();
}

function defaultOf(rule: Rule): string {
  return rule.onlyWhenAsked ? 'off' : rule.severity;
}

function page(rule: Rule): string {
  return [
    '<!-- Generated from the rule by `npm run generate`. -->',
    `# ${rule.id}`,
    '',
    `${rule.title}. Default severity: **${defaultOf(rule)}**.`,
    '',
    rule.why,
    '',
    '## Reported',
    '```yaml',
    example(rule.bad),
    '```',
    '',
    '## Fine',
    '```yaml',
    example(rule.good),
    '```',
    '',
    ...(rule.onlyWhenAsked ? switchingOn(rule) : silencing(rule.id, `Source: ${rule.source}.`, rule.kinds)),
  ].join('\n');
}

function ownPage(id: string, own: (typeof ownRules)[string]): string {
  const lines = [
    '<!-- Generated from the rule by `npm run generate`. -->',
    `# ${id}`,
    '',
    `${own.title}. Default severity: **${own.severity}**.`,
    '',
    own.why,
    '',
  ];
  return [...lines, ...silencing(id, '')].join('\n');
}

function switchingOn({ id, severity, source }: Rule): string[] {
  const lines = [
    '## Switch it on',
    'For a folder, in its `omni-scale.yaml`:',
    '```yaml',
    'rules:',
    `  ${id}: ${severity}`,
  ];
  return [...lines, '```', '', `Source: ${source}.`, ''];
}

function silencing(id: string, source: string, kinds: Rule['kinds'] = 'any'): string[] {
  const comment = suppressionComment(id, kinds);
  return [
    '## Silence it',
    'For one line, with the reason:',
    comment.startsWith('#') ? '```yaml' : '```html',
    comment,
    '```',
    'For a folder, in its `omni-scale.yaml`:',
    '```yaml',
    'rules:',
    `  ${id}: off`,
    '```',
    ...(source === '' ? [] : ['', source]),
    '',
  ];
}

function manifest(found: readonly Found[]): string {
  const path = join(top, 'package.json');
  const text = readFileSync(path, 'utf8');
  const json: { contributes?: { configuration?: { properties?: Record<string, { properties?: unknown }> } } } =
    JSON.parse(text);
  const setting = json.contributes?.configuration?.properties?.['omniScale.rules'];
  if (!setting) return text;
  const own = Object.entries(ownRules).map(([id, { title, severity }]) => ({ id, title, severity }));
  const all = [...found.map(({ rule }) => ({ ...rule, severity: defaultOf(rule) })), ...own].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
  setting.properties = Object.fromEntries(
    all.map(({ id, title, severity }) => [
      id,
      { enum: ['off', 'hint', 'information', 'warning', 'error'], description: `${title}. Default: ${severity}.` },
    ]),
  );
  return `${JSON.stringify(json, null, 2)}\n`;
}

const tableStart = '<!-- rules: generated by `npm run generate` -->';
const tableEnd = '<!-- /rules -->';

function readme(found: readonly Found[]): string | undefined {
  const path = join(top, 'README.md');
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  const start = text.indexOf(tableStart);
  const end = text.indexOf(tableEnd);
  if (start < 0 || end < 0) return text;
  const rows = found.map(
    ({ rule }) =>
      `| [${rule.id}](server/docs/rules/${rule.id}.md) | ${defaultOf(rule)} | ${rule.title.replaceAll('|', '\\|')} |`,
  );
  return `${text.slice(0, start)}${tableStart}\n| rule | severity | reports |\n| --- | --- | --- |\n${rows.join('\n')}\n${text.slice(end)}`;
}

function existingPages(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const check = process.argv.includes('--check');
const found = await findRules();
const files = new Map<string, string>([
  [join(rulesFolder, 'all.ts'), listFile(found)],
  [join(top, 'package.json'), manifest(found)],
  ...found.map(({ rule }): [string, string] => [join(pagesFolder, `${rule.id}.md`), page(rule)]),
  ...Object.entries(ownRules).map(([id, own]): [string, string] => [join(pagesFolder, `${id}.md`), ownPage(id, own)]),
]);
const readmeText = readme(found);
if (readmeText !== undefined) files.set(join(top, 'README.md'), readmeText);

const stale = [...files]
  .filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
  .map(([path]) => path);
const extra = existingPages(pagesFolder).filter((path) => !files.has(path));
if (check) {
  for (const path of [...stale, ...extra])
    console.error(`out of date: ${relative(top, path)} (run \`npm run generate\`)`);
  process.exitCode = stale.length + extra.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, files.get(path) ?? '');
  }
  for (const path of extra) rmSync(path);
  console.log(`${found.length} rules; ${stale.length} files written, ${extra.length} removed`);
}
