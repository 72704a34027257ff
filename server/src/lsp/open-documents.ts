// The texts that are open in the editor, kept in step by the editor's incremental changes.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { LineIndex } from '../core/text/lines.ts';

export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;
}

export class OpenDocuments {
  readonly #byUri = new Map<string, OpenDocument>();

  get(uri: string): OpenDocument | undefined {
    return this.#byUri.get(uri);
  }

  all(): readonly OpenDocument[] {
    return [...this.#byUri.values()];
  }

  open(uri: string, version: number, text: string): OpenDocument {
    const document = { uri, version, text, lines: new LineIndex(text) };
    this.#byUri.set(uri, document);
    return document;
  }

  /** Applies changes in order; undefined when the document is not open. */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): OpenDocument | undefined {
    let document = this.#byUri.get(uri);
    if (!document) return undefined;
    for (const change of changes) {
      let { text } = change;
      if ('range' in change) {
        const start = document.lines.offset(change.range.start);
        const end = Math.max(start, document.lines.offset(change.range.end));
        text = document.text.slice(0, start) + change.text + document.text.slice(end);
      }
      document = { uri, version, text, lines: new LineIndex(text) };
    }
    const current = { ...document, version };
    this.#byUri.set(uri, current);
    return current;
  }

  close(uri: string): void {
    this.#byUri.delete(uri);
  }
}
