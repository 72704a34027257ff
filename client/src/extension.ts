// The extension's entry: builds the features and hands their ends to VS Code. What a feature does is in its own folder.
import { commands, type ExtensionContext } from 'vscode';
import { registerApplications } from './features/commands/applications.ts';
import { registerClusters } from './features/commands/clusters.ts';
import { registerProvider } from './features/commands/provider.ts';
import { registerReports } from './features/commands/reports.ts';
import { registerRows } from './features/commands/rows.ts';
import { registerSetup } from './features/commands/setup.ts';
import { registerTemplates } from './features/commands/templates.ts';
import type { Workbench } from './features/commands/tools.ts';
import { Connection } from './features/connection/connection.ts';
import { editorPerson } from './features/connection/editor-person.ts';
import { tellLanguageServer } from './features/connection/knowledge.ts';
import { VirtualDocuments } from './features/documents/virtual-documents.ts';
import { LanguageServer } from './features/language-client/language-server.ts';
import { Runbooks } from './features/runbooks/runbooks.ts';
import { showStatusBar } from './features/views/status-bar.ts';
import { StatusViews } from './features/views/status-views.ts';

let server: LanguageServer | undefined;

/** What tests of the whole window look at. */
export interface ExtensionApi {
  readonly connection: Connection;
  readonly views: StatusViews;
}

export async function activate(context: ExtensionContext): Promise<ExtensionApi> {
  server = new LanguageServer(context.asAbsolutePath('dist/server.js'));
  const connection = new Connection(context);
  const views = new StatusViews(connection);
  const bench: Workbench = { connection, views, server, documents: new VirtualDocuments() };
  context.subscriptions.push(
    connection,
    views,
    bench.documents,
    showStatusBar(connection),
    tellLanguageServer(connection, server),
    ...registerRows(bench),
    ...registerReports(bench),
    ...registerSetup(bench),
    ...registerClusters(bench),
    ...registerApplications(bench),
    ...registerProvider(bench),
    ...registerTemplates(bench),
    new Runbooks(bench, editorPerson(context.secrets)),
    commands.registerCommand('omniScale.restartServer', () => server?.restart()),
  );
  await server.start();
  // `npm start -- --demo` opens a window that shows the views without a cluster; `still` lets pictures be taken of it.
  const { OMNI_SCALE_DEMO: demo } = process.env;
  if (demo) void commands.executeCommand('omniScale.startDemo', demo);
  return { connection, views };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
