// Runs inside VS Code: waits until the extension shows findings for the workspace, and writes them down.
import { existsSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { findingsOf, pause, waitUntil } from './support.ts';

export async function run(): Promise<void> {
  const result = process.env.OMNI_SCALE_RESULT ?? '';
  try {
    const [folder] = await vscode.workspace.findFiles('machine-classes/database-draft.yaml');
    if (!folder) throw new Error('The example workspace is not open.');
    await vscode.window.showTextDocument(folder);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    await waitUntil('findings of at least ten files', () => new Set(findingsOf().map(({ file }) => file)).size >= 10);
    // Files are checked one after another; two equal looks a second apart mean that all have been.
    for (let count = -1; count !== findingsOf().length; await pause(1000)) count = findingsOf().length;
    writeFileSync(result, JSON.stringify({ findings: findingsOf().map(({ text }) => text) }));
  } catch (error) {
    writeFileSync(result, JSON.stringify({ findings: [], problem: String(error) }));
  }
  // The window goes with this module: it stays until the pictures of it are taken.
  const { OMNI_SCALE_HOLD: hold } = process.env;
  for (const end = Date.now() + 120_000; hold && existsSync(hold) && Date.now() < end; await pause(100));
}
