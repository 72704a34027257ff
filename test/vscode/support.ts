// What the tests inside VS Code share.
import * as vscode from 'vscode';

export interface Shown {
  readonly file: string;
  readonly rule: string;
  /** One line, as the command line prints it. */
  readonly text: string;
}

const severities = ['error', 'warning', 'information', 'hint'];

/** Everything of ours in the Problems panel. */
export function findingsOf(uri?: vscode.Uri): Shown[] {
  const all = uri ? [[uri, vscode.languages.getDiagnostics(uri)] as const] : vscode.languages.getDiagnostics();
  return all.flatMap(([where, diagnostics]) =>
    diagnostics
      .filter((diagnostic) => diagnostic.source === 'omni-scale')
      .map((diagnostic) => shown(where, diagnostic)),
  );
}

function shown(uri: vscode.Uri, diagnostic: vscode.Diagnostic): Shown {
  const file = vscode.workspace.asRelativePath(uri, true);
  const { line, character } = diagnostic.range.start;
  const rule = ruleOf(diagnostic);
  return {
    file,
    rule,
    text: `${file}:${line + 1}:${character + 1}: ${severities[diagnostic.severity]}: ${diagnostic.message} [${rule}]`,
  };
}

export function ruleOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : String(code);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((next) => setTimeout(next, milliseconds));
}

/** Waits for a condition; fails after half a minute, naming what did not come. */
export async function waitUntil(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(50)) {
    if (holds()) return;
  }
  throw new Error(`waited in vain for ${what}`);
}

/** A file of the example workspace. */
export async function exampleFile(path: string): Promise<vscode.Uri> {
  const [found] = await vscode.workspace.findFiles(path);
  if (!found) throw new Error(`${path} is not in the workspace`);
  return found;
}
