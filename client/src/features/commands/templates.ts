// Cluster templates and machine classes: look at the difference first, then send. A file that has unsaved changes is saved
// before omnictl reads it.
import { commands, DiagnosticSeverity, type Disposable, languages, Uri, window, workspace } from 'vscode';
import { ok } from '../../../../server/src/live/fault.ts';
import {
  applyClasses,
  classDiff,
  type Difference,
  deleteCluster,
  diffTemplate,
  syncTemplate,
  validateTemplate,
} from '../../../../server/src/live/omni/operations.ts';
import type { LiveSystems } from '../../../../server/src/live/open-session.ts';
import { confirm, confirmByTyping, liveSystems, register, tell, type Workbench, withProgress } from './tools.ts';

export function registerTemplates(bench: Workbench): Disposable[] {
  const output = window.createOutputChannel('Omni Scale');
  // A menu gives a Uri, a code lens its text.
  const on = (run: (target: Target) => Promise<unknown>) => async (given?: Uri | string) => {
    const uri = typeof given === 'string' ? Uri.parse(given) : given;
    const target = await targetOf(bench, uri, (line) => output.appendLine(line));
    if (target) await run(target);
  };
  return [
    output,
    ...register({
      'template.validate': on(validate),
      'template.diff': on(showTemplateDiff),
      'template.sync': on(sync),
      'template.delete': on(remove),
      'machineClass.diff': on(showClassDiff),
      'machineClass.apply': on(apply),
    }),
  ];
}

interface Target {
  readonly bench: Workbench;
  readonly systems: LiveSystems;
  readonly uri: Uri;
  readonly file: string;
  /** File name, for titles. */
  readonly name: string;
  readonly log: (line: string) => void;
}

async function targetOf(bench: Workbench, given: Uri | undefined, log: Target['log']): Promise<Target | undefined> {
  const uri = given ?? window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file') {
    void window.showInformationMessage('Open the file first.');
    return undefined;
  }
  const systems = liveSystems(bench);
  if (!systems) return undefined;
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty && !(await open.save())) return undefined;
  return { bench, systems, uri, file: uri.fsPath, name: uri.path.split('/').at(-1) ?? '', log };
}

/** Errors of our own come first: they have a place in the file. */
function hasOwnErrors({ uri, name }: Target): boolean {
  const errors = languages
    .getDiagnostics(uri)
    .filter(({ source, severity }) => source === 'omni-scale' && severity === DiagnosticSeverity.Error);
  if (errors.length === 0) return false;
  void commands.executeCommand('workbench.actions.view.problems');
  void window.showErrorMessage(
    `\`${name}\` has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}; nothing was sent.`,
  );
  return true;
}

async function isValid(target: Target): Promise<boolean> {
  if (hasOwnErrors(target)) return false;
  const problems = await withProgress(`Validating ${target.name}`, (signal) =>
    validateTemplate(target.systems.omnictl, target.file, signal),
  );
  if (!problems) return false;
  const [first] = problems;
  if (first === undefined) return true;
  for (const problem of problems) target.log(problem);
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
  void tell({
    kind: 'failed',
    message: `omnictl refuses \`${target.name}\`: ${first}${more}.`,
    details: problems.join('\n'),
  });
  return false;
}

async function validate(target: Target): Promise<void> {
  if (await isValid(target)) void window.showInformationMessage(`omnictl accepts \`${target.name}\`.`);
}

async function showTemplateDiff(target: Target): Promise<Difference | undefined> {
  const difference = await withProgress(`Comparing ${target.name} with Omni`, (signal) =>
    diffTemplate(target.systems.omnictl, target.file, signal),
  );
  if (difference) await showDifference(target, difference);
  return difference;
}

async function sync(target: Target): Promise<void> {
  if (!(await isValid(target))) return;
  const difference = await showTemplateDiff(target);
  if (!difference) return;
  const { name, live, local } = difference;
  if (live === local) {
    void window.showInformationMessage(`Omni has \`${name}\` as the template says; nothing was sent.`);
    return;
  }
  const detail =
    'What the template no longer has is removed from the cluster, machines too. The comparison shows what changes.';
  if (!(await confirm(`Sync ${target.name} to the cluster ${name}?`, detail, 'Sync'))) return;
  const done = await withProgress(`Syncing ${name}`, async (signal, say) => {
    const onLine = (line: string): void => {
      target.log(line);
      say(line);
    };
    const synced = await syncTemplate(target.systems.omnictl, target.file, { signal, onLine });
    return synced.ok ? ok(true) : synced;
  });
  if (done) void window.showInformationMessage(`\`${name}\` is synced. The Clusters view shows how it gets there.`);
}

async function remove(target: Target): Promise<void> {
  const difference = await withProgress(`Reading ${target.name}`, (signal) =>
    diffTemplate(target.systems.omnictl, target.file, signal),
  );
  if (!difference) return;
  const { name, live } = difference;
  if (live === '') {
    void window.showInformationMessage(`Omni has no cluster \`${name}\`.`);
    return;
  }
  if (!(await confirmByTyping(`Delete the cluster ${name} and all its machines`, name))) return;
  const done = await withProgress(`Deleting ${name}`, async (signal, say) => {
    const deleted = await deleteCluster(target.systems.omnictl, name, { signal, onLine: say });
    return deleted.ok ? ok(true) : deleted;
  });
  if (done) void window.showInformationMessage(`The cluster \`${name}\` is gone.`);
}

async function showClassDiff(target: Target): Promise<readonly Difference[] | undefined> {
  const differences = await withProgress(`Comparing ${target.name} with Omni`, (signal) =>
    classDiff(target.systems.omnictl, target.file, signal),
  );
  if (!differences) return undefined;
  const changed = differences.filter(({ live, local }) => live !== local);
  const [first] = changed;
  const join = (side: 'live' | 'local') => changed.map((each) => each[side]).join('---\n');
  if (first) await showDifference(target, { name: first.name, live: join('live'), local: join('local') });
  else void window.showInformationMessage(`Omni has everything as \`${target.name}\` says.`);
  return changed;
}

async function apply(target: Target): Promise<void> {
  if (hasOwnErrors(target)) return;
  const changed = await showClassDiff(target);
  if (!changed || changed.length === 0) return;
  const names = changed.map(({ name }) => name).join(', ');
  const detail = 'Machines that exist already keep what they have; new ones follow the class.';
  if (!(await confirm(`Apply ${names}?`, detail, 'Apply'))) return;
  const done = await withProgress(`Applying ${names}`, async (signal, say) => {
    const applied = await applyClasses(target.systems.omnictl, target.file, { signal, onLine: say });
    return applied.ok ? ok(true) : applied;
  });
  if (done) void window.showInformationMessage(`Omni has ${names} now.`);
}

async function showDifference(
  { bench: { documents }, name: file }: Target,
  { name, live, local }: Difference,
): Promise<void> {
  const left = documents.put(`live/${name}.yaml`, live);
  const right = documents.put(`local/${name}.yaml`, local);
  await commands.executeCommand('vscode.diff', left, right, `${name}: Omni ↔ ${file}`);
}
