// Findings for editors that ask for them. An answer carries an id made from what it says, so that an unchanged file costs
// one word and not the whole list.
import { createHash } from 'node:crypto';
import {
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import type { LanguageService } from '../core/service.ts';
import type { Publisher } from './publisher.ts';
import { normalUri } from './workspace.ts';

export function registerPull(connection: Connection, service: LanguageService, publisher: Publisher): void {
  connection.languages.diagnostics.on(({ textDocument, previousResultId }) => {
    const uri = normalUri(textDocument.uri);
    publisher.markPulled(uri);
    const items = publisher.diagnostics(uri);
    const resultId = resultIdOf(items);
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  });
  connection.languages.diagnostics.onWorkspace(async ({ previousResultIds }, token) => {
    const before = new Map(previousResultIds.map(({ uri, value }) => [normalUri(uri), value]));
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    if (!publisher.checkWorkspace) return { items };
    for (const uri of new Set([...service.uris(), ...before.keys()])) {
      if (token.isCancellationRequested) break;
      const diagnostics = service.file(uri) ? publisher.diagnostics(uri) : [];
      publisher.markPulled(uri);
      const resultId = resultIdOf(diagnostics);
      const known = before.get(uri);
      if (known === resultId)
        items.push({ kind: DocumentDiagnosticReportKind.Unchanged, uri, version: null, resultId });
      else if (known !== undefined || diagnostics.length > 0)
        items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId, items: diagnostics });
      await new Promise((next) => setImmediate(next));
    }
    return { items };
  });
}

function resultIdOf(diagnostics: readonly Diagnostic[]): string {
  return createHash('sha256').update(JSON.stringify(diagnostics)).digest('hex').slice(0, 16);
}
