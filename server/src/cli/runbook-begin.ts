// `omni-scale runbook run`: from flags to a run, or to the list of what it would do.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Result } from '../live/fault.ts';
import { disasterRecoveryPhases } from '../live/runbooks/disaster-recovery.ts';
import type { GitOpsInputs } from '../live/runbooks/gitops-bootstrap.ts';
import { gitOpsInputs, isNamespace, readApiServer, readMtu, readPin } from '../live/runbooks/gitops-values.ts';
import { fixedSettings, type LiveSystems } from '../live/runbooks/live-systems.ts';
import type { Phase } from '../live/runbooks/phase.ts';
import { bootstrapPhases, planDisasterRecovery, type RunbookId, runbooks } from '../live/runbooks/plan.ts';
import { plannedPhases } from '../live/runbooks/preview.ts';
import { type Run, type RunFolders, startRun } from '../live/runbooks/run.ts';
import { charts } from '../live/runbooks/versions.ts';
import type { LiveSettings } from '../live/settings.ts';
import type { Terminal } from './command.ts';
import { type LiveFlags, liveSettings } from './live-settings.ts';
import { failWith } from './omni-options.ts';
import { terminalOperator, terminalSystems } from './runbook-operator.ts';

export interface BeginFlags extends LiveFlags {
  readonly cluster?: string | undefined;
  readonly template?: string | undefined;
  readonly bootstrap?: string | undefined;
  readonly drill: boolean;
  readonly 'dry-run': boolean;
  readonly 'backup-age': string;
  readonly 'without-backup': boolean;
  readonly 'service-account'?: readonly string[] | undefined;
  readonly chart?: readonly string[] | undefined;
  readonly mtu?: string | undefined;
  readonly 'api-server'?: string | undefined;
  readonly 'privileged-namespace'?: readonly string[] | undefined;
}

interface Plan {
  readonly inputs: unknown;
  readonly phases: readonly Phase[];
}

/** Begins the run that the flags ask for and hands it on, or prints what it would do. */
export async function begin(
  name: string | undefined,
  flags: BeginFlags,
  folders: RunFolders,
  terminal: Terminal,
  follow: (run: Run, terminal: Terminal) => Promise<number>,
): Promise<number> {
  const id = idOf(name);
  if (!id) return terminal.fail(`name a runbook: ${Object.keys(runbooks).join(' or ')}`);
  const { cluster } = flags;
  const problem = problemIn(id, flags, terminal);
  if (problem !== undefined || cluster === undefined)
    return terminal.fail(problem ?? 'name the cluster with --cluster');
  const signal = terminal.interrupted();
  const settings = await fixedSettings(liveSettings(flags, terminal), id === 'gitops-bootstrap');
  const systems = terminalSystems(settings, cluster, signal, terminal);
  try {
    const plan = await planOf(id, cluster, flags, settings, systems, terminal, signal);
    if (!plan.ok) return failWith(terminal, plan.fault);
    const { phases, inputs } = plan.value;
    const { title } = runbooks[id];
    if (flags['dry-run']) return printPlan(`${title} of \`${cluster}\``, phases, flags.drill, terminal);
    const started = startRun({
      ...{ folders, runbook: id, title, cluster, drill: flags.drill, inputs, target: settings, phases, signal },
      operator: terminalOperator(terminal),
    });
    return started.ok ? await follow(started.value, terminal) : failWith(terminal, started.fault);
  } finally {
    systems.close();
  }
}

function idOf(name: string | undefined): RunbookId | undefined {
  return name === 'disaster-recovery' || name === 'gitops-bootstrap' ? name : undefined;
}

/** What is wrong with the flags. */
function problemIn(id: RunbookId, flags: BeginFlags, { cwd }: Terminal): string | undefined {
  if (flags.cluster === undefined) return 'name the cluster with --cluster';
  if (id === 'disaster-recovery' && flags.template === undefined) return 'name the cluster’s template with --template';
  if (id === 'gitops-bootstrap' && flags.bootstrap === undefined) return 'name the root Application with --bootstrap';
  const missing = [flags.template, flags.bootstrap].find(
    (path) => path !== undefined && !existsSync(resolve(cwd, path)),
  );
  if (missing !== undefined) return `${missing} does not exist`;
  if (!(Number(flags['backup-age']) > 0)) return `--backup-age takes hours; not \`${flags['backup-age']}\``;
  return problemInValues(flags);
}

function problemInValues(flags: BeginFlags): string | undefined {
  const { mtu, chart = [], 'api-server': apiServer, 'privileged-namespace': namespaces = [] } = flags;
  if (mtu !== undefined && readMtu(mtu) === undefined) return `--mtu takes 1280 to 9216 bytes; not \`${mtu}\``;
  if (apiServer !== undefined && !readApiServer(apiServer)) return `--api-server takes HOST:PORT; not \`${apiServer}\``;
  const pin = chart.find((text) => !readPin(text));
  if (pin !== undefined) return `--chart takes NAME=VERSION with ${charts.join(', ')}; not \`${pin}\``;
  const namespace = namespaces.find((name) => !isNamespace(name));
  return namespace === undefined ? undefined : `--privileged-namespace takes a namespace; not \`${namespace}\``;
}

async function planOf(
  id: RunbookId,
  cluster: string,
  flags: BeginFlags,
  settings: LiveSettings,
  systems: LiveSystems,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Result<Plan>> {
  const gitOps = await gitOpsOf(cluster, flags, settings, terminal);
  if (!gitOps.ok) return gitOps;
  if (id === 'gitops-bootstrap')
    return { ok: true, value: { inputs: gitOps.value, phases: bootstrapPhases(gitOps.value, systems, flags.drill) } };
  const { kubeconfig } = settings.kubernetes;
  const wish = {
    ...{ cluster, drill: flags.drill, serviceAccounts: flags['service-account'] ?? [] },
    template: resolve(terminal.cwd, flags.template ?? ''),
    ...(flags['without-backup'] ? {} : { backupAge: Number(flags['backup-age']) * 3_600_000 }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    gitOps: gitOps.value,
  };
  const contacted = flags['dry-run'] ? undefined : systems;
  const inputs = await planDisasterRecovery(wish, contacted, settings.provider.host, signal);
  return inputs.ok
    ? { ok: true, value: { inputs: inputs.value, phases: disasterRecoveryPhases(inputs.value, systems) } }
    : inputs;
}

function gitOpsOf(
  cluster: string,
  flags: BeginFlags,
  settings: LiveSettings,
  { cwd }: Terminal,
): Promise<Result<GitOpsInputs>> {
  const { bootstrap, 'privileged-namespace': privilegedNamespaces } = flags;
  const mtu = readMtu(flags.mtu ?? '');
  const apiServer = readApiServer(flags['api-server'] ?? '');
  const pins = (flags.chart ?? []).flatMap((text) => readPin(text) ?? []);
  const wish = {
    cluster,
    versions: Object.fromEntries(pins.map(({ chart, version }) => [chart, version])),
    ...(bootstrap === undefined ? {} : { bootstrap: resolve(cwd, bootstrap) }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(apiServer === undefined ? {} : { apiServer }),
    ...(privilegedNamespaces === undefined ? {} : { privilegedNamespaces }),
  };
  return gitOpsInputs(wish, settings);
}

/** Every phase with the commands it would run; nothing is contacted. */
function printPlan(title: string, phases: readonly Phase[], drill: boolean, terminal: Terminal): number {
  terminal.print(`${title}${drill ? ', drill' : ''}: what would be done. Nothing is contacted and nothing is changed.`);
  for (const [index, planned] of plannedPhases(phases, drill).entries()) {
    const { title: phase, marks, looks, commands, lines } = planned;
    terminal.print(`${String(index + 1).padStart(2)}  ${phase}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`);
    for (const line of lines) terminal.print(`      ${line}`);
    for (const command of looks) terminal.print(`      ${command}  # only looks`);
    for (const command of commands) terminal.print(`      ${command}`);
  }
  return 0;
}
