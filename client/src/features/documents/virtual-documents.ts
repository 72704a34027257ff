// Read-only documents that exist only in the window: reports, resources as YAML, both sides of a comparison, logs.
import {
  Disposable,
  EventEmitter,
  type TextDocumentContentProvider,
  type TextDocumentShowOptions,
  Uri,
  window,
  workspace,
} from 'vscode';

const scheme = 'omni-scale';

export class VirtualDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #subscription: Disposable;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscription = Disposable.from(
      workspace.registerTextDocumentContentProvider(scheme, this),
      workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
      this.#changed,
    );
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Sets the text of a document; one that is open follows. @param path with an extension that tells the language */
  put(path: string, text: string): Uri {
    const uri = Uri.from({ scheme, path: `/${path}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  /** Adds to the end of a document. */
  append(uri: Uri, text: string): void {
    this.#texts.set(uri.toString(), (this.#texts.get(uri.toString()) ?? '') + text);
    this.#changed.fire(uri);
  }

  async show(path: string, text: string, options: TextDocumentShowOptions = {}): Promise<Uri> {
    const uri = this.put(path, text);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true, ...options });
    return uri;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
