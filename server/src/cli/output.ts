// What the command line prints: text for people, JSON for programs. The JSON is stable; fields are added, never changed.
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../core/rules/finding.ts';
import type { Severity } from '../core/rules/rule.ts';
import type { LanguageService } from '../core/service.ts';
import { LineIndex } from '../core/text/lines.ts';
import type { Span } from '../core/text/span.ts';

/** Lines and columns count from 1; the end is past the last character. */
interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface DiagnosticJson extends Region {
  /** Relative to the directory the command runs in, with `/`. */
  readonly file: string;
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
  /** The preferred repair. */
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly ({ readonly file: string; readonly newText: string } & Region)[];
    /** Files that get another name. */
    readonly renames?: readonly { readonly file: string; readonly to: string }[];
  };
}

export function toJson(uri: string, finding: Finding, service: LanguageService, cwd: string): DiagnosticJson {
  const [fix] = finding.fixes;
  const base = {
    file: displayPath(uri, cwd),
    ...region(textOf(service, uri), finding.span),
    severity: finding.severity,
    rule: finding.rule,
    message: finding.message,
  };
  if (!fix) return base;
  const inFile = (
    target: string,
    edits: readonly { readonly span: Span; readonly newText: string }[],
  ): NonNullable<DiagnosticJson['fix']>['edits'] =>
    edits.map((edit) => ({
      file: displayPath(target, cwd),
      ...region(textOf(service, target), edit.span),
      newText: edit.newText,
    }));
  const elsewhere = fix.elsewhere.flatMap((other) =>
    other.create === undefined
      ? inFile(other.uri, other.edits)
      : inFile(other.uri, [{ span: { start: 0, end: 0 }, newText: other.create }]),
  );
  const edits = [...inFile(uri, fix.edits), ...elsewhere];
  const renames = fix.elsewhere.flatMap((other) =>
    other.renameTo === undefined ? [] : { file: displayPath(other.uri, cwd), to: displayPath(other.renameTo, cwd) },
  );
  return { ...base, fix: { title: fix.title, edits, ...(renames.length > 0 ? { renames } : {}) } };
}

export function displayPath(uri: string, cwd: string): string {
  const path = relative(cwd, fileURLToPath(uri)).split(sep).join('/');
  return path === '' ? '.' : path;
}

const colours: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36', hint: '90' };

export function toText(diagnostic: DiagnosticJson, coloured: boolean): string {
  const paint = (code: string, text: string): string => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const { file, line, column, severity, message, rule, fix } = diagnostic;
  const repair = fix ? `\n    fix: ${fix.title}` : '';
  return `${file}:${line}:${column}: ${paint(colours[severity], severity)}: ${message} ${paint('90', `[${rule}]`)}${repair}`;
}

export function summary(diagnostics: readonly DiagnosticJson[], files: number): string {
  const count = (severity: Severity, one: string, many: string): string => {
    const n = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return n === 0 ? '' : `${n} ${n === 1 ? one : many}`;
  };
  const parts = [
    count('error', 'error', 'errors'),
    count('warning', 'warning', 'warnings'),
    count('information', 'note', 'notes'),
    count('hint', 'hint', 'hints'),
  ];
  const said = parts.filter((part) => part !== '').join(', ');
  return `${files} ${files === 1 ? 'file' : 'files'} checked: ${said === '' ? 'nothing to report' : said}`;
}

function region(text: string, span: Span): Region {
  const lines = new LineIndex(text);
  const start = lines.position(span.start);
  const end = lines.position(span.end);
  return { line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}

function textOf(service: LanguageService, uri: string): string {
  return service.file(uri)?.text ?? '';
}
