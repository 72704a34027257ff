// The status report as Markdown that reads well as it is.
import { type Issue, issuesIn, type Report, type ReportSection, subjectOf, summaryText } from './report.ts';
import { duration } from './words.ts';

export function toMarkdown(report: Report): string {
  const at = Date.parse(report.at);
  const blocks = [
    `**${report.verdict}**`,
    ...(report.issues.length > 0 ? ['## Issues found', report.issues.map(issueText).join('\n')] : []),
    ...report.sections.flatMap((section) => sectionBlocks(report, section, at)),
    '## Data',
    dataLines(report).join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function issueText(issue: Issue, i: number): string {
  const subject = `${i + 1}. ${issue.level === 'error' ? 'Error' : 'Warning'}: ${escaped(subjectOf(issue))}. ${escaped(issue.message)}`;
  const next = issue.command ? `\n   - \`${issue.command}\`` : issue.next ? `\n   - ${escaped(issue.next)}` : '';
  return subject + next;
}

function sectionBlocks(report: Report, section: ReportSection, at: number): readonly string[] {
  const said = summaryText(report, section);
  const full = /[.!?]$/.test(said) ? said : `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
  const head = [`## ${section.title}`, escaped(full)];
  const rows = issuesIn(report, section.name).map(
    (issue) => `| ${cell(issue.name)} | ${cell(issue.within)} | ${cell(issue.state)} | ${sinceText(issue, at)} |`,
  );
  if (rows.length === 0) return head;
  return [...head, ['| Name | Part of | State | Since |', '| --- | --- | --- | --- |', ...rows].join('\n')];
}

function sinceText({ since }: Issue, at: number): string {
  return since === undefined ? '' : duration(at - Date.parse(since));
}

/** One line for each source, as old as its oldest section. */
export function dataLines(report: Report): readonly string[] {
  const sources = new Map<string, { titles: string[]; age: number }>();
  for (const { source, title, ageSeconds } of report.sections) {
    if (source === undefined || ageSeconds === undefined) continue;
    const known = sources.get(source);
    if (known) known.titles.push(title);
    sources.set(source, { titles: known?.titles ?? [title], age: Math.max(known?.age ?? 0, ageSeconds) });
  }
  const lines = [...sources].map(
    ([source, { titles, age }]) => `- ${titles.join(', ')}: ${source}, ${duration(age * 1000)} old`,
  );
  return [...lines, `- Report of ${report.at}`];
}

function cell(text = ''): string {
  return escaped(text).replaceAll('|', '\\|');
}

/** What upstreams say is text, not Markdown; what stands in backquotes already stays so. */
function escaped(text: string): string {
  const parts = text.replace(/\s+/g, ' ').split(/(`[^`]*`)/);
  return parts.map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\*<>[\]#]|(?<!\w)_|_(?!\w)/g, '\\$&'))).join('');
}
