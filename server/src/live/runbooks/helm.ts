// Installs a chart with the user's `helm`: an argument list, a pinned version, a deadline. Values given here are no
// secrets; they can be seen in the list of processes.
import { failed, ok, type Result } from '../fault.ts';
import { quote } from '../provider/quote.ts';
import { redactor } from '../redact.ts';
import type { Action, PhaseContext } from './phase.ts';
import type { HelmSystem } from './systems.ts';

export interface Chart {
  readonly release: string;
  readonly chart: string;
  /** Address of the chart's repository. */
  readonly repository: string;
  readonly version: string;
  readonly namespace: string;
  readonly createNamespace?: true;
  /** `name=value` as `--set` takes it. */
  readonly values: readonly string[];
}

/** Arguments that bring a release to this version, whether it is there or not. */
function upgradeArguments(chart: Chart, milliseconds: number): readonly string[] {
  const { release, repository, version, namespace, createNamespace, values } = chart;
  return [
    ...['upgrade', '--install', release, chart.chart, '--repo', repository, '--version', version],
    ...['--namespace', namespace, ...(createNamespace ? ['--create-namespace'] : [])],
    ...values.flatMap((value) => ['--set', value]),
    ...['--wait', '--timeout', `${Math.max(1, Math.ceil(milliseconds / 1_000))}s`],
  ];
}

/** The action that installs a chart; may be repeated. */
export function installAction(helm: HelmSystem, chart: Chart, limit: number): Action {
  return {
    get commands() {
      return [quote([helm.program, ...upgradeArguments(chart, limit), ...helm.target])];
    },
    limit: limit + deadlineSlack,
    run: (context) => install(helm, chart, context),
  };
}

/** Helm gives up by itself first, so that it can mark the release as failed. */
const deadlineSlack = 10_000;

async function install(helm: HelmSystem, chart: Chart, context: PhaseContext): Promise<Result<void>> {
  const wait = Math.max(1_000, context.remaining - deadlineSlack);
  const ended = await helm.run({
    program: helm.program,
    args: [...upgradeArguments(chart, wait), ...helm.target],
    deadline: context.remaining,
    signal: context.signal,
  });
  if (!ended.ok)
    return ended.fault.kind === 'program-missing'
      ? failed('program-missing', ended.fault.message, { next: 'Install helm, or name it in `omniScale.helm.path`.' })
      : ended;
  const { code, stderr } = ended.value;
  if (code === 0) return ok(undefined);
  const said = redactor.redact(stderr.trim());
  const reason =
    said
      .split('\n')
      .at(-1)
      ?.replace(/^Error: /, '') || `it ended with ${code}`;
  // A release that an earlier helm left in the middle has to be cleared by a person: it may hold data.
  const next = /another operation .* is in progress/.test(said)
    ? `Another helm works on it, or one was ended in the middle: a helm goes on when the run that started it is killed. Wait for it, look at \`helm history ${chart.release} --namespace ${chart.namespace}\`, and roll back or uninstall a release that stays pending.`
    : `Read \`helm status ${chart.release} --namespace ${chart.namespace}\`.`;
  return failed('failed', `helm could not install \`${chart.release}\` ${chart.version}: ${reason}`, {
    next,
    details: said.slice(-2_000),
  });
}
