// The status report as text for a terminal.

import { type Issue, issuesIn, type Report, type ReportSection, subjectOf, summaryText } from './report.ts';
import { dataLines } from './report-markdown.ts';
import { duration } from './words.ts';

const colours = { error: '31', warning: '33', healthy: '32', quiet: '90', bold: '1' } as const;

export interface TextOptions {
  readonly coloured: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

export function toText(report: Report, { coloured, width }: TextOptions): string {
  const paint = (colour: keyof typeof colours, text: string): string =>
    coloured ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  const worst = report.issues[0]?.level ?? (report.result === 'healthy' ? 'healthy' : 'error');
  const titles = Math.max(...report.sections.map(({ title }) => title.length)) + 2;
  return [
    paint(worst, report.verdict),
    '',
    ...(report.issues.length > 0
      ? [paint('bold', 'Issues found'), ...report.issues.flatMap((issue, i) => issueLines(issue, i, width, paint)), '']
      : []),
    ...report.sections.flatMap((section) => sectionLines(report, section, titles, width, paint)),
    '',
    ...dataLines(report).flatMap((line) => wrapped(line.slice(2), width, 0).map((each) => paint('quiet', each))),
  ].join('\n');
}

type Paint = (colour: keyof typeof colours, text: string) => string;

function issueLines(issue: Issue, i: number, width: number, paint: Paint): readonly string[] {
  const number = `${i + 1}.`.padStart(4);
  const state = issue.state ? `: ${issue.state}` : '';
  return [
    `${number} ${paint(issue.level, issue.level.padEnd(7))} ${subjectOf(issue)}${state}`,
    ...wrapped(issue.message, width, 13),
    ...(issue.command
      ? [`${' '.repeat(13)}${paint('quiet', issue.command)}`]
      : issue.next
        ? wrapped(issue.next, width, 13)
        : []),
  ];
}

function sectionLines(
  report: Report,
  section: ReportSection,
  titles: number,
  width: number,
  paint: Paint,
): readonly string[] {
  const { title } = section;
  const [first = '', ...rest] = wrapped(summaryText(report, section), width, titles);
  const at = Date.parse(report.at);
  const issues = issuesIn(report, section.name);
  const names = issues.map(({ name = '', within }) => (within ? `${within} / ${name}` : name));
  const nameWidth = Math.max(0, ...names.map((name) => name.length));
  const stateWidth = Math.max(0, ...issues.map(({ state = '' }) => state.length));
  const table = issues.map(({ level, state = '', since }, i) => {
    const age = since === undefined ? '' : `for ${duration(at - Date.parse(since))}`;
    return `    ${(names[i] ?? '').padEnd(nameWidth)}  ${paint(level, state.padEnd(stateWidth))}  ${age}`.trimEnd();
  });
  return [`${paint('bold', title.padEnd(titles))}${first.trimStart()}`, ...rest, ...table];
}

/** Breaks text at spaces so that it fits, each line indented. A word that is longer than a line stays whole. */
function wrapped(text: string, width: number, indent: number): readonly string[] {
  const room = Math.max(30, width - indent);
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => ' '.repeat(indent) + line);
}
