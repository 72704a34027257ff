// Runs runbooks in this window and shows all runs of this person. What is kept is in the journals: a window that is closed
// or killed leaves a run that can be resumed, here or on the command line.
import { type Disposable, type TreeView, Uri, window, workspace } from 'vscode';
import type { Result } from '../../../../server/src/live/fault.ts';
import { disasterRecoveryPhases } from '../../../../server/src/live/runbooks/disaster-recovery.ts';
import type { RunState } from '../../../../server/src/live/runbooks/engine.ts';
import { lockFolder, runbookFolder } from '../../../../server/src/live/runbooks/folder.ts';
import { gitOpsInputs } from '../../../../server/src/live/runbooks/gitops-values.ts';
import { type JournalFile, listJournals, rememberingRead } from '../../../../server/src/live/runbooks/journal.ts';
import { fixedSettings, type LiveSystems, liveSystems } from '../../../../server/src/live/runbooks/live-systems.ts';
import type { Phase } from '../../../../server/src/live/runbooks/phase.ts';
import {
  bootstrapPhases,
  phasesOf,
  planDisasterRecovery,
  type RunbookId,
  runbooks,
} from '../../../../server/src/live/runbooks/plan.ts';
import { planMarkdown } from '../../../../server/src/live/runbooks/preview.ts';
import { report, verdict } from '../../../../server/src/live/runbooks/report.ts';
import {
  abortRun,
  asOfNow,
  type Run,
  type RunFolders,
  resumeRun,
  startRun,
} from '../../../../server/src/live/runbooks/run.ts';
import type { LiveSettings } from '../../../../server/src/live/settings.ts';
import { confirm, liveSystems as openSystems, register, tell, type Workbench } from '../commands/tools.ts';
import type { editorPerson } from '../connection/editor-person.ts';
import { readLiveSettings } from '../connection/live-settings.ts';
import { editorOperator } from './editor-operator.ts';
import { type RunbookRow, runRow } from './runbook-rows.ts';
import { RunbookTree } from './runbook-tree.ts';
import { askValues } from './values.ts';
import { askBackup, askBootstrap, askMode, askServiceAccounts, askTemplate, type Mode } from './wishes.ts';

/** A run that this window works on. */
interface Working {
  state: RunState;
  progress: string;
  readonly cancel: AbortController;
}

interface Plan {
  readonly inputs: unknown;
  readonly phases: readonly Phase[];
}

type Planner = (systems: LiveSystems, settings: LiveSettings, mode: Mode, signal: AbortSignal) => Promise<Result<Plan>>;

export class Runbooks implements Disposable {
  readonly #bench: Workbench;
  readonly #person: ReturnType<typeof editorPerson>;
  readonly #working = new Map<string, Working>();
  readonly #tree = new RunbookTree(() => this.#rows());
  readonly #read = rememberingRead();
  /** Some run goes on, here or elsewhere. */
  #isMoving = false;
  readonly #view: TreeView<RunbookRow>;
  readonly #clock: NodeJS.Timeout;
  readonly #subscriptions: Disposable[];

  constructor(bench: Workbench, person: ReturnType<typeof editorPerson>) {
    this.#bench = bench;
    this.#person = person;
    this.#view = window.createTreeView('omniScale.runbooks', { treeDataProvider: this.#tree });
    // Only a run that goes on changes by itself.
    this.#clock = setInterval(() => {
      if (this.#view.visible && this.#isMoving) this.#tree.refresh();
    }, 1_000);
    this.#subscriptions = [
      this.#view,
      this.#view.onDidChangeVisibility(() => this.#tree.refresh()),
      ...register({
        'runbook.disasterRecovery': () => this.#disasterRecovery(),
        'runbook.bootstrapGitOps': () => this.#bootstrapGitOps(),
        'runbook.resume': (row?: RunbookRow) => this.#resume(row),
        'runbook.abort': (row?: RunbookRow) => this.#abort(row),
        'runbook.stop': (row?: RunbookRow) => this.#stop(row),
        'runbook.showReport': (row?: RunbookRow) => this.#showReport(row),
      }),
    ];
  }

  /** Stops what this window works on; the journals keep where it was. */
  dispose(): void {
    clearInterval(this.#clock);
    for (const { cancel } of this.#working.values()) cancel.abort();
    for (const each of this.#subscriptions) each.dispose();
  }

  get #folders(): RunFolders {
    const configured = workspace.getConfiguration('omniScale').get<string>('runbooks.directory');
    return { runs: runbookFolder(configured), locks: lockFolder() };
  }

  #journals(): readonly JournalFile[] {
    return listJournals(this.#folders.runs, this.#read).runs;
  }

  #rows(): readonly RunbookRow[] {
    const now = Date.now();
    const { locks } = this.#folders;
    const rows = this.#journals().map((file) => {
      const working = this.#working.get(file.id);
      if (working) return runRow(file.id, working.state, { who: 'this-window', progress: working.progress }, now);
      const { state, holder } = asOfNow(file, locks);
      return runRow(file.id, state, holder === undefined ? { who: 'nobody' } : { who: 'another', holder }, now);
    });
    this.#isMoving = rows.some(({ context }) => context === 'run-live' || context === 'run-elsewhere');
    return rows;
  }

  async #disasterRecovery(): Promise<void> {
    const template = await askTemplate('Disaster Recovery: the Cluster');
    const mode =
      template && (await askMode(`Disaster Recovery of ${template.cluster}`, 'deletes the cluster and makes it again'));
    const bootstrap = mode && (await askBootstrap('Disaster Recovery: the Root Application', true));
    const values = bootstrap && (await askValues('Disaster Recovery: the Values', template.cluster, bootstrap));
    const backup = values && (await askBackup());
    const serviceAccounts = backup && (await askServiceAccounts());
    if (!template || !mode || !values || !backup || !serviceAccounts) return;
    await this.#begin('disaster-recovery', template.cluster, mode, async (systems, settings, chosen, signal) => {
      const gitOps = await gitOpsInputs(values, settings);
      if (!gitOps.ok) return gitOps;
      const { kubeconfig } = settings.kubernetes;
      const wish = {
        ...{
          cluster: template.cluster,
          template: template.path,
          drill: chosen === 'drill',
          gitOps: gitOps.value,
        },
        serviceAccounts,
        ...(backup === 'none' ? {} : { backupAge: backup * 3_600_000 }),
        ...(kubeconfig === undefined ? {} : { kubeconfig }),
      };
      const contacted = chosen === 'plan' ? undefined : systems;
      const inputs = await planDisasterRecovery(wish, contacted, settings.provider.host, signal);
      if (!inputs.ok) return inputs;
      const phases = disasterRecoveryPhases(inputs.value, systems);
      return {
        ok: true,
        value: { inputs: inputs.value, phases },
      };
    });
  }

  async #bootstrapGitOps(): Promise<void> {
    const template = await askTemplate('Bootstrap GitOps: the Cluster');
    const mode =
      template && (await askMode(`Bootstrap GitOps on ${template.cluster}`, 'installs what is not there yet'));
    const bootstrap = mode && (await askBootstrap('Bootstrap GitOps: the Root Application', false));
    const values = bootstrap && (await askValues('Bootstrap GitOps: the Values', template.cluster, bootstrap));
    if (!template || !mode || !values) return;
    await this.#begin('gitops-bootstrap', template.cluster, mode, async (systems, settings, chosen) => {
      const inputs = await gitOpsInputs(values, settings);
      if (!inputs.ok) return inputs;
      const phases = bootstrapPhases(inputs.value, systems, chosen === 'drill');
      return { ok: true, value: { inputs: inputs.value, phases } };
    });
  }

  async #begin(runbook: RunbookId, cluster: string, mode: Mode, plan: Planner): Promise<void> {
    if (mode !== 'plan' && !openSystems(this.#bench)) return;
    const cancel = new AbortController();
    const settings =
      mode === 'plan' ? readLiveSettings() : await fixedSettings(readLiveSettings(), runbook === 'gitops-bootstrap');
    const systems = this.#systems(settings, cluster, cancel.signal);
    const planned = await plan(systems, settings, mode, cancel.signal);
    if (!planned.ok) {
      systems.close();
      return tell(planned.fault);
    }
    const { inputs, phases } = planned.value;
    const { title } = runbooks[runbook];
    if (mode === 'plan') {
      systems.close();
      await this.#bench.documents.show('Plan.md', planMarkdown(`${title} of \`${cluster}\``, phases, false));
      return;
    }
    await this.#work(systems, cancel, (watch) =>
      startRun({
        ...{
          folders: this.#folders,
          runbook,
          title,
          cluster,
          drill: mode === 'drill',
          inputs,
          phases,
          target: settings,
        },
        operator: editorOperator(watch),
        signal: cancel.signal,
      }),
    );
  }

  async #resume(row?: RunbookRow): Promise<void> {
    const file = await this.#choose('Resume', row, ({ context }) => context === 'run-open');
    if (!file || !openSystems(this.#bench)) return;
    const cancel = new AbortController();
    const systems = this.#systems(file.state.target ?? readLiveSettings(), file.state.cluster, cancel.signal);
    const phases = phasesOf(file, systems);
    if (!phases.ok) {
      systems.close();
      return tell(phases.fault);
    }
    await this.#work(systems, cancel, (watch) =>
      resumeRun(file, {
        folders: this.#folders,
        phases: phases.value,
        operator: editorOperator(watch),
        signal: cancel.signal,
      }),
    );
  }

  /** Works through a run and tells how it ended. */
  async #work(
    systems: LiveSystems,
    cancel: AbortController,
    open: (watch: Parameters<typeof editorOperator>[0]) => Result<Run>,
  ): Promise<void> {
    let working: Working | undefined;
    const run = open({
      changed: (state) => {
        if (working) Object.assign(working, { state, progress: '' });
        this.#tree.refresh();
      },
      progress: (text) => {
        if (working) working.progress = text;
      },
    });
    if (!run.ok) {
      systems.close();
      return tell(run.fault);
    }
    const { id, runner } = run.value;
    working = { state: runner.state, progress: '', cancel };
    this.#working.set(id, working);
    this.#tree.refresh();
    try {
      const ended = await run.value.proceed();
      if (!ended.ok) await tell(ended.fault);
      else void this.#tellEnd(id, ended.value);
    } finally {
      run.value.close();
      systems.close();
      this.#working.delete(id);
      this.#tree.refresh();
    }
  }

  async #tellEnd(id: string, state: RunState): Promise<void> {
    const text = `${state.title} of \`${state.cluster}\`: ${verdict(state)}.`;
    const actions = state.status === 'finished' ? ['Show Report'] : ['Show Report', 'Resume'];
    const show = state.status === 'finished' ? window.showInformationMessage : window.showWarningMessage;
    const chosen = await show(text, ...actions);
    const row = this.#rows().find((each) => each.id === id);
    if (chosen === 'Show Report') await this.#showReport(row);
    if (chosen === 'Resume') await this.#resume(row);
  }

  async #abort(row?: RunbookRow): Promise<void> {
    const file = await this.#choose('Abort', row, ({ context }) => context === 'run-open');
    if (!file) return;
    const detail = 'It can not be resumed after that. What it has done stays.';
    if (!(await confirm(`Abort ${file.state.title} of ${file.state.cluster}?`, detail, 'Abort'))) return;
    const aborted = abortRun(file, this.#folders, 'a person aborted it');
    if (!aborted.ok) await tell(aborted.fault);
    this.#tree.refresh();
  }

  async #stop(row?: RunbookRow): Promise<void> {
    const file = await this.#choose('Stop', row, ({ context }) => context === 'run-live');
    if (file) this.#working.get(file.id)?.cancel.abort();
  }

  async #showReport(row?: RunbookRow): Promise<void> {
    const file = await this.#choose('Show the Report of', row, () => true);
    if (!file) return;
    const state = this.#working.get(file.id)?.state ?? asOfNow(file, this.#folders.locks).state;
    await this.#bench.documents.show(`${file.id}.md`, report(state, Date.now()));
  }

  /** The journal of a row, or of the run that a person picks. */
  async #choose(
    what: string,
    row: RunbookRow | undefined,
    fits: (row: RunbookRow) => boolean,
  ): Promise<JournalFile | undefined> {
    const journals = this.#journals();
    const rows = this.#rows().filter(fits);
    const [only] = rows;
    const items = rows.map(({ label, description, id }) => ({ label, description, id }));
    const id =
      row?.id ?? (rows.length === 1 ? only?.id : (await window.showQuickPick(items, { title: `${what}…` }))?.id);
    if (rows.length === 0) void window.showInformationMessage('There is no such run.');
    return journals.find((journal) => journal.id === id);
  }

  #systems(settings: LiveSettings, cluster: string, signal: AbortSignal): LiveSystems {
    const askSecret = async (name: string): Promise<string | undefined> =>
      window.showInputBox({
        title: name,
        prompt: 'It is used once and kept nowhere.',
        password: true,
        ignoreFocusOut: true,
      });
    const { omniEnvironment } = this.#bench.connection;
    return liveSystems({
      ...{ settings, cluster, person: this.#person, signal, askSecret, omniEnvironment },
      templateProblems: (path) => this.#problemsOf(path),
    });
  }

  /** What the language server reports as errors; omnictl reads the file, so it must not differ from what is shown. */
  async #problemsOf(path: string): Promise<readonly string[]> {
    const uri = Uri.file(path);
    const isUnsaved = workspace.textDocuments.some(({ isDirty, uri: open }) => isDirty && open.fsPath === uri.fsPath);
    const errors = await this.#bench.server.errors(uri.toString());
    return [...(isUnsaved ? [`\`${path}\` has changes that are not saved.`] : []), ...errors];
  }
}
