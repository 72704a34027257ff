// Cluster templates and machine classes: look at the difference first, then send. A file that has unsaved changes is saved
// before omnictl reads it.
import {
  commands,
  DiagnosticSeverity,
  Disposable,
  languages,
  type OutputChannel,
  Uri,
  window,
  workspace,
} from 'vscode';
import { ok, type Result } from '../../../../server/src/live/fault.ts';
import {
  applyClasses,
  classDiff,
  classesOf,
  clusterToDelete,
  type Difference,
  deleteClass,
  deleteCluster,
  diffTemplate,
  mayDeleteClass,
  type Progress,
  syncTemplate,
  validateClasses,
  validateTemplate,
} from '../../../../server/src/live/omni/operations.ts';
import type { LiveSystems } from '../../../../server/src/live/open-session.ts';
import { confirm, confirmByTyping, liveSystems, register, tell, type Workbench, withProgress } from './tools.ts';

export function registerTemplates(bench: Workbench): Disposable[] {
  let channel: OutputChannel | undefined;
  const output = (): OutputChannel => {
    channel ??= window.createOutputChannel('Omni Scale');
    return channel;
  };
  // A menu gives a Uri, a code lens its text.
  const on = (run: (target: Target) => Promise<unknown>) => async (given?: Uri | string) => {
    const uri = typeof given === 'string' ? Uri.parse(given) : given;
    const target = await targetOf(bench, uri, {
      log: (line) => output().appendLine(line),
      showLog: () => output().show(true),
    });
    if (target) await run(target);
  };
  return [
    new Disposable(() => channel?.dispose()),
    ...register({
      'template.validate': on(validate),
      'template.diff': on(showTemplateDiff),
      'template.sync': on(sync),
      'template.delete': on(remove),
      'machineClass.diff': on(showClassDiff),
      'machineClass.apply': on(apply),
      'machineClass.delete': on(removeClass),
    }),
  ];
}

interface Output {
  readonly log: (line: string) => void;
  readonly showLog: () => void;
}

interface Target extends Output {
  readonly bench: Workbench;
  readonly systems: LiveSystems;
  readonly uri: Uri;
  readonly file: string;
  /** File name, for titles. */
  readonly name: string;
}

async function targetOf(bench: Workbench, given: Uri | undefined, output: Output): Promise<Target | undefined> {
  const uri = given ?? window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file') {
    void window.showInformationMessage('Open the file first.');
    return undefined;
  }
  const systems = liveSystems(bench);
  if (!systems) return undefined;
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty && !(await open.save())) return undefined;
  return { bench, systems, uri, file: uri.fsPath, name: uri.path.split('/').at(-1) ?? '', ...output };
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

/** Our own errors first, then what omnictl refuses. */
async function isValid(target: Target, problemsOf: typeof validateTemplate | typeof validateClasses): Promise<boolean> {
  if (hasOwnErrors(target)) return false;
  const problems = await withProgress(`Validating ${target.name}`, (signal) =>
    problemsOf(target.systems.omnictl, target.file, signal),
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

/** Sends something: shows each line that omnictl prints as progress, keeps it in the output channel, and tells the end. */
async function send(
  { log, showLog }: Target,
  title: string,
  end: string,
  work: (progress: Progress) => Promise<Result<undefined>>,
): Promise<void> {
  log(`— ${title} —`);
  const done = await withProgress(title, async (signal, say) => {
    const onLine = (line: string): void => {
      log(line);
      say(line);
    };
    const result = await work({ signal, onLine });
    if (!result.ok) log(result.fault.message);
    return result.ok ? ok(true) : result;
  });
  if (done && (await window.showInformationMessage(end, 'Show Output'))) showLog();
}

async function validate(target: Target): Promise<void> {
  if (await isValid(target, validateTemplate))
    void window.showInformationMessage(`omnictl accepts \`${target.name}\`.`);
}

async function showTemplateDiff(target: Target): Promise<Difference | undefined> {
  const difference = await withProgress(`Comparing ${target.name} with Omni`, (signal) =>
    diffTemplate(target.systems.omnictl, target.file, signal),
  );
  if (difference) await showDifference(target, difference);
  return difference;
}

async function sync(target: Target): Promise<void> {
  if (!(await isValid(target, validateTemplate))) return;
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
  const end = `\`${name}\` is synced. The Clusters view shows how it gets there.`;
  await send(target, `Syncing ${name}`, end, (progress) => syncTemplate(target.systems.omnictl, target.file, progress));
}

async function remove(target: Target): Promise<void> {
  const { omnictl } = target.systems;
  const name = await withProgress(`Reading ${target.name}`, (signal) => clusterToDelete(omnictl, target.file, signal));
  if (name === undefined) return;
  if (!(await confirmByTyping(`Delete the cluster ${name} and all its machines`, name))) return;
  const end = `The cluster \`${name}\` is gone.`;
  await send(target, `Deleting ${name}`, end, (progress) => deleteCluster(omnictl, name, progress));
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
  if (!(await isValid(target, validateClasses))) return;
  const changed = await showClassDiff(target);
  if (!changed || changed.length === 0) return;
  const names = changed.map(({ name }) => name).join(', ');
  const detail = 'Machines that exist already keep what they have; new ones follow the class.';
  if (!(await confirm(`Apply ${names}?`, detail, 'Apply'))) return;
  const end = `Omni has ${names} now.`;
  await send(target, `Applying ${names}`, end, (progress) =>
    applyClasses(target.systems.omnictl, target.file, progress),
  );
}

async function removeClass(target: Target): Promise<void> {
  const { omnictl } = target.systems;
  const id = await chooseClass(target);
  if (id === undefined) return;
  const allowed = await withProgress(`Looking for ${id}`, async (signal) => {
    const result = await mayDeleteClass(omnictl, id, signal);
    return result.ok ? ok(true) : result;
  });
  if (!allowed) return;
  if (!(await confirmByTyping(`Delete the machine class ${id}`, id))) return;
  const end = `The machine class \`${id}\` is gone.`;
  await send(target, `Deleting ${id}`, end, (progress) => deleteClass(omnictl, id, progress));
}

/** The class that the file declares; one of them where there are several. */
async function chooseClass({ file, name }: Target): Promise<string | undefined> {
  const declared = await classesOf(file);
  if (!declared.ok) {
    void tell(declared.fault);
    return undefined;
  }
  const [only, ...others] = declared.value;
  if (only === undefined) void window.showInformationMessage(`\`${name}\` declares no machine class.`);
  return others.length === 0 ? only : window.showQuickPick(declared.value, { title: 'Delete a Machine Class' });
}

async function showDifference(
  { bench: { documents }, name: file }: Target,
  { name, live, local }: Difference,
): Promise<void> {
  const left = documents.put(`live/${name}.yaml`, live);
  const right = documents.put(`local/${name}.yaml`, local);
  await commands.executeCommand('vscode.diff', left, right, `${name}: Omni ↔ ${file}`);
}
