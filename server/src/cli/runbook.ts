// `omni-scale runbook`: disaster recovery and GitOps bootstrap from a terminal; listed, shown, resumed and aborted.
import { parseArgs } from 'node:util';
import { redactor } from '../live/redact.ts';
import { lockFolder, runbookFolder } from '../live/runbooks/folder.ts';
import { credentialNames } from '../live/runbooks/gitops-bootstrap.ts';
import { type JournalFile, listJournals } from '../live/runbooks/journal.ts';
import { phasesOf, runbooks } from '../live/runbooks/plan.ts';
import { report, verdict } from '../live/runbooks/report.ts';
import { abortRun, asOfNow, type Run, type RunFolders, resumeRun, unfinished } from '../live/runbooks/run.ts';
import type { Command, Terminal } from './command.ts';
import { liveHelp, liveOptions, liveSettings } from './live-settings.ts';
import { failWith } from './omni-options.ts';
import { begin } from './runbook-begin.ts';
import { terminalOperator, terminalSystems } from './runbook-operator.ts';

export const runbook: Command = {
  name: 'runbook',
  summary: 'Disaster recovery and GitOps bootstrap, step by step; can be resumed at any time',
  usage: 'omni-scale runbook list | show [RUN] | run RUNBOOK | resume [RUN] | abort [RUN] [options]',
  help: [
    '  list                 the runbooks, and the runs so far',
    '  show [RUN]           the report of a run (default: the latest)',
    '  run RUNBOOK          disaster-recovery or gitops-bootstrap',
    '  resume [RUN]         take up a run that was stopped, failed or killed (default: the one that is not finished)',
    '  abort [RUN]          end a run for good',
    '',
    'Options of run',
    '  --cluster NAME       the cluster; its name has to be typed before anything is done',
    '  --template FILE      its template (disaster-recovery)',
    '  --bootstrap FILE     the root Application, or the folder with it; for disaster-recovery: bootstrap it from git afterwards',
    '  --drill              everything but what destroys, against the live systems',
    '  --dry-run            print every command and do nothing',
    '  --backup-age HOURS   how old the last backup of etcd may be (default: 24)',
    '  --without-backup     go on without a recent backup',
    '  --service-account NAME',
    '                       service account of Omni that has to be made again; may be repeated',
    '  --chart NAME=VERSION pin a chart (cilium, external-secrets, longhorn, argo-cd); may be repeated.',
    '                       Default: what the repository’s Applications name',
    '  --mtu BYTES          of Cilium (default: 1450)',
    '  --api-server HOST:PORT',
    '                       where Cilium finds the API server (default: localhost:7445, KubePrism of Talos)',
    '  --privileged-namespace NAME',
    '                       namespace whose pods need privileges (default: longhorn-system, netdata); may be repeated',
    '',
    'Options',
    '  --runbooks FOLDER    where runs are kept (default: in the user’s state folder; OMNI_SCALE_RUNBOOKS)',
    ...liveHelp,
    '',
    `Secrets come from ${credentialNames.join(' and ')}, or are asked; they are not written anywhere.`,
    'Ctrl+C stops a run in order; it can be resumed.',
    '',
    'Exit: 0 done; 1 failed or stopped, can be resumed; 2 could not run.',
    '',
    'Examples',
    '  omni-scale runbook run disaster-recovery --cluster prod-01 --template clusters/prod-01.yaml --dry-run',
    '  omni-scale runbook run disaster-recovery --cluster prod-01 --template clusters/prod-01.yaml --drill',
    '  omni-scale runbook run gitops-bootstrap --cluster prod-01 --bootstrap bootstrap/root.yaml',
    '  omni-scale runbook resume',
  ],
  run,
};

const runbookOptions = {
  ...liveOptions,
  runbooks: { type: 'string' },
  cluster: { type: 'string' },
  template: { type: 'string' },
  bootstrap: { type: 'string' },
  drill: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  'backup-age': { type: 'string', default: '24' },
  'without-backup': { type: 'boolean', default: false },
  'service-account': { type: 'string', multiple: true },
  chart: { type: 'string', multiple: true },
  mtu: { type: 'string' },
  'api-server': { type: 'string' },
  'privileged-namespace': { type: 'string', multiple: true },
} as const;

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = parseArgs({ args: [...args], allowPositionals: true, options: runbookOptions, tokens: true });
  const { values, positionals, tokens } = parsed;
  const [action, name, ...more] = positionals;
  const given = tokens.flatMap((token) => (token.kind === 'option' ? token.name : []));
  const idle = action === 'run' ? undefined : given.find((flag) => !flagsBesideRun(action).includes(flag));
  if (idle !== undefined)
    return terminal.fail(`--${idle} says nothing to \`runbook ${action ?? ''}\`${whyIdle(action)}`);
  if (more.length > 0) return terminal.fail(`\`${more[0]}\` is too much; usage: ${runbook.usage}`);
  for (const variable of credentialNames) redactor.learn(process.env[variable] ?? '');
  const folders: RunFolders = {
    runs: runbookFolder(values.runbooks ?? process.env.OMNI_SCALE_RUNBOOKS),
    locks: lockFolder(),
  };
  switch (action) {
    case 'list':
      return list(folders, terminal);
    case 'show':
      return show(folders, name, terminal);
    case 'run':
      return begin(name, values, folders, terminal, follow);
    case 'resume':
      return resume(folders, name, values.cluster, terminal);
    case 'abort':
      return abort(folders, name, values.cluster, terminal);
    default:
      return terminal.fail('say what to do: list, show, run, resume or abort');
  }
}

function list({ runs: folder, locks }: RunFolders, terminal: Terminal): number {
  for (const [id, { summary }] of Object.entries(runbooks)) terminal.print(`${id.padEnd(18)} ${summary}`);
  const { runs, unreadable } = listJournals(folder);
  if (runs.length > 0) terminal.print('');
  for (const file of runs) {
    const { state, holder } = asOfNow(file, locks);
    terminal.print(`${file.id}  ${verdict(state)}${holder === undefined ? '' : ` (${holder})`}`);
  }
  for (const problem of unreadable) terminal.progress(problem);
  return 0;
}

/** Flags that the other actions take; on which systems a run works, its journal says. */
function flagsBesideRun(action: string | undefined): readonly string[] {
  return action === 'resume' || action === 'abort' ? ['runbooks', 'cluster'] : ['runbooks'];
}

function whyIdle(action: string | undefined): string {
  return action === 'resume' ? ': a run goes on with what it began with' : '';
}

function show({ runs: folder, locks }: RunFolders, name: string | undefined, terminal: Terminal): number {
  const { runs } = listJournals(folder);
  const found = name === undefined ? runs[0] : runs.find(({ id }) => id === name);
  if (!found) return terminal.fail(noSuchRun(name));
  terminal.print(report(asOfNow(found, locks).state, Date.now()));
  return 0;
}

async function resume(
  folders: RunFolders,
  name: string | undefined,
  cluster: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const file = chosen(folders, name, cluster);
  if (typeof file === 'string') return terminal.fail(file);
  const signal = terminal.interrupted();
  // What the run began with wins over what is set up now: it goes on where it was.
  const settings = file.state.target ?? liveSettings({}, terminal);
  const systems = terminalSystems(settings, file.state.cluster, signal, terminal);
  try {
    const phases = phasesOf(file, systems);
    if (!phases.ok) return failWith(terminal, phases.fault);
    const operator = terminalOperator(terminal);
    const resumed = resumeRun(file, { folders, phases: phases.value, operator, signal });
    return resumed.ok ? await follow(resumed.value, terminal) : failWith(terminal, resumed.fault);
  } finally {
    systems.close();
  }
}

async function abort(
  folders: RunFolders,
  name: string | undefined,
  cluster: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const file = chosen(folders, name, cluster);
  if (typeof file === 'string') return terminal.fail(file);
  const aborted = abortRun(file, folders, 'a person aborted it');
  if (!aborted.ok) return failWith(terminal, aborted.fault);
  terminal.progress(`\`${file.id}\` is aborted. Report: ${aborted.value}`);
  return 0;
}

/** Works through a run, and says how it ended and what comes next. */
async function follow(run: Run, terminal: Terminal): Promise<number> {
  try {
    const ended = await run.proceed();
    if (!ended.ok) return failWith(terminal, ended.fault);
    const state = ended.value;
    if (state.status === 'finished') {
      terminal.progress(`${state.title} of \`${state.cluster}\`: ${verdict(state)}. Report: ${run.report}`);
      return 0;
    }
    const failure = state.phases.find(({ status }) => status === 'failed');
    for (const line of [failure?.fault?.message, failure?.fault?.next, ...(failure?.look ?? [])])
      if (line) terminal.progress(line);
    const why = state.status === 'stopped' && state.why ? `: ${state.why}` : '';
    terminal.progress(`${state.title} of \`${state.cluster}\`: ${verdict(state)}${why}. Report: ${run.report}`);
    terminal.progress(`Resume it with \`omni-scale runbook resume ${run.id}\`.`);
    return 1;
  } finally {
    run.close();
  }
}

/** The run that is meant, or why it is not clear. */
function chosen(folders: RunFolders, name: string | undefined, cluster: string | undefined): JournalFile | string {
  const open = unfinished(folders.runs, cluster);
  if (name !== undefined) return listJournals(folders.runs).runs.find(({ id }) => id === name) ?? noSuchRun(name);
  const [only, ...others] = open;
  if (only && others.length === 0) return only;
  if (!only) return 'no run is unfinished';
  return `several runs are unfinished; name one: ${open.map(({ id }) => id).join(', ')}`;
}

function noSuchRun(name: string | undefined): string {
  return name === undefined
    ? 'there are no runs yet'
    : `there is no run \`${name}\`; \`omni-scale runbook list\` lists them`;
}
