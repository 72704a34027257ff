// What changed from one status to the next, so that a view refreshes the rows that changed and no others.
import { type Row, type Section, type SectionName, type Status, sectionNames } from './model.ts';

export interface Changes {
  /** Sections whose phase, fault, or list of top rows changed: refresh all of the view, or its message. */
  readonly sections: ReadonlySet<SectionName>;
  /** Ids of the rows that look different or whose list of children changed. None that is new or gone: its parent is here. */
  readonly rows: ReadonlySet<string>;
}

/** Costs little where rows are the same values as before, which is so for all whose facts did not change. */
export function changesOf(before: Status | undefined, after: Status): Changes {
  const sections = new Set<SectionName>();
  const rows = new Set<string>();
  for (const name of sectionNames) {
    const was = before?.sections[name];
    const is = after.sections[name];
    if (!was || !sameHead(was, is) || !sameIds(was.rows, is.rows)) sections.add(name);
    if (was) compareLists(was.rows, is.rows, rows);
  }
  return { sections, rows };
}

/** Age and time of hearing are not compared: they change all the time and are shown by the minute. */
function sameHead(a: Section, b: Section): boolean {
  return (
    a.phase === b.phase &&
    a.source === b.source &&
    a.next === b.next &&
    sameValue(a.fault, b.fault) &&
    sameValue(a.gaps, b.gaps)
  );
}

function sameIds(a: readonly Row[], b: readonly Row[]): boolean {
  return a === b || (a.length === b.length && a.every((row, i) => row === b[i] || row.id === b[i]?.id));
}

function compareLists(before: readonly Row[], after: readonly Row[], changed: Set<string>): void {
  if (before === after) return;
  let byId: Map<string, Row> | undefined;
  after.forEach((row, i) => {
    const same = before[i];
    if (same === row) return;
    byId ??= new Map(before.map((each) => [each.id, each]));
    const was = same?.id === row.id ? same : byId.get(row.id);
    if (was) compareRows(was, row, changed);
  });
}

function compareRows(before: Row, after: Row, changed: Set<string>): void {
  if (before === after) return;
  // When a row was last heard of changes all the time, like the age of a section.
  const { children: oldChildren, origin: oldOrigin, ...old } = before;
  const { children, origin, ...own } = after;
  if (!sameValue(old, own) || oldOrigin?.source !== origin?.source || !sameIds(oldChildren, children))
    changed.add(after.id);
  compareLists(oldChildren, children, changed);
}

/** Equality of plain values, whatever the order of their keys. */
function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const entries = Object.entries(a);
  if (entries.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false;
  return entries.every(([key, value]) => Object.hasOwn(b, key) && sameValue(value, Reflect.get(b, key)));
}
