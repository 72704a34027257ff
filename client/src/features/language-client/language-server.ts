// Starts the language server in a Node process of its own and connects VS Code with it. This is all that runs in an
// untrusted workspace: it reads files, runs no program and opens no socket.
import { type Disposable, workspace } from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type Location,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  type DeclarationsParams,
  declarationsRequest,
  type ErrorsParams,
  errorsRequest,
} from '../../../../server/src/protocol/live.ts';
import {
  type InitializationOptions,
  settingsSection,
  trustedNotification,
} from '../../../../server/src/protocol/settings.ts';

const initializationOptions = (): InitializationOptions => ({
  diagnostics: 'push',
  commands: true,
  trusted: workspace.isTrusted,
});

const clientOptions: LanguageClientOptions = {
  documentSelector: [
    { scheme: 'file', language: 'yaml' },
    { scheme: 'file', pattern: '**/*.{yaml,yml,env}.example' },
    { scheme: 'file', language: 'shellscript' },
    { scheme: 'file', pattern: '**/{mise,.mise,mise.*,.mise.*,mise/config,.mise/config}.toml' },
    { scheme: 'file', pattern: '**/.tool-versions' },
    { scheme: 'file', language: 'markdown', pattern: '**/{README,readme}.md' },
    { scheme: 'file', language: 'markdown', pattern: '**/docs/**/*.md' },
  ],
  diagnosticCollectionName: 'omni-scale',
  initializationOptions,
  synchronize: { configurationSection: settingsSection },
};

export class LanguageServer {
  readonly #client: LanguageClient;
  readonly #trust: Disposable;

  /** @param module absolute path of the bundled server */
  constructor(module: string) {
    const options: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    };
    this.#client = new LanguageClient(settingsSection, 'Omni Scale', options, clientOptions);
    this.#trust = workspace.onDidGrantWorkspaceTrust(() => this.notify(trustedNotification, {}));
  }

  start(): Promise<void> {
    return this.#client.start();
  }

  restart(): Promise<void> {
    return this.#client.restart();
  }

  stop(): Promise<void> {
    this.#trust.dispose();
    return this.#client.stop();
  }

  /** Calls the listener each time the server runs, so after a restart too. */
  onStarted(listener: () => void): Disposable {
    return this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) listener();
    });
  }

  /** Sends a notification; nothing while the server does not run. */
  notify(method: string, params: object): void {
    if (this.#client.isRunning()) void this.#client.sendNotification(method, params);
  }

  /** Messages of all errors in a file; none while the server does not run. */
  errors(uri: string): Promise<readonly string[]> {
    const params: ErrorsParams = { uri };
    return this.#client.isRunning() ? this.#client.sendRequest(errorsRequest, params) : Promise.resolve([]);
  }

  /** Where files declare something; none while the server does not run. */
  declarations(params: DeclarationsParams): Promise<readonly Location[]> {
    return this.#client.isRunning() ? this.#client.sendRequest(declarationsRequest, params) : Promise.resolve([]);
  }
}
