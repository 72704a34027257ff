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

/** What a message of VS Code is given after its text: perhaps options, then buttons. */
type More = readonly (string | vscode.MessageItem | vscode.MessageOptions)[];

/**
 * Runs a command in place of a person: no test can press a dialog of VS Code, so each question takes the next answer (a
 * button's title, the label of a choice, a text). Gives all that was said and asked.
 */
export async function answering(answers: readonly string[], run: () => Thenable<unknown>): Promise<readonly string[]> {
  const left = [...answers];
  const said: string[] = [];
  const message = async (text: string, ...more: More) => {
    said.push(text);
    const [next] = left;
    return next !== undefined && more.includes(next) ? left.shift() : undefined;
  };
  const fakes = {
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    async showInputBox(options: vscode.InputBoxOptions) {
      said.push(options.title ?? '');
      return left.shift();
    },
    async showQuickPick(items: readonly (string | vscode.QuickPickItem)[], options: vscode.QuickPickOptions) {
      said.push(options.title ?? '');
      const wanted = left.shift();
      return items.find((item) => (typeof item === 'string' ? item : item.label) === wanted);
    },
  };
  const { showInformationMessage, showWarningMessage, showErrorMessage, showInputBox, showQuickPick } = vscode.window;
  const real = { showInformationMessage, showWarningMessage, showErrorMessage, showInputBox, showQuickPick };
  Object.assign(vscode.window, fakes);
  try {
    await run();
  } finally {
    Object.assign(vscode.window, real);
  }
  if (left.length > 0) throw new Error(`nobody asked for ${left.join(', ')}; said was: ${said.join(' | ')}`);
  return said;
}

/**
 * What the extension writes to output channels that it makes from now on, since each was cleared: a VS Code without its
 * native parts, as in the browser, does not show it.
 */
export function recordOutput(): () => string {
  const written = new Map<string, string[]>();
  const make = vscode.window.createOutputChannel as (name: string, language?: string) => vscode.OutputChannel;
  const createOutputChannel = (name: string, language?: string): vscode.OutputChannel => {
    const channel = make(name, language);
    return {
      ...channel,
      appendLine(line) {
        written.set(name, [...(written.get(name) ?? []), line]);
        channel.appendLine(line);
      },
      clear() {
        written.delete(name);
        channel.clear();
      },
    };
  };
  Object.assign(vscode.window, { createOutputChannel });
  return () => [...written.values()].flat().join('\n');
}
