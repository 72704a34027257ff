// Tells the language server what is known of the running system, so that findings and code lenses know it too.
import { Disposable } from 'vscode';
import { knowledgeOf } from '../../../../server/src/live/status/knowledge.ts';
import { liveKnowledgeNotification } from '../../../../server/src/protocol/live.ts';
import type { LanguageServer } from '../language-client/language-server.ts';
import type { Connection } from './connection.ts';

/** Also watches Proxmox's inventory while any view is shown, which only findings read. */
export function tellLanguageServer(connection: Connection, server: LanguageServer): Disposable {
  let told = '{}';
  const tell = (): void => {
    const { session, settings } = connection;
    // What the demo shows is invented: it is no reason to report anything in real files.
    const known = session && !session.isDemo ? knowledgeOf(session.facts, Date.now(), settings.staleAfter) : {};
    const text = JSON.stringify(known);
    if (text === told) return;
    told = text;
    server.notify(liveKnowledgeNotification, known);
  };
  return Disposable.from(
    connection.onStatus(tell),
    connection.onReplaced(tell),
    server.onStarted(() => {
      told = '{}';
      tell();
    }),
  );
}
