// Between the service's words and the protocol's.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type TextEdit as LspTextEdit,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Finding, ResolvedFix } from '../core/rules/finding.ts';
import type { Severity } from '../core/rules/rule.ts';
import type { LanguageService } from '../core/service.ts';
import type { TextEdit } from '../core/text/edits.ts';
import { LineIndex } from '../core/text/lines.ts';
import type { Span } from '../core/text/span.ts';

const severityOf: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toRange(lines: LineIndex, span: Span): Range {
  return { start: lines.position(span.start), end: lines.position(span.end) };
}

export function toSpan(lines: LineIndex, range: Range): Span {
  return { start: lines.offset(range.start), end: lines.offset(range.end) };
}

/** Where the page of a rule lies, beside the server: it needs no internet. */
export function rulePage(rule: string): string {
  return pathToFileURL(join(__dirname, '..', 'server', 'docs', 'rules', `${rule}.md`)).href;
}

export function toDiagnostic(finding: Finding, lines: LineIndex, service: LanguageService): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(lines, finding.span),
    severity: severityOf[finding.severity],
    code: finding.rule,
    codeDescription: { href: rulePage(finding.rule) },
    source: 'omni-scale',
    message: finding.message,
  };
  if (finding.tag)
    diagnostic.tags = [finding.tag === 'deprecated' ? DiagnosticTag.Deprecated : DiagnosticTag.Unnecessary];
  if (finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ uri, span, message }) => ({
      location: { uri, range: toRange(new LineIndex(service.file(uri)?.text ?? ''), span) },
      message,
    }));
  }
  return diagnostic;
}

export function toEdits(edits: readonly TextEdit[], lines: LineIndex): LspTextEdit[] {
  return edits.map((edit) => ({ range: toRange(lines, edit.span), newText: edit.newText }));
}

/** A fix with all the files it touches; versions let the client refuse an edit of a text that has changed since. */
export function toWorkspaceEdit(
  uri: string,
  fix: ResolvedFix,
  service: LanguageService,
  versionOf: (uri: string) => number | null,
): WorkspaceEdit {
  const edit = (
    target: string,
    edits: readonly TextEdit[],
  ): { textDocument: { uri: string; version: number | null }; edits: LspTextEdit[] } => ({
    textDocument: { uri: target, version: versionOf(target) },
    edits: toEdits(edits, new LineIndex(service.file(target)?.text ?? '')),
  });
  const changes: NonNullable<WorkspaceEdit['documentChanges']> = [];
  if (fix.edits.length > 0) changes.push(edit(uri, fix.edits));
  for (const other of fix.elsewhere) {
    if (other.renameTo !== undefined) changes.push({ kind: 'rename', oldUri: other.uri, newUri: other.renameTo });
    else if (other.create === undefined) changes.push(edit(other.uri, other.edits));
    else {
      const start = { line: 0, character: 0 };
      changes.push({ kind: 'create', uri: other.uri, options: { ignoreIfExists: true } });
      changes.push({
        textDocument: { uri: other.uri, version: null },
        edits: [{ range: { start, end: start }, newText: other.create }],
      });
    }
  }
  return { documentChanges: changes };
}
