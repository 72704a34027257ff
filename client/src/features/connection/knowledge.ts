// Tells the language server what is known of the running system, so that findings and code lenses know it too.
import { Disposable } from 'vscode';
import { Announcer } from '../../../../server/src/live/announcer.ts';
import { knowledgeOf } from '../../../../server/src/live/status/knowledge.ts';
import { liveKnowledgeNotification } from '../../../../server/src/protocol/live.ts';
import type { LanguageServer } from '../language-client/language-server.ts';
import type { Connection } from './connection.ts';

/** Least milliseconds between two looks at what is known: a large one takes a while to compare, and no finding hurries. */
const pause = 1_000;

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
  const announcer = new Announcer(tell, pause);
  return Disposable.from(
    connection.onStatus(() => announcer.changed()),
    connection.onReplaced(() => announcer.now()),
    server.onStarted(() => {
      told = '{}';
      announcer.now();
    }),
  );
}
