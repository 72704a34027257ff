// How runs and their phases look in the Runbooks view: plain values, so that they can be tested without VS Code.
import { currentPhase, isOver, type PhaseStatus, type RunState } from '../../../../server/src/live/runbooks/engine.ts';
import { duration, timeline, verdict, words } from '../../../../server/src/live/runbooks/report.ts';

export interface RunbookRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: { readonly id: string; readonly color: string };
  /** What menus ask for: `run-live`, `run-elsewhere`, `run-open` (can be resumed), `run-over`, `phase`. */
  readonly context: string;
  readonly children: readonly RunbookRow[];
}

const icons: Readonly<Record<PhaseStatus | 'over', RunbookRow['icon']>> = {
  pending: { id: 'circle-outline', color: 'descriptionForeground' },
  running: { id: 'sync', color: 'charts.blue' },
  asking: { id: 'comment-unresolved', color: 'list.warningForeground' },
  failed: { id: 'error', color: 'list.errorForeground' },
  stopped: { id: 'debug-pause', color: 'list.warningForeground' },
  done: { id: 'pass-filled', color: 'testing.iconPassed' },
  already: { id: 'pass', color: 'testing.iconPassed' },
  drill: { id: 'debug-step-over', color: 'descriptionForeground' },
  over: { id: 'circle-slash', color: 'descriptionForeground' },
};

/** Who works on a run. */
export type Worker =
  /** This window; `progress` says how far the present phase is. */
  | { readonly who: 'this-window'; readonly progress: string }
  /** Another process; `holder` names it for people. */
  | { readonly who: 'another'; readonly holder: string }
  | { readonly who: 'nobody' };

/** @param state as it stands now: one that was left is stopped @param now ms since 1970 */
export function runRow(id: string, state: RunState, worker: Worker, now: number): RunbookRow {
  const progress = worker.who === 'this-window' ? worker.progress : undefined;
  const at = currentPhase(state)?.id;
  const phases = timeline(state, now).map(
    ({ id: phase, title, status, elapsed, limit, text, destructive }): RunbookRow => {
      const shown = phase === at && progress ? progress : text;
      const time = elapsed > 0 ? `${duration(elapsed)}${limit === undefined ? '' : ` of ${duration(limit)}`}` : '';
      return {
        id: `${id}/${phase}`,
        label: title,
        description: [words[status], time, shown].filter((part) => part).join(' · '),
        tooltip: [title, shown, destructive ? 'Deletes; asks before, and is never repeated by itself.' : '']
          .filter((part) => part)
          .join('\n\n'),
        icon: icons[status],
        context: 'phase',
        children: [],
      };
    },
  );
  const drill = state.drill ? ', drill' : '';
  return {
    id,
    label: `${state.title} of ${state.cluster}${drill}`,
    description: worker.who === 'another' ? `${verdict(state)} · another process` : verdict(state),
    tooltip: [
      `Started ${new Date(state.startedAt).toLocaleString()}`,
      ...(worker.who === 'another' ? [worker.holder] : []),
    ].join('\n\n'),
    icon: icons[iconOf(state)],
    context: isOver(state) ? 'run-over' : contexts[worker.who],
    children: phases,
  };
}

const contexts: Readonly<Record<Worker['who'], string>> = {
  'this-window': 'run-live',
  another: 'run-elsewhere',
  nobody: 'run-open',
};

function iconOf({ status }: RunState): keyof typeof icons {
  if (status === 'finished') return 'done';
  return status === 'aborted' ? 'over' : status;
}
