// Starts the language server: `--stdio` for any editor, node IPC for VS Code.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { OmniScaleServer } from './server.ts';

const connection = createConnection(ProposedFeatures.all);
new OmniScaleServer(connection);
connection.listen();
