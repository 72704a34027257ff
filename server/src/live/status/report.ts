// The status report: one value that the editor and the command line print as Markdown, text or JSON. It names what is
// wrong and what to do about it, counts the rest, and says how old all of it is.
import type { Fault } from '../fault.ts';
import {
  type Count,
  type Level,
  levels,
  type Row,
  type RowKind,
  type Section,
  type SectionName,
  type SectionPhase,
  type Status,
  sectionNames,
} from './model.ts';
import { absenceText, countText, duration, kindName, listed, numbered, sectionTitles } from './words.ts';

/** The shape is stable: programs read it as JSON. Fields are added and never changed. Times are RFC 3339. */
export interface Report {
  /** One sentence. */
  readonly verdict: string;
  readonly result: 'healthy' | 'issues' | 'nothing-known';
  readonly at: string;
  readonly issues: readonly Issue[];
  readonly sections: readonly ReportSection[];
}

export interface Issue {
  readonly section: SectionName;
  readonly level: 'warning' | 'error';
  /** What has it: a kind and a name, with what it is part of. Absent for a section that could not be read. */
  readonly kind?: RowKind;
  readonly name?: string;
  /** Names from the top, `prod-01 / gpu`. */
  readonly within?: string;
  /** The upstream's word for its state. */
  readonly state?: string;
  readonly message: string;
  /** A command that shows more. */
  readonly command?: string;
  /** The next step, where a person has to set something up. */
  readonly next?: string;
  readonly since?: string;
}

export interface ReportSection {
  readonly name: SectionName;
  readonly title: string;
  readonly phase: SectionPhase;
  /** One line: the counts, or why there are none. */
  readonly summary: string;
  readonly next?: string;
  readonly counts: readonly Count[];
  readonly source?: string;
  readonly heardAt?: string;
  readonly ageSeconds?: number;
}

export function reportOf(status: Status): Report {
  const sections = sectionNames.map((name) => status.sections[name]);
  const issues = [...sections.flatMap(rowIssues), ...faultIssues(sections)].sort(
    (a, b) => rank(b.level) - rank(a.level),
  );
  const known = sections.some(({ phase }) => phase === 'live' || phase === 'stale' || phase === 'absent');
  const result = !known ? 'nothing-known' : issues.length > 0 ? 'issues' : 'healthy';
  return {
    verdict: verdictOf(result, issues, sections),
    result,
    at: new Date(status.at).toISOString(),
    issues,
    sections: sections.map(sectionOf),
  };
}

function rank(level: Level): number {
  return levels.indexOf(level);
}

function rowIssues(section: Section): readonly Issue[] {
  const issues: Issue[] = [];
  const visit = (row: Row, within: readonly string[]): void => {
    const { level } = row;
    if ((level === 'warning' || level === 'error') && !row.derived)
      issues.push(issueOf(section.name, row, level, within));
    // An Application below another one is found by its own name.
    const inside = row.target.kind === 'application' ? [] : [...within, row.name];
    for (const child of row.children) visit(child, inside);
  };
  for (const row of section.rows) visit(row, []);
  return issues;
}

function issueOf(section: SectionName, row: Row, level: Issue['level'], within: readonly string[]): Issue {
  const { target, name, state, message = `It is ${state}.`, command, changedAt } = row;
  const namespace = 'namespace' in target && target.kind !== 'volume' ? target.namespace : '';
  return {
    ...{ section, level, kind: target.kind, name: namespace ? `${namespace}/${name}` : name },
    ...(within.length > 0 ? { within: within.join(' / ') } : {}),
    ...{ state, message, command },
    ...(changedAt === undefined ? {} : { since: new Date(changedAt).toISOString() }),
  };
}

/** Sections that are set up and could not be read, and parts that are missing; the same fault is one issue. */
function faultIssues(sections: readonly Section[]): readonly Issue[] {
  const issues = new Map<string, Issue>();
  const add = (section: Section, level: Issue['level'], fault: Fault | undefined, otherwise: string): void => {
    const message = fault?.message ?? otherwise;
    if (issues.has(message)) return;
    const next = fault?.next ?? section.next;
    issues.set(message, { section: section.name, level, message, ...(next ? { next } : {}) });
  };
  for (const section of sections) {
    const title = sectionTitles[section.name];
    if (section.phase === 'unavailable') add(section, 'error', section.fault, `${title} could not be read.`);
    if (section.phase === 'connecting') add(section, 'error', section.fault, `${title} did not answer in time.`);
    else if (section.pending) add(section, 'warning', undefined, `Part of ${title} did not answer in time.`);
    if (section.phase === 'stale') add(section, 'warning', section.fault, quiet(section));
    for (const gap of section.gaps) add(section, 'warning', gap, '');
  }
  return [...issues.values()];
}

function quiet({ source, age = 0 }: Section): string {
  return `Nothing was heard of ${source ?? 'it'} for ${duration(age)}; what is shown is as old as that.`;
}

function verdictOf(result: Report['result'], issues: readonly Issue[], sections: readonly Section[]): string {
  const unread = sections.filter(({ phase }) => phase === 'unavailable' || phase === 'connecting').length;
  if (result === 'nothing-known')
    return `Nothing is known: ${unread > 0 ? `${numbered(unread, 'section')} could not be read` : 'no system is set up'}.`;
  const rows = issues.filter(({ kind }) => kind !== undefined);
  const count = (level: Level): number => rows.filter((issue) => issue.level === level).length;
  const parts = [
    ...(count('error') > 0 ? [numbered(count('error'), 'error')] : []),
    ...(count('warning') > 0 ? [numbered(count('warning'), 'warning')] : []),
    ...(unread > 0 ? [`${numbered(unread, 'section')} could not be read`] : []),
  ];
  if (parts.length > 0) return `Not healthy: ${listed(parts)}.`;
  if (result === 'issues') return 'Nothing is wrong, and not all of it is known.';
  const underWay = sections.flatMap(({ counts }) => counts).reduce((sum, { of }) => sum + of.busy, 0);
  return underWay > 0 ? `Healthy, ${numbered(underWay, 'change')} under way.` : 'Healthy.';
}

function sectionOf(section: Section): ReportSection {
  const { name, phase, counts, source, heardAt, age, next } = section;
  const absence = absenceText(section);
  const told = counts.filter(({ kind }) => kind !== 'machine-set').map(countText);
  const summary = absence ?? (told.length > 0 ? told.join('; ') : 'nothing there');
  return {
    ...{ name, title: sectionTitles[name], phase, summary, counts },
    ...(next ? { next } : {}),
    ...(source ? { source } : {}),
    ...(heardAt === undefined ? {} : { heardAt: new Date(heardAt).toISOString() }),
    ...(age === undefined ? {} : { ageSeconds: Math.round(age / 1000) }),
  };
}

/** `Application argocd/dashboard`, `machine request prod-01-gpu-m3n5v7 of prod-01 / gpu`. */
export function subjectOf({ kind, name, within, section }: Issue): string {
  if (kind === undefined || name === undefined) return sectionTitles[section];
  return `${kindName(kind)} ${name}${within ? ` of ${within}` : ''}`;
}

/** What a section says in one line, with the next step; where an earlier section says the same, a reference to it. */
export function summaryText({ sections }: Report, { name, summary, next, phase }: ReportSection): string {
  if (phase === 'live') return summary;
  const first = sections.find((other) => other.summary === summary && other.next === next && other.phase === phase);
  if (first && first.name !== name) return `As for ${first.title}.`;
  return next ? `${summary} ${next}` : summary;
}

/** Issues of a section, for its table. */
export function issuesIn(report: Report, section: SectionName): readonly Issue[] {
  return report.issues.filter((issue) => issue.section === section && issue.kind !== undefined);
}

/** 0 healthy, 1 issues, 2 nothing could be asked. */
export function exitCodeOf({ result }: Report): number {
  return result === 'healthy' ? 0 : result === 'issues' ? 1 : 2;
}
