// From what rules reported to what people see: severities, suppressions, coordinates of the file, order.
import { type Conventions, noConventions } from '../kinds/conventions.ts';
import { type MarkdownText, markdownOf } from '../kinds/markdown.ts';
import { isMarkdown } from '../kinds/markdown-paths.ts';
import { optional } from '../kinds/optional.ts';
import { type Span, shift, span } from '../text/span.ts';
import type { SourceDocument, SourceFile } from '../workspace/file.ts';
import type { FactRecord } from '../workspace/view.ts';
import type { RawFinding } from './engine.ts';
import type { Finding } from './finding.ts';
import { editsInJson, keepKeyQuotes } from './json-fixes.ts';
import { levelOf, type PersonalLevels } from './levels.ts';
import { conventionFindings, fileFindings, suppressionFindings } from './own-findings.ts';
import { editsInQuotes } from './quoted-edits.ts';
import type { Report, Rule } from './rule.ts';
import { readSuppressions, type Suppression } from './suppressions.ts';
import { leftOf, WrittenSecrets } from './written-secrets.ts';

export interface ResolveInput {
  readonly file: SourceFile;
  readonly raw: readonly RawFinding[];
  readonly rules: readonly Rule[];
  readonly conventions: Conventions;
  readonly personal: PersonalLevels;
  current(record: FactRecord): FactRecord | undefined;
  sha256(text: string): string;
}

/** More findings than this in one file help nobody. */
const findingLimit = 500;

export function resolveFindings(input: ResolveInput): readonly Finding[] {
  return allFindings(input).slice(0, findingLimit);
}

/** All findings that show values of secrets, whether `omni-scale.yaml` accepts these or not. */
export function findingsOfSecrets(input: ResolveInput): readonly Finding[] {
  const open = { ...input, conventions: { ...input.conventions, secrets: noConventions.secrets } };
  return allFindings(open).filter(({ secrets }) => secrets !== undefined);
}

function allFindings(input: ResolveInput): readonly Finding[] {
  const { file, raw, conventions, personal } = input;
  const starts = new Map<SourceDocument, number>(file.documents.map(({ document, start }) => [document, start]));
  const suppressions = readSuppressions(file.text, () => markdownIn(file));
  const used = new Set<Suppression>();
  const findings: Finding[] = [];
  for (const finding of raw) {
    const level = levelOf(finding, file.path, conventions, personal);
    const start = starts.get(finding.document) ?? 0;
    const at = clip(shift(finding.report.at, start), file.text);
    const silencers = suppressions.filter((suppression) => silences(suppression, finding.rule.id, at));
    for (const suppression of silencers) used.add(suppression);
    if (silencers.length > 0 || level === 'off') continue;
    const report = leftOf(finding.report, conventions.secrets, input.sha256);
    if (report) findings.push(toFinding({ ...finding, report }, level, at, start, input));
  }
  const own = [
    ...fileFindings(file),
    ...conventionFindings(file, input.rules),
    ...suppressionFindings(file.text, suppressions, used, input.rules),
  ];
  for (const finding of own) {
    const level = personal[finding.rule] ?? conventions.rules[finding.rule] ?? finding.severity;
    if (level !== 'off') findings.push({ ...finding, severity: level });
  }
  return findings.sort(byPosition);
}

/** The text of a Markdown file, judged or not. */
function markdownIn({ path, text, documents: [first] }: SourceFile): MarkdownText | undefined {
  return isMarkdown(path) ? markdownOf(first?.document ?? { text }) : undefined;
}

function toFinding(
  finding: RawFinding,
  severity: Finding['severity'],
  at: Span,
  start: number,
  input: ResolveInput,
): Finding {
  const { rule, report } = finding;
  const { path, text } = input.file;
  const fixes = (report.fixes ?? []).flatMap(({ title, edits, elsewhere = [] }) => {
    const placed = editsInQuotes(finding.document.yaml.root, edits)?.map(({ span: at, newText }) =>
      keepKeyQuotes(text, { span: shift(at, start), newText }),
    );
    const written = placed && path.endsWith('.json') ? editsInJson(text, placed) : placed;
    return written ? [{ title, edits: written, elsewhere }] : [];
  });
  return {
    ...{ rule: rule.id, severity, span: at, message: report.message, fixes, related: relatedOf(report, input) },
    ...optional('tag', report.tag),
    ...optional('secrets', report.secrets && new WrittenSecrets(report.secrets, input.sha256)),
  };
}

function relatedOf(report: Report, input: ResolveInput): Finding['related'] {
  return (report.related ?? []).flatMap(({ record, message }) => {
    const current = input.current(record);
    if (!current) return [];
    const start = current.file.documents.find((placed) => placed.document === current.document)?.start ?? 0;
    return [{ uri: current.file.uri, span: shift(current.fact.span, start), message }];
  });
}

function silences(suppression: Suppression, rule: string, at: Span): boolean {
  const named = suppression.rules.some(({ id }) => id === rule);
  return named && suppression.covers.start <= at.start && at.start <= suppression.covers.end;
}

/** Keeps a range inside the text and on one line; an empty one gets the character beside it, so that it can be seen. */
function clip(at: Span, text: string): Span {
  const start = Math.min(Math.max(at.start, 0), text.length);
  const newline = text.indexOf('\n', start);
  let lineEnd = newline < 0 ? text.length : newline;
  if (lineEnd > start && text[lineEnd - 1] === '\r') lineEnd--;
  const end = Math.min(Math.max(at.end, start), lineEnd);
  if (end > start) return span(start, end);
  return start < lineEnd ? span(start, start + 1) : span(start, start);
}

function byPosition(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
