import { columnOf, identifier, type NameColumn, nameColumn, plain } from '../../kinds/inventory-table.ts';
import { type MarkdownText, markdownOf } from '../../kinds/markdown.ts';
import {
  applicationsIn,
  isNameOfSomething,
  type NamedApplication,
  parentsIn,
  rendersApplications,
} from '../../workspace/application-inventory.ts';
import { diff } from '../examples.ts';
import { enumerated, isListedElsewhere, lackedOf, reportUnknown, reportWrong } from '../inventory.ts';
import { columnClaims, waveColumn, wrongNotes } from '../inventory-columns.ts';
import { waveListClaims } from '../inventory-waves.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const inventory: WorkspaceRule = {
  id: 'argocd/inventory',
  title: 'Documentation that lists other Applications than there are',
  severity: 'information',
  kinds: ['markdown'],
  needs: 'workspace',
  why: 'A list of what Argo CD runs is what people read on the day of a disaster recovery, and it stays as it is when an Application is renamed, moved or added. A table in a README or in `docs/` counts as one when three of its rows or more, and two thirds of them, name Applications of the folder; so do lines such as `Wave 2: name, name`, and trees with `(wave 2)` behind a folder. Waves, namespaces, chart versions and sync policies are compared. A column that mostly differs speaks of something else.',
  ...diff(`
 === README.md
 | Application | Wave |
 |---|---|
 | tailscale | 2 |
 | longhorn | 3 |
-| wiki | 3 |
+| wiki | 4 |
 === apps.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: tailscale, annotations: {argocd.argoproj.io/sync-wave: "2"}}
 ---
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: longhorn, annotations: {argocd.argoproj.io/sync-wave: "3"}}
 ---
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, annotations: {argocd.argoproj.io/sync-wave: "4"}}
`),
  source: 'argo-cd docs/user-guide/sync-waves.md, docs/user-guide/auto_sync.md',
  check(context) {
    const { document, file, workspace, report } = context;
    const markdown = markdownOf(document);
    const tables = markdown.tables.filter(({ header }) => header.length > 1);
    const mayList = /\bwave[ \t]+-?\d/i.test(document.text);
    // What names nothing asks for nothing, so that a change elsewhere does not lead back here.
    if (tables.length === 0 && !mayList) return;
    if (workspace.isIgnored(file.folder, file.path)) return;
    const applications = applicationsIn(workspace, file.folder);
    if (applications.size === 0) return;
    for (const table of tables) {
      const hasWaves = table.header.some((cell) => waveColumn.test(plain(cell)));
      const column = nameColumn(
        table,
        (heading) => nameHeading.test(heading) || (hasWaves && thingHeading.test(heading)),
        (name) => applications.has(name) || applications.has(identifier(name)),
      );
      if (column) checkTable(context, column, markdown, applications);
    }
    if (mayList) reportWrong(waveListClaims(context, markdown, applications), report);
  },
};

const nameHeading = /^(?:(?:argo ?cd |child )?app(?:lication)?s?(?: names?)?|app(?:lication)?\(s\))$/i;
/** Headings that may stand over Applications, where waves stand beside them. */
const thingHeading = /^(?:names?|components?|charts?|services?|stacks?|platform services?)$/i;

function checkTable(
  context: WorkspaceContext,
  column: NameColumn,
  markdown: MarkdownText,
  applications: ReadonlyMap<string, readonly NamedApplication[]>,
): void {
  const { document, file, workspace, report } = context;
  const waves = columnOf(column, waveColumn);
  const isStrict = /^(?:argo ?cd )?applications?$/i.test(plain(column.header));
  reportUnknown(
    {
      what: 'Application',
      column,
      known: new Set(applications.keys()),
      isMeant: (name, { cells }) =>
        (isStrict || (waves !== undefined && /\d/.test(cells[waves]?.text ?? ''))) && !mayBeElsewhere(context, name),
    },
    report,
  );
  for (const wrong of wrongNotes(context, column, applications)) report(wrong);
  for (const claims of columnClaims(context, column, applications)) reportWrong(claims, report);
  const isKnown = (name: string): boolean => applications.has(name);
  for (const { name, children } of parentsIn(workspace, file.folder)) {
    const lacked = lackedOf(column, children, isKnown, (one) =>
      isListedElsewhere(document.text, markdown, column, one),
    );
    if (lacked.length === 0) continue;
    const held = children.size - lacked.length;
    report({
      at: column.header.span,
      message: `This table lists ${held} of the ${children.size} Applications that \`${name}\` applies, and lacks ${enumerated(lacked)}.`,
    });
    return;
  }
}

/** True where an Application of the name may well exist: declared in another folder, made by a template, or known as something else. */
function mayBeElsewhere({ file, workspace }: WorkspaceContext, name: string): boolean {
  return (
    workspace.folders().some(({ uri }) => applicationsIn(workspace, uri).has(name)) ||
    workspace.facts('manifest').some(({ fact }) => fact.data.kind === 'ApplicationSet') ||
    rendersApplications(workspace, file.folder) ||
    isNameOfSomething(workspace, file.folder, name)
  );
}
