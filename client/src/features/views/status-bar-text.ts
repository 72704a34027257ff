// What the status bar says: the worst state and how many problems there are, as plain values.
import type { Level, Status } from '../../../../server/src/live/status/model.ts';
import { numbered } from '../../../../server/src/live/status/words.ts';

export interface StatusBarText {
  readonly text: string;
  readonly tooltip: string;
  readonly isError: boolean;
}

const icons: Readonly<Record<Level, string>> = {
  healthy: 'pass',
  busy: 'sync',
  unknown: 'question',
  warning: 'warning',
  error: 'error',
};

/** Undefined while nothing is watched: then there is nothing to say. */
export function statusBarText(status: Status | undefined, isDemo: boolean): StatusBarText | undefined {
  if (!status?.worst) return undefined;
  const { worst, problems } = status;
  const count = problems > 0 ? ` ${problems}` : '';
  return {
    text: `$(${icons[worst]}) Omni Scale${count}${isDemo ? ' (demo)' : ''}`,
    tooltip: `${problems === 0 ? 'No problems' : numbered(problems, 'problem')}. Shows the status report.`,
    isError: worst === 'error',
  };
}
