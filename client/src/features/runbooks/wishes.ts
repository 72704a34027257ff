// What a person is asked before a runbook begins: which template, how much of it, and the few values that differ.
import { type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { readTemplate } from '../../../../server/src/live/runbooks/template.ts';
import { tell } from '../commands/tools.ts';

/** How far a run goes. */
export type Mode = 'plan' | 'drill' | 'run';

/** Undefined when the person has thought better of it. */
export async function askMode(title: string, warning: string): Promise<Mode | undefined> {
  const items: readonly (QuickPickItem & { readonly mode: Mode })[] = [
    { label: 'Show the Plan', description: 'every phase with its commands; nothing is contacted', mode: 'plan' },
    { label: 'Drill', description: 'everything but what deletes, against the live system', mode: 'drill' },
    { label: 'Run', description: warning, mode: 'run' },
  ];
  return (await window.showQuickPick(items, { title }))?.mode;
}

export interface ChosenTemplate {
  /** Absolute path. */
  readonly path: string;
  readonly cluster: string;
}

/** A cluster template of the workspace; the one in the editor is offered first. */
export async function askTemplate(title: string): Promise<ChosenTemplate | undefined> {
  const found: ChosenTemplate[] = [];
  for (const uri of await workspace.findFiles('**/clusters/**/*.{yaml,yml}', '**/patches/**')) {
    const template = await readTemplate(uri.fsPath);
    if (template.ok) found.push({ path: uri.fsPath, cluster: template.value.cluster });
  }
  if (found.length === 0) {
    await tell({
      kind: 'not-found',
      message: 'No file of the workspace is a cluster template.',
      next: 'Open the infrastructure folder.',
    });
    return undefined;
  }
  const active = window.activeTextEditor?.document.uri.fsPath;
  const items = found
    .sort((a, b) => Number(b.path === active) - Number(a.path === active))
    .map((template) => ({ label: template.cluster, description: workspace.asRelativePath(template.path), template }));
  return (await window.showQuickPick(items, { title }))?.template;
}

/** Absolute path of the root Application; `none` when Argo CD is to be left alone. */
export async function askBootstrap(title: string, optional: boolean): Promise<string | 'none' | undefined> {
  const files: readonly Uri[] = await workspace.findFiles('**/bootstrap/**/*.{yaml,yml}');
  const items: (QuickPickItem & { readonly path: string })[] = files.map((uri) => ({
    label: workspace.asRelativePath(uri),
    path: uri.fsPath,
  }));
  items.push({ label: 'Choose a File…', description: 'the root Application, wherever it is', path: 'choose' });
  if (optional) items.push({ label: 'None', description: 'only what the cluster needs to be ready', path: 'none' });
  const path = (await window.showQuickPick(items, { title }))?.path;
  if (path !== 'choose') return path;
  const chosen = await window.showOpenDialog({ title, filters: { YAML: ['yaml', 'yml'] } });
  return chosen?.[0]?.fsPath;
}

/** Hours within which a backup of etcd must have been made; `none` goes on without one. */
export async function askBackup(): Promise<number | 'none' | undefined> {
  const items: readonly (QuickPickItem & { readonly hours: number | 'none' })[] = [
    { label: 'A backup of the last 24 hours', hours: 24 },
    { label: 'A backup of the last 7 days', hours: 7 * 24 },
    { label: 'No backup', description: 'what etcd holds is lost', hours: 'none' },
  ];
  return (await window.showQuickPick(items, { title: 'Disaster Recovery: What Must Exist Before Anything Is Deleted' }))
    ?.hours;
}

/** Names of service accounts that have to be made again; undefined when the person has thought better of it. */
export async function askServiceAccounts(): Promise<readonly string[] | undefined> {
  const typed = await window.showInputBox({
    title: 'Disaster Recovery: Service Accounts',
    prompt: 'Names of Omni’s service accounts that this cluster’s tools use, with commas; empty for none.',
  });
  return typed?.split(',').flatMap((name) => name.trim() || []);
}
