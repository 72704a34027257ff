import { columnOf, type NameColumn, nameColumn, valueIn } from '../../kinds/inventory-table.ts';
import { type MarkdownText, markdownOf } from '../../kinds/markdown.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { type NamedStore, storesIn } from '../../workspace/store-inventory.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { type Claim, enumerated, isListedElsewhere, lackedOf, reportUnknown, reportWrong } from '../inventory.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const inventory: WorkspaceRule = {
  id: 'external-secrets/inventory',
  title: 'Documentation that lists other secret stores than there are',
  severity: 'information',
  kinds: ['markdown'],
  needs: 'workspace',
  why: 'Whoever adds a secret learns from the table of stores where it belongs. A store that is missing there is made a second time, and a path that has moved leads to a key that is not found. In a README or in `docs/`, a table is taken for such a list when at least three of its rows, and two thirds of them, name stores of the folder. Then the paths, environments and projects of Infisical in it are compared, and what it lacks of the stores in the same file is told.',
  ...diff(`
 === docs/secrets.md
 | ClusterSecretStore | Path |
 |---|---|
 | infisical-wiki | /wiki |
-| infisical-shop | /store |
+| infisical-shop | /shop |
 | infisical-maps | /maps |
 === stores.yaml
 apiVersion: external-secrets.io/v1
 kind: ClusterSecretStore
 metadata: {name: infisical-wiki}
 spec: {provider: {infisical: {secretsScope: {projectSlug: lab, environmentSlug: prod, secretsPath: /wiki}}}}
 ---
 apiVersion: external-secrets.io/v1
 kind: ClusterSecretStore
 metadata: {name: infisical-shop}
 spec: {provider: {infisical: {secretsScope: {projectSlug: lab, environmentSlug: prod, secretsPath: /shop}}}}
 ---
 apiVersion: external-secrets.io/v1
 kind: ClusterSecretStore
 metadata: {name: infisical-maps}
 spec: {provider: {infisical: {secretsScope: {projectSlug: lab, environmentSlug: prod, secretsPath: /maps}}}}
`),
  source: 'external-secrets apis/externalsecrets/v1/secretsstore_infisical_types.go',
  check(context) {
    const { document, file, workspace } = context;
    const markdown = markdownOf(document);
    const tables = markdown.tables.filter(({ header }) => header.some(({ text }) => /store/i.test(text)));
    if (tables.length === 0 || workspace.isIgnored(file.folder, file.path)) return;
    const stores = storesIn(workspace, file.folder);
    for (const table of tables) {
      const column = nameColumn(
        table,
        (heading) => storeHeading.test(heading),
        (name) => stores.has(name),
      );
      if (column) checkTable(context, column, markdown, stores);
    }
  },
};

const storeHeading = /^(?:(?:cluster ?)?(?:secret ?)?stores?(?: names?)?)$/i;

type Stores = ReadonlyMap<string, readonly NamedStore[]>;

function checkTable(context: WorkspaceContext, column: NameColumn, markdown: MarkdownText, stores: Stores): void {
  const { document, workspace, report } = context;
  const isElsewhere = (name: string): boolean => workspace.facts('secret-store').some(({ fact }) => fact.name === name);
  reportUnknown(
    {
      what: 'secret store',
      column,
      known: new Set(stores.keys()),
      isMeant: (name) => /secret ?store/i.test(column.header.text) && !isElsewhere(name),
    },
    report,
  );
  for (const [key, heading] of Object.entries(scopeColumns)) {
    if (key !== 'path' && key !== 'environment' && key !== 'project') continue;
    reportWrong(scopeClaims(column, heading, key, stores), report);
  }
  for (const [path, names] of byFile(stores)) {
    const lacked = lackedOf(
      column,
      names,
      (name) => stores.has(name),
      (name) => isListedElsewhere(document.text, markdown, column, name),
    );
    if (lacked.length === 0) continue;
    const held = names.size - lacked.length;
    report({
      at: column.header.span,
      message: `This table lists ${held} of the ${names.size} secret stores in \`${path}\`, and lacks ${enumerated(lacked)}.`,
    });
    return;
  }
}

const scopeColumns = {
  path: /^(?:(?:infisical |secrets? )*(?:path|folder)|secretsPath)$/i,
  environment: /^(?:infisical )?(?:env(?:ironment)?(?: slug)?|environmentSlug)$/i,
  project: /^(?:infisical )?(?:project(?: slug)?|projectSlug)$/i,
};

function scopeClaims(
  column: NameColumn,
  heading: RegExp,
  key: keyof typeof scopeColumns,
  stores: Stores,
): readonly Claim[] {
  const index = columnOf(column, heading);
  if (index === undefined) return [];
  return column.rows.flatMap(({ cells, names: [name, ...others] }) => {
    const value = valueIn(cells[index]);
    const all = name && stores.get(name.text);
    if (!name || !all || !value || others.length > 0) return [];
    const actual = [...new Set(all.map(({ infisical }) => infisical?.[key]))];
    const known = actual.filter((one) => one !== undefined);
    if (known.length < actual.length || known.some(hasPlaceholder)) return [];
    const told = known.map((one) => `\`${one}\``).join(' or ');
    return [
      {
        agrees: known.some(
          (one) => one === value.text || (key === 'path' && one === value.text.replace(/(?<=.)\/$/, '')),
        ),
        report: {
          at: value.span,
          message: `The table says \`${value.text}\` for \`${name.text}\`, but the store reads the ${key} ${told}.`,
          fixes: known.map((one) => replaceFix(value.span, one)),
        },
      },
    ];
  });
}

/** The names of the stores in each file. */
function byFile(stores: Stores): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [name, all] of stores)
    for (const { path } of all) found.set(path, (found.get(path) ?? new Set()).add(name));
  return found;
}
