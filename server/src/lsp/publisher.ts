// Sends findings to the editor: at once for the text being edited, then, between messages, for all other files that the
// change may concern. A newer change is always served first.
import type { Connection, Diagnostic } from 'vscode-languageserver/node';
import type { Finding } from '../core/rules/finding.ts';
import type { LanguageService } from '../core/service.ts';
import { LineIndex } from '../core/text/lines.ts';
import { toDiagnostic } from './convert.ts';
import type { OpenDocuments } from './open-documents.ts';

/** A message takes a few turns of the event loop to arrive, and each turn may hold one slice of background work. */
const sliceMilliseconds = 2;

export class Publisher {
  readonly #connection: Connection;
  readonly #service: LanguageService;
  readonly #documents: OpenDocuments;
  readonly #published = new Map<string, readonly Finding[]>();
  /** Documents that the editor asks for itself; publishing them too would show each finding twice. */
  readonly #pulled = new Set<string>();
  #scheduled: NodeJS.Immediate | undefined;
  #checkWorkspace = true;

  constructor(connection: Connection, service: LanguageService, documents: OpenDocuments) {
    this.#connection = connection;
    this.#service = service;
    this.#documents = documents;
  }

  set checkWorkspace(on: boolean) {
    this.#checkWorkspace = on;
  }

  get checkWorkspace(): boolean {
    return this.#checkWorkspace;
  }

  /** The findings of a file as the protocol writes them. */
  diagnostics(uri: string): Diagnostic[] {
    return this.#render(uri, this.#service.findings(uri));
  }

  /** Publishes one file now. */
  publish(uri: string): void {
    if (this.#pulled.has(uri)) return;
    const open = this.#documents.get(uri);
    const shown = open !== undefined || this.#checkWorkspace;
    const findings = shown ? this.#service.findings(uri) : [];
    const before = this.#published.get(uri);
    // An open document gets an answer to each of its versions; a closed one only when something changed.
    if (!open && (before === findings || (before === undefined && findings.length === 0))) return;
    if (findings.length === 0 && !open) this.#published.delete(uri);
    else this.#published.set(uri, findings);
    const diagnostics = this.#render(uri, findings);
    void this.#connection.sendDiagnostics(open ? { uri, version: open.version, diagnostics } : { uri, diagnostics });
  }

  /** Takes away what was published of a file that is gone. */
  withdraw(uri: string): void {
    if (this.#published.delete(uri)) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** Notes that the editor asks for a document itself. */
  markPulled(uri: string): void {
    if (this.#pulled.has(uri)) return;
    this.withdraw(uri);
    this.#pulled.add(uri);
  }

  forget(uri: string): void {
    this.#pulled.delete(uri);
  }

  /** Publishes every file whose findings may have changed, a few at a time, so that a keystroke never waits for them. */
  publishOutdated(done?: () => void): void {
    if (this.#scheduled) clearImmediate(this.#scheduled);
    let queue: string[] | undefined;
    let outdated = new Set<string>();
    const step = (): void => {
      // Not before the first turn: what was just published is written first.
      if (!queue) {
        queue = [...this.#documents.all().map((document) => document.uri), ...this.#service.uris()];
        outdated = new Set(this.#service.outdated());
      }
      const until = performance.now() + sliceMilliseconds;
      for (let uri = queue.shift(); uri !== undefined; uri = queue.shift()) {
        if (outdated.delete(uri)) this.publish(uri);
        if (performance.now() > until) {
          this.#scheduled = setImmediate(step);
          return;
        }
      }
      this.#scheduled = undefined;
      for (const uri of [...this.#published.keys()]) if (!this.#service.file(uri)) this.withdraw(uri);
      done?.();
    };
    this.#scheduled = setImmediate(step);
  }

  #render(uri: string, findings: readonly Finding[]): Diagnostic[] {
    const lines = this.#documents.get(uri)?.lines ?? new LineIndex(this.#service.file(uri)?.text ?? '');
    return findings.map((finding) => toDiagnostic(finding, lines, this.#service));
  }
}
