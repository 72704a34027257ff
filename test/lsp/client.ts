// A small editor for tests: starts the built language server over stdio and speaks the protocol with it.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const server = join(import.meta.dirname, '..', '..', 'dist', 'server.js');

export interface EditorOptions {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly folders?: readonly string[];
  readonly capabilities?: InitializeParams['capabilities'];
  readonly options?: object;
  readonly settings?: object;
}

export class Editor {
  readonly folder: string;
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logs: string[] = [];
  initialized: InitializeResult | undefined;
  readonly #process: ChildProcess;
  #version = 0;

  private constructor(folder: string, child: ChildProcess, connection: ProtocolConnection) {
    this.folder = folder;
    this.#process = child;
    this.connection = connection;
  }

  /** Writes the files into a new folder and opens it. */
  static async start({
    files = {},
    folders = [''],
    capabilities = {},
    options,
    settings,
  }: EditorOptions = {}): Promise<Editor> {
    const folder = mkdtempSync(join(tmpdir(), 'omni-scale-lsp-'));
    for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
    const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const editor = new Editor(folder, child, connection);
    connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
      editor.published.push(params);
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      editor.logs.push(message);
    });
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => settings ?? null),
    );
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.listen();
    // A server that ends by itself answers nothing any more; waiting for it would hang.
    child.on('exit', () => connection.dispose());
    editor.initialized = await connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        ...capabilities,
        workspace: { workspaceFolders: true, configuration: settings !== undefined, ...capabilities.workspace },
      },
      workspaceFolders: folders.map((path) => ({ uri: pathToFileURL(join(folder, path)).href, name: path })),
      initializationOptions: options,
    });
    await connection.sendNotification(InitializedNotification.type, {});
    return editor;
  }

  uri(path: string): string {
    return pathToFileURL(join(this.folder, path)).href;
  }

  open(path: string, text: string): Promise<void> {
    this.#version = 1;
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: this.uri(path), languageId: 'yaml', version: 1, text },
    });
  }

  /** Replaces a range, or the whole text where none is given. Gives the new version. */
  async change(
    path: string,
    text: string,
    range?: [line: number, character: number, endLine: number, endCharacter: number],
  ): Promise<number> {
    this.#version++;
    const change = range
      ? {
          text,
          range: { start: { line: range[0], character: range[1] }, end: { line: range[2], character: range[3] } },
        }
      : { text };
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(path), version: this.#version },
      contentChanges: [change],
    });
    return this.#version;
  }

  write(path: string, text: string | Uint8Array): void {
    write(join(this.folder, path), text);
  }

  /** Tells the server of a change on the disk: 1 created, 2 changed, 3 deleted. */
  async touched(path: string, type: 1 | 2 | 3): Promise<void> {
    await this.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: this.uri(path), type }],
    });
  }

  /** Waits until the last publication for a file fulfils a condition; fails after ten seconds with what came instead. */
  async waitFor(path: string, fits: (params: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams> {
    const uri = this.uri(path);
    for (const end = Date.now() + 10_000; Date.now() < end; ) {
      const last = this.published.findLast((params) => params.uri === uri);
      if (last && fits(last)) return last;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const last = this.published.findLast((params) => params.uri === uri);
    throw new Error(`${path}: waited in vain; last published: ${JSON.stringify(last)}; log: ${this.logs.join(' | ')}`);
  }

  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code: number | null = this.#process.exitCode ?? (await once(this.#process, 'exit'))[0];
    this.connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}

/** Starts editors that end, each as it should, with the tests of the file. */
export function editors(): (options: EditorOptions) => Promise<Editor> {
  const running: Editor[] = [];
  after(async () => {
    for (const editor of running) assert.equal(await editor.stop(), 0);
  });
  return async (options) => {
    const editor = await Editor.start(options);
    running.push(editor);
    return editor;
  };
}

/** A machine class with one mistake: it has no `sockets`. */
export const machineClass = `metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: lab-worker
spec:
  autoprovision:
    providerid: rack
    providerdata: |
      cores: 4
      memory: 8192
      disk_size: 40
      storage_selector: name == "local-lvm"
`;

/** The errors and warnings, as rule ids; hints come and go with rules these tests do not speak of. */
export function codes(params: { diagnostics?: Diagnostic[]; items?: Diagnostic[] }): string[] {
  return (params.diagnostics ?? params.items ?? [])
    .filter(({ severity = 1 }) => severity <= 2)
    .map(({ code }) => String(code));
}

function write(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
