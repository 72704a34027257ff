// The extension's entry: builds the features and hands their ends to VS Code. What a feature does is in its own folder.
import { commands, type ExtensionContext } from 'vscode';
import { LanguageServer } from './features/language-client/language-server.ts';

let server: LanguageServer | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  server = new LanguageServer(context.asAbsolutePath('dist/server.js'));
  context.subscriptions.push(commands.registerCommand('omniScale.restartServer', () => server?.restart()));
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
