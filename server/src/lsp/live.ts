// The editor's client tells what it knows of the running system; findings and code lenses follow. And it asks where the
// files declare what a view shows.
import {
  type ClientCapabilities,
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  type Location,
} from 'vscode-languageserver/node';
import { actionLenses, lenses } from '../core/features/lenses.ts';
import type { LanguageService } from '../core/service.ts';
import { LineIndex } from '../core/text/lines.ts';
import {
  type DeclarationsParams,
  declarationsRequest,
  type ErrorsParams,
  errorsRequest,
  type LiveKnowledge,
  liveKnowledgeNotification,
  revealClusterCommand,
} from '../protocol/live.ts';
import { toRange } from './convert.ts';
import { declarationsOf } from './declarations.ts';
import { normalUri } from './workspace.ts';

/**
 * @param offersCommands whether the editor has the commands that lenses may offer
 * @param refresh publishes the findings of all files that are no longer those last published
 */
export function registerLive(
  connection: Connection,
  service: LanguageService,
  capabilities: () => ClientCapabilities,
  offersCommands: () => boolean,
  refresh: () => void,
): void {
  connection.onNotification(liveKnowledgeNotification, (live: LiveKnowledge) => {
    service.setLive(live);
    refresh();
    if (capabilities().workspace?.codeLens?.refreshSupport) void connection.sendRequest(CodeLensRefreshRequest.type);
  });
  connection.onRequest(declarationsRequest, (params: DeclarationsParams): readonly Location[] =>
    declarationsOf(service, params),
  );
  connection.onRequest(errorsRequest, ({ uri }: ErrorsParams): readonly string[] =>
    service.findings(normalUri(uri)).flatMap(({ severity, message }) => (severity === 'error' ? [message] : [])),
  );
  connection.onCodeLens(({ textDocument }): CodeLens[] => {
    const file = service.file(normalUri(textDocument.uri));
    if (!file) return [];
    const lines = new LineIndex(file.text);
    const states = lenses(file, service.live).map(({ span, title, cluster }) => ({
      range: toRange(lines, span),
      command: { title, command: revealClusterCommand, arguments: [cluster] },
    }));
    const actions = (offersCommands() ? actionLenses(file) : []).map(({ span, title, action }) => ({
      range: toRange(lines, span),
      command: { title, command: `omniScale.${action}`, arguments: [textDocument.uri] },
    }));
    return [...states, ...actions];
  });
}
