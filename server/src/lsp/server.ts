// The language server: the protocol's messages in, the language service's answers out.
import {
  type Connection,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { complete } from '../core/features/complete.ts';
import { hover } from '../core/features/hover.ts';
import { isLevel, type Level } from '../core/kinds/conventions.ts';
import { allRules } from '../core/rules/all.ts';
import { LanguageService } from '../core/service.ts';
import { hostWith } from '../live/files/host.ts';
import {
  type InitializationOptions,
  type OmniScaleSettings,
  settingsSection,
  trustedNotification,
} from '../protocol/settings.ts';
import { codeActionKinds, codeActions } from './code-actions.ts';
import { toCompletion, toHover } from './convert-features.ts';
import { registerLive } from './live.ts';
import { OpenDocuments } from './open-documents.ts';
import { Publisher } from './publisher.ts';
import { registerPull } from './pull.ts';
import { DiskWorkspace, normalUri } from './workspace.ts';

export class OmniScaleServer {
  readonly #connection: Connection;
  readonly #service: LanguageService;
  readonly #documents = new OpenDocuments();
  readonly #publisher: Publisher;
  readonly #disk: DiskWorkspace;
  #capabilities: InitializeParams['capabilities'] = {};
  #folders: readonly string[] = [];
  #offersCommands = false;
  #isTrusted = true;

  constructor(connection: Connection) {
    const log = (message: string): void => connection.console.warn(message);
    this.#connection = connection;
    this.#service = new LanguageService(allRules, hostWith(log));
    this.#publisher = new Publisher(connection, this.#service, this.#documents);
    this.#disk = new DiskWorkspace(this.#service, log);
    this.#service.setWorkspaceKnown(false);
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#start());
    this.#registerDocuments();
    this.#registerWorkspace();
    this.#registerFeatures();
  }

  #initialize(params: InitializeParams): InitializeResult {
    this.#capabilities = params.capabilities;
    const options: InitializationOptions = params.initializationOptions ?? {};
    this.#publisher.checkWorkspace = options.checkWorkspace !== false;
    this.#offersCommands = options.commands === true;
    this.#isTrusted = options.trusted !== false;
    this.#folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    const pull = params.capabilities.textDocument?.diagnostic !== undefined && options.diagnostics !== 'push';
    return {
      serverInfo: { name: 'omni-scale' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeActionProvider: { codeActionKinds },
        completionProvider: { triggerCharacters: [' ', ':'] },
        hoverProvider: true,
        codeLensProvider: {},
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(pull
          ? {
              diagnosticProvider: { identifier: 'omni-scale', interFileDependencies: true, workspaceDiagnostics: true },
            }
          : {}),
      },
    };
  }

  async #start(): Promise<void> {
    const { workspace } = this.#capabilities;
    if (workspace?.didChangeConfiguration?.dynamicRegistration) {
      void this.#connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
    }
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      // Kinds: 7 all events, 5 only files that come or go, which tells whether a path exists.
      const watchers = [
        { globPattern: '**/*.{yaml,yml,example,sh,md,gitignore,toml,tool-versions,tpl}', kind: 7 as const },
        { globPattern: '**/*', kind: 5 as const },
        { globPattern: '**/.git/logs/HEAD', kind: 7 as const },
      ];
      void this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (workspace?.workspaceFolders) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map((folder) => folder.uri));
        this.#folders = [...this.#folders.filter((uri) => !gone.has(uri)), ...added.map((folder) => folder.uri)];
        this.#after(this.#disk.open(this.#folders));
      });
    }
    await this.#readSettings();
    this.#after(this.#disk.open(this.#folders));
  }

  /** Once the disk has been read: files that were open before belong to their folders now; then tell what changed. */
  #after(loading: Promise<boolean>): void {
    loading.then(
      (complete) => {
        if (!complete) return;
        this.#service.setWorkspaceKnown(true);
        for (const { uri, text } of this.#documents.all()) this.#take(uri, text);
        this.#refresh();
        this.#readCommitted();
      },
      (error: unknown) => this.#connection.console.error(`The workspace could not be read: ${String(error)}`),
    );
  }

  /** What is committed follows when it is there; nobody waits for git. */
  #readCommitted(): void {
    if (!this.#isTrusted) return;
    void this.#disk.readCommitted().then((isNew) => {
      if (isNew) this.#refresh();
    });
  }

  #refresh(): void {
    this.#publisher.publishOutdated(() => {
      if (this.#capabilities.workspace?.diagnostics?.refreshSupport)
        void this.#connection.sendRequest(DiagnosticRefreshRequest.type);
    });
  }

  #take(uri: string, text: string): void {
    const identity = this.#disk.identify(uri) ?? { uri, folder: '', path: uri };
    this.#service.markOpen(uri, true);
    this.#service.setText(identity, text);
  }

  #registerDocuments(): void {
    this.#connection.onDidOpenTextDocument(({ textDocument }) => {
      const uri = normalUri(textDocument.uri);
      this.#documents.open(uri, textDocument.version, textDocument.text);
      this.#take(uri, textDocument.text);
      this.#publisher.publish(uri);
      this.#publisher.publishOutdated();
    });
    this.#connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
      const uri = normalUri(textDocument.uri);
      const document = this.#documents.change(uri, textDocument.version, contentChanges);
      if (!document) return;
      this.#take(uri, document.text);
      this.#publisher.publish(uri);
      this.#publisher.publishOutdated();
    });
    this.#connection.onDidCloseTextDocument(({ textDocument }) => {
      const uri = normalUri(textDocument.uri);
      this.#documents.close(uri);
      this.#publisher.forget(uri);
      this.#service.markOpen(uri, false);
      this.#after(this.#disk.reload(uri).then(() => true));
    });
  }

  #registerWorkspace(): void {
    this.#connection.onDidChangeWatchedFiles(({ changes }) => this.#after(this.#disk.update(changes)));
    this.#connection.onNotification(trustedNotification, () => {
      this.#isTrusted = true;
      this.#readCommitted();
    });
    this.#connection.onDidChangeConfiguration(async ({ settings }) => {
      await this.#readSettings(settings?.[settingsSection]);
      this.#refresh();
    });
  }

  #registerFeatures(): void {
    const { documents, service } = { documents: this.#documents, service: this.#service };
    this.#connection.onCodeAction((params) =>
      codeActions(
        { ...params, textDocument: { uri: normalUri(params.textDocument.uri) } },
        service,
        documents,
        this.#capabilities.workspace?.workspaceEdit?.resourceOperations ?? [],
      ),
    );
    this.#connection.onCompletion(({ textDocument, position }) => {
      const open = documents.get(normalUri(textDocument.uri));
      const file = open && service.file(open.uri);
      return open && file
        ? complete(file, open.lines.offset(position), service.rules, service.providerSchemas(file.folder)).map((item) =>
            toCompletion(item, open.lines),
          )
        : [];
    });
    this.#connection.onHover(({ textDocument, position }) => {
      const open = documents.get(normalUri(textDocument.uri));
      const file = open && service.file(open.uri);
      if (!open || !file) return null;
      const { folder } = file;
      const offset = open.lines.offset(position);
      const found = hover(file, offset, service.conventions(folder), service.providerSchemas(folder));
      return found ? toHover(found, open.lines) : null;
    });
    registerPull(this.#connection, service, this.#publisher);
    registerLive(
      this.#connection,
      service,
      () => this.#capabilities,
      () => this.#offersCommands,
      () => this.#refresh(),
    );
  }

  /** Reads the person's settings: asked for where the client can be asked, else as it sent them. */
  async #readSettings(sent?: OmniScaleSettings): Promise<void> {
    let settings = sent;
    if (this.#capabilities.workspace?.configuration) {
      settings =
        (await this.#connection.workspace.getConfiguration(settingsSection).catch(() => undefined)) ?? undefined;
    }
    if (!settings) return;
    const levels: Record<string, Level> = {};
    for (const [rule, level] of Object.entries(settings.rules ?? {})) if (isLevel(level)) levels[rule] = level;
    this.#service.configure({ levels, exclude: settings.check?.exclude ?? [] });
    if (settings.check?.workspace !== undefined) this.#publisher.checkWorkspace = settings.check.workspace;
  }
}
