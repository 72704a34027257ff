// One item in the status bar: the worst state and how many problems there are. Quiet while nothing is watched.
import { Disposable, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Level, Status } from '../../../../server/src/live/status/model.ts';
import type { Connection } from '../connection/connection.ts';

const icons: Readonly<Record<Level, string>> = {
  healthy: 'pass',
  busy: 'sync',
  unknown: 'question',
  warning: 'warning',
  error: 'error',
};

export function showStatusBar(connection: Connection): Disposable {
  const item = window.createStatusBarItem('omniScale.status', StatusBarAlignment.Left, 10);
  item.name = 'Omni Scale';
  item.command = 'omniScale.showStatus';
  const draw = (status: Status | undefined): void => {
    if (!status?.worst) {
      item.hide();
      return;
    }
    const { worst, problems } = status;
    const demo = connection.isDemo ? ' (demo)' : '';
    item.text = `$(${icons[worst]}) Omni Scale${problems > 0 ? ` ${problems}` : ''}${demo}`;
    item.tooltip =
      problems === 0 ? 'No problems. Shows the status report.' : `${problems} problems. Shows the status report.`;
    item.backgroundColor = worst === 'error' ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  return Disposable.from(
    item,
    connection.onStatus(({ status }) => draw(status)),
    connection.onReplaced(() => draw(connection.session?.status)),
  );
}
