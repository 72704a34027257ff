// How a row of the status looks in a tree: plain values, so that it can be tested without VS Code. A state shows by shape
// and by colour; problems are the only rows with a strong colour.
import type { Condition, Detail, Level, Row, Section } from '../../../../server/src/live/status/model.ts';
import { duration } from '../../../../server/src/live/status/words.ts';

export interface RowItem {
  readonly label: string;
  readonly description: string;
  /** A codicon, and the id of a theme colour. */
  readonly icon: { readonly id: string; readonly color: string };
  /** What menus ask for: the kind of thing, `application`. */
  readonly context: string;
  readonly collapsible: 'none' | 'collapsed' | 'expanded';
  /** For screen readers: name, level and state as a sentence. */
  readonly accessible: string;
}

const icons: Readonly<Record<Level, RowItem['icon']>> = {
  healthy: { id: 'pass-filled', color: 'testing.iconPassed' },
  busy: { id: 'sync', color: 'charts.blue' },
  unknown: { id: 'question', color: 'descriptionForeground' },
  warning: { id: 'warning', color: 'list.warningForeground' },
  error: { id: 'error', color: 'list.errorForeground' },
};

const levelWords: Readonly<Record<Level, string>> = {
  healthy: 'healthy',
  busy: 'under way',
  unknown: 'unknown',
  warning: 'warning',
  error: 'error',
};

/** How old the rows of a section are, when that is worth saying: `2 min old`. */
export function ageText(section: Section | undefined): string | undefined {
  return section?.phase === 'stale' && section.age !== undefined ? `${duration(section.age)} old` : undefined;
}

/** @param age as `ageText` gives it */
export function rowItem(row: Row, depth: number, age?: string): RowItem {
  const parts = [row.state, row.extra, age];
  const description = parts.filter((part) => part).join(' · ');
  return {
    label: row.name,
    description,
    icon: icons[row.level],
    context: row.target.kind,
    collapsible: row.children.length === 0 ? 'none' : opensByItself(row, depth) ? 'expanded' : 'collapsed',
    accessible: `${row.name}, ${levelWords[row.level]}, ${description}`,
  };
}

/** Small things are open; of large ones only what has a problem. */
function opensByItself({ children, worst }: Row, depth: number): boolean {
  const troubled = worst === 'warning' || worst === 'error';
  return depth === 0 ? children.length <= 12 || troubled : troubled && children.length <= 50;
}

/** Markdown for a tooltip: what is wrong, conditions, details, and the command that shows the same in a terminal. */
export function rowTooltip(row: Row, section: Section, now: number): string {
  const { source, heardAt } = section;
  const origin = row.origin ?? (source && heardAt !== undefined ? { source, at: heardAt } : undefined);
  return [
    `**${plain(row.name)}** · ${plain(row.state)}`,
    ...(row.message ? [plain(row.message)] : []),
    ...(row.conditions.length > 0 ? [row.conditions.map((each) => conditionLine(each, now)).join('\n')] : []),
    ...(row.details.length > 0 ? [row.details.map((each) => detailLine(each, now)).join('\n')] : []),
    ...(row.command ? [`\`${row.command}\``] : []),
    ...(origin ? [`*${plain(origin.source)}, ${duration(now - origin.at)} ago*`] : []),
  ].join('\n\n');
}

function conditionLine({ type, status, level, reason, message, since }: Condition, now: number): string {
  const { id } = icons[level];
  const why = [reason, message].filter((part) => part).join(': ');
  const age = since === undefined ? '' : ` (${duration(now - since)})`;
  return `- $(${id}) ${plain(type)} ${plain(status)}${age}${why ? `: ${plain(why)}` : ''}`;
}

function detailLine(detail: Detail, now: number): string {
  const value = 'text' in detail ? plain(detail.text) : `${duration(now - detail.at)} ago`;
  return `- ${plain(detail.label)}: ${value}`;
}

/** What others wrote is text, also where it looks like Markdown. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~$]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}

/** True when the row or one beneath it has the text in its name, state or extra. */
export function matchesFilter(row: Row, filter: string): boolean {
  const wanted = filter.toLowerCase();
  const own = `${row.name} ${row.state} ${row.extra ?? ''}`.toLowerCase().includes(wanted);
  return own || row.children.some((child) => matchesFilter(child, filter));
}
