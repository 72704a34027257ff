// What the columns of a table say of the Applications in its rows.
import {
  columnOf,
  identifier,
  type ListedName,
  type ListedRow,
  type NameColumn,
  valueIn,
} from '../kinds/inventory-table.ts';
import type { MarkdownCell } from '../kinds/markdown.ts';
import type { Span } from '../text/span.ts';
import type { NamedApplication } from '../workspace/application-inventory.ts';
import { isPatched } from '../workspace/kustomized.ts';
import type { WorkspaceView } from '../workspace/view.ts';
import { replaceFix } from './edits.ts';
import type { Claim } from './inventory.ts';
import type { Report, WorkspaceContext } from './rule.ts';

export type Applications = ReadonlyMap<string, readonly NamedApplication[]>;

export const waveColumn = /^(?:argo ?cd )?(?:sync[- ]?)?waves?$/i;
const namespaceColumn = /^(?:target |destination )?namespaces?$/i;
const chartVersionColumn = /^(?:helm )?chart versions?$/i;
const anyVersionColumn = /^versions?$/i;
const policyColumn =
  /^(?:(?:auto(?:mated|matic)?[- ]?)?sync(?:ing)?(?: (?:policy|mode|options?))?|policy|deviations?|exceptions?)$/i;

/** The claims of each column, to be weighed by themselves. */
export function columnClaims(
  { workspace }: WorkspaceContext,
  column: NameColumn,
  applications: Applications,
): readonly (readonly Claim[])[] {
  const each = (heading: RegExp, read: (cell: MarkdownCell, one: Listed) => readonly Claim[]): readonly Claim[] => {
    const index = columnOf(column, heading);
    if (index === undefined) return [];
    return column.rows.flatMap((row) => {
      const cell = row.cells[index];
      return cell ? listedIn(row, applications, workspace).flatMap((one) => read(cell, one)) : [];
    });
  };
  return [
    each(waveColumn, waveClaims),
    each(namespaceColumn, namespaceClaims),
    each(chartVersionColumn, versionClaims),
    ifOfCharts(each(anyVersionColumn, versionClaims)),
    each(policyColumn, policyClaims),
  ];
}

/** An Application that a row names. */
interface Listed {
  readonly name: ListedName;
  /** The Applications of that name. */
  readonly all: readonly NamedApplication[];
  /** True when the row names nothing else. */
  readonly alone: boolean;
}

/** Without those that Kustomize may change on their way to the cluster. */
function listedIn({ names }: ListedRow, applications: Applications, view: WorkspaceView): readonly Listed[] {
  return names.flatMap((name) => {
    const all = name && (applications.get(name.text) ?? applications.get(identifier(name.text)));
    if (!name || !all || all.some(({ file }) => isPatched(view, file))) return [];
    return [{ name, all, alone: names.length === 1 }];
  });
}

/** A wave as it is written, with any of the signs that people write for a minus. */
export function waveNumber(text: string): number | undefined {
  const [, sign = '', digits] = /^([-−–+]?)(\d{1,6})$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return sign === '' || sign === '+' ? Number(digits) : -Number(digits);
}

/** The waves of Applications, each once. */
export function wavesOf(all: readonly NamedApplication[]): readonly number[] {
  return [...new Set(all.map(({ wave }) => wave ?? 0))];
}

function waveClaims(cell: MarkdownCell, { name, all, alone }: Listed): readonly Claim[] {
  const value = valueIn(cell);
  const written = value && waveNumber(value.text);
  if (!value || written === undefined) return [];
  const actual = wavesOf(all);
  const has = `but the Application has wave ${actual.join(' or ')}.`;
  const agrees = actual.includes(written);
  if (!alone)
    return [
      { agrees, report: { at: name.span, message: `The table puts \`${name.text}\` into wave ${written}, ${has}` } },
    ];
  const fixes = actual.map((wave) => replaceFix(value.span, String(wave)));
  return [
    {
      agrees,
      report: { at: value.span, message: `The table says wave ${written} for \`${name.text}\`, ${has}`, fixes },
    },
  ];
}

/** `name (wave 99)`: that can be said of nothing else, whatever the table tells besides. */
export function wrongNotes(
  { workspace }: WorkspaceContext,
  { rows }: NameColumn,
  applications: Applications,
): readonly Report[] {
  return rows.flatMap((row) =>
    listedIn(row, applications, workspace).flatMap(({ name, all }) => {
      const written = waveNumber(/^(?:sync[- ]?)?wave ([-−–+]?\d+)$/i.exec(name.note)?.[1] ?? '');
      const actual = wavesOf(all);
      if (written === undefined || actual.includes(written)) return [];
      const message = `The table puts \`${name.text}\` into wave ${written}, but the Application has wave ${actual.join(' or ')}.`;
      return [{ at: name.span, message }];
    }),
  );
}

/** Only where the Application itself says that its things go there: its source is a chart, or it makes the namespace. */
function namespaceClaims(cell: MarkdownCell, { name, all, alone }: Listed): readonly Claim[] {
  const value = valueIn(cell);
  if (!alone || !value || !/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(value.text)) return [];
  const own = all.map(({ namespace }) => namespace);
  const actual = [...new Set(all.flatMap(({ destinationNamespace }) => destinationNamespace ?? []))];
  const isCertain = all.every(
    ({ sources, syncOptions }) =>
      syncOptions.includes('CreateNamespace=true') ||
      (sources.length > 0 && sources.every(({ path }) => path === undefined)),
  );
  if (!isCertain || actual.length === 0 || own.includes(value.text)) return [];
  const message = `The table says \`${value.text}\` for \`${name.text}\`, but the Application goes into the namespace ${actual.map((one) => `\`${one}\``).join(' or ')}.`;
  return [
    {
      agrees: actual.includes(value.text),
      report: { at: value.span, message, fixes: actual.map((one) => replaceFix(value.span, one)) },
    },
  ];
}

const exactVersion = /^v?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$/;

/** A version may be that of the program in the chart; only where most are the chart's, all are meant to be. */
function ifOfCharts(claims: readonly Claim[]): readonly Claim[] {
  const right = claims.filter(({ agrees }) => agrees).length;
  return right >= 3 && right * 3 >= claims.length * 2 ? claims : [];
}

/** The version of the one chart that an Application installs, where both are written in full. */
function versionClaims(cell: MarkdownCell, { name, all, alone }: Listed): readonly Claim[] {
  const value = valueIn(cell);
  const written = exactVersion.exec(value?.text ?? '')?.[1];
  const [only, ...others] = all.flatMap(({ sources }) => sources.filter(({ chart }) => chart !== undefined));
  const actual = exactVersion.exec(only?.targetRevision ?? '')?.[1];
  if (!alone || !value || !only || written === undefined || others.length > 0 || actual === undefined) return [];
  const newText = value.text.startsWith('v') ? `v${actual}` : actual;
  const message = `The table says ${value.text} for \`${name.text}\`, but the Application installs \`${only.chart}\` ${actual}.`;
  return [
    { agrees: written === actual, report: { at: value.span, message, fixes: [replaceFix(value.span, newText)] } },
  ];
}

/** `manual`, `automated` and settings such as `prune: false`, where a cell says nothing else. */
function policyClaims(cell: MarkdownCell, { name, all }: Listed): readonly Claim[] {
  const parts = [...cell.text.matchAll(/[^,;+]+/g)].flatMap(({ 0: part, index }) => {
    const text = part.trim();
    const start = cell.span.start + index + part.indexOf(text);
    return text === '' ? [] : [{ text: text.replace(/[*_`.]/g, ''), at: { start, end: start + text.length } }];
  });
  const claims = parts.map(({ text, at }) => policyClaim(text, at, name, all));
  return claims.every((claim) => claim !== undefined) ? claims : [];
}

function policyClaim(text: string, at: Span, name: ListedName, all: readonly NamedApplication[]): Claim | undefined {
  if (/^(?:manual(?:ly)?(?: sync)?|no auto(?:mated|matic)?[- ]?sync)$/i.test(text)) {
    const message = `The table says that \`${name.text}\` waits for a person, but Argo CD syncs it by itself.`;
    return { agrees: all.some(({ automated }) => !automated), report: { at, message } };
  }
  if (/^auto(?:mated|matic)?(?:[- ]?sync)?$/i.test(text)) {
    const message = `The table says that Argo CD syncs \`${name.text}\` by itself, but the Application has no \`automated\` sync.`;
    return { agrees: all.some(({ automated }) => automated), report: { at, message } };
  }
  const [, key, written] = /^(prune|selfHeal): (true|false)$/.exec(text) ?? [];
  const setting = key === 'prune' || key === 'selfHeal' ? key : undefined;
  if (!setting || all.some(({ automated }) => !automated)) return undefined;
  const message = `The table says \`${text}\` for \`${name.text}\`, but the Application has \`${setting}: ${written !== 'true'}\`.`;
  return {
    agrees: all.some(({ automated }) => automated?.[setting] === (written === 'true')),
    report: { at, message },
  };
}
