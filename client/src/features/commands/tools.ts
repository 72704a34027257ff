// What commands share: how a fault is told, how progress is shown and cancelled, how a name is typed to confirm.
import { commands, type Disposable, ProgressLocation, window } from 'vscode';
import type { Fault, Result } from '../../../../server/src/live/fault.ts';
import type { LiveSystems } from '../../../../server/src/live/open-session.ts';
import type { Connection } from '../connection/connection.ts';
import type { VirtualDocuments } from '../documents/virtual-documents.ts';
import type { LanguageServer } from '../language-client/language-server.ts';
import type { StatusViews } from '../views/status-views.ts';

/** What the commands of every feature work with. */
export interface Workbench {
  readonly connection: Connection;
  readonly documents: VirtualDocuments;
  readonly server: LanguageServer;
  readonly views: StatusViews;
}

/** Registers commands; one that throws tells it and costs nothing else. */
export function register(all: Readonly<Record<string, (...args: never[]) => unknown>>): Disposable[] {
  return Object.entries(all).map(([id, run]) => commands.registerCommand(`omniScale.${id}`, run));
}

/** The real systems; tells why there are none and gives undefined. */
export function liveSystems({ connection }: Workbench): LiveSystems | undefined {
  const systems = connection.systems();
  if (systems) return systems;
  void window.showInformationMessage(
    connection.isDemo
      ? 'This is the demo: nothing is contacted. Stop the demo to work with your own systems.'
      : 'Nothing is contacted in an untrusted workspace, or while `omniScale.live.enabled` is off.',
  );
  return undefined;
}

/** Shows a fault with its next step, and a button where there is a command for it, or something to try again. */
export async function tell(fault: Fault, retry?: () => void): Promise<void> {
  if (fault.kind === 'cancelled') return;
  const button = fault.signIn === 'omni' ? signIn : buttons[fault.kind];
  const more = [...(retry ? [tryAgain] : []), ...(fault.details ? ['Show Details'] : [])];
  const text = [fault.message, fault.next].filter((part) => part).join(' ');
  const chosen = await window.showErrorMessage(text, ...(button ? [button.title] : []), ...more);
  if (chosen === tryAgain) retry?.();
  if (chosen !== undefined && chosen === button?.title) await commands.executeCommand(button.command);
  if (chosen === 'Show Details')
    await window.showInformationMessage(fault.message, { modal: true, detail: fault.details ?? '' });
}

const tryAgain = 'Try Again';

interface Button {
  readonly title: string;
  readonly command: string;
}

const signIn: Button = { title: 'Sign In', command: 'omniScale.signIn' };

const buttons: Partial<Readonly<Record<Fault['kind'], Button>>> = {
  'not-set-up': { title: 'Open Settings', command: 'omniScale.openSettings' },
  'wrong-setting': { title: 'Open Settings', command: 'omniScale.openSettings' },
  'program-missing': { title: 'Check Prerequisites', command: 'omniScale.checkPrerequisites' },
};

/** Runs something that waits, with its progress and a way to cancel it; tells its fault. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, say: (message: string) => void) => Promise<Result<T>>,
): Promise<T | undefined> {
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const cancel = new AbortController();
      token.onCancellationRequested(() => cancel.abort());
      return work(cancel.signal, (message) => progress.report({ message }));
    },
  );
  if (result.ok) return result.value;
  void tell(result.fault);
  return undefined;
}

/** Asks for a name to be typed; true when it was typed exactly. */
export async function confirmByTyping(title: string, name: string): Promise<boolean> {
  const typed = await window.showInputBox({
    title,
    prompt: `Type \`${name}\` to go on.`,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' || name.startsWith(text) ? undefined : `This is not \`${name}\`.`),
  });
  return typed === name;
}

/** Asks for a yes to something that can be undone. */
export async function confirm(message: string, detail: string, yes: string): Promise<boolean> {
  return (await window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}
