// Quick fixes for findings, "fix all" of a rule in a file, and the comment that silences one finding.
import { randomBytes } from 'node:crypto';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type ResourceOperationKind,
} from 'vscode-languageserver/node';
import { acceptSecrets } from '../core/features/accept-secrets.ts';
import { suppressionEdit } from '../core/features/suppress.ts';
import type { Finding, ResolvedFix } from '../core/rules/finding.ts';
import { mergeFixes } from '../core/rules/merge-fixes.ts';
import type { LanguageService } from '../core/service.ts';
import type { TextEdit } from '../core/text/edits.ts';
import { overlaps } from '../core/text/span.ts';
import { toDiagnostic, toSpan, toWorkspaceEdit } from './convert.ts';
import type { OpenDocuments } from './open-documents.ts';

export const codeActionKinds = [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll];

/** @param operations what the editor can do to files besides changing their text */
export function codeActions(
  params: CodeActionParams,
  service: LanguageService,
  documents: OpenDocuments,
  operations: readonly ResourceOperationKind[],
): CodeAction[] {
  const { uri } = params.textDocument;
  const open = documents.get(uri);
  if (!open) return [];
  const only = params.context.only;
  const wants = (kind: string): boolean =>
    !only || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
  const findings = service.freshFindings(uri);
  const context: Context = {
    uri,
    text: open.text,
    service,
    versionOf: (target) => documents.get(target)?.version ?? null,
    operations,
  };
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const range = toSpan(open.lines, params.range);
    for (const finding of findings) {
      if (!overlaps(finding.span, range)) continue;
      actions.push(...quickFixes(finding, findings, toDiagnostic(finding, open.lines, service), context));
    }
  }
  if (wants(CodeActionKind.SourceFixAll)) actions.push(...fixEverything(findings, context));
  return actions;
}

interface Context {
  readonly uri: string;
  readonly text: string;
  readonly service: LanguageService;
  versionOf(uri: string): number | null;
  readonly operations: readonly ResourceOperationKind[];
}

function quickFixes(finding: Finding, all: readonly Finding[], diagnostic: Diagnostic, context: Context): CodeAction[] {
  const possible = finding.fixes.filter((fix) => isPossible(fix, context.operations));
  const actions: CodeAction[] = possible.map((fix, i) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: i === 0,
    edit: toWorkspaceEdit(context.uri, fix, context.service, context.versionOf),
  }));
  const same = all.filter((other) => other.rule === finding.rule && preferredEdits(other).length > 0);
  if (same.length > 1 && preferredEdits(finding).length > 0) {
    actions.push({
      title: `Fix all ${same.length} of ${finding.rule} in this file`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      edit: editOf(mergeFixes(same.map(preferredEdits)), context),
    });
  }
  actions.push(...acceptance(finding, diagnostic, context));
  if (!finding.rule.startsWith('suppression/') && !finding.rule.startsWith('file/') && finding.rule !== 'yaml/syntax') {
    actions.push({
      title: `Ignore ${finding.rule} here`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      edit: editOf([suppressionEdit(context.text, finding, context.uri)], context),
    });
  }
  return actions;
}

/**
 * Adds what the finding found to the team's list of known values. Not offered for a value whose hash could be guessed (a
 * comment with a reason is better there), nor for a file outside a folder, nor where the list cannot be added to.
 */
function acceptance({ secrets }: Finding, diagnostic: Diagnostic, context: Context): CodeAction[] {
  const { uri, service, versionOf } = context;
  const file = service.file(uri);
  if (!secrets || secrets.guessable || !file || file.folder === '') return [];
  const target = service.conventionsFile(file.folder);
  if (!target) return [];
  const newSalt = randomBytes(16).toString('hex');
  const accepted = acceptSecrets(target.text, [{ secrets, path: file.path }], { newSalt, guessable: false });
  if (!accepted || accepted.added === 0) return [];
  const create = target.exists ? {} : { create: accepted.edits.map(({ newText }) => newText).join('') };
  const fix = { title: '', edits: [], elsewhere: [{ uri: target.uri, edits: accepted.edits, ...create }] };
  if (!isPossible(fix, context.operations)) return [];
  const what = accepted.added === 1 ? 'this value' : `these ${accepted.added} values`;
  return [
    {
      title: `Accept ${what} in \`${target.path}\``,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      edit: toWorkspaceEdit(uri, fix, service, versionOf),
    },
  ];
}

/** False for a repair that makes or renames a file where the editor cannot. */
function isPossible(fix: ResolvedFix, operations: readonly ResourceOperationKind[]): boolean {
  return fix.elsewhere.every(
    ({ create, renameTo }) =>
      (create === undefined || operations.includes('create')) &&
      (renameTo === undefined || operations.includes('rename')),
  );
}

/** What a save may apply: the preferred fix of each finding that needs no choice and no other file. */
function fixEverything(findings: readonly Finding[], context: Context): CodeAction[] {
  const edits = mergeFixes(findings.filter((finding) => finding.fixes.length === 1).map(preferredEdits));
  if (edits.length === 0) return [];
  return [
    { title: 'Fix everything that has one repair', kind: CodeActionKind.SourceFixAll, edit: editOf(edits, context) },
  ];
}

/** A fix of another file is one a person looks at: several findings may ask the same of that file in their own words. */
function preferredEdits(finding: Finding): readonly TextEdit[] {
  const [fix] = finding.fixes;
  return fix && fix.elsewhere.length === 0 ? fix.edits : [];
}

function editOf(edits: readonly TextEdit[], { uri, service, versionOf }: Context): NonNullable<CodeAction['edit']> {
  const fix: ResolvedFix = { title: '', edits, elsewhere: [] };
  return toWorkspaceEdit(uri, fix, service, versionOf);
}
