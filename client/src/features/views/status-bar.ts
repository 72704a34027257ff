// One item in the status bar, which opens the status report. Quiet while nothing is watched.
import { Disposable, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Status } from '../../../../server/src/live/status/model.ts';
import type { Connection } from '../connection/connection.ts';
import { statusBarText } from './status-bar-text.ts';

export function showStatusBar(connection: Connection): Disposable {
  const item = window.createStatusBarItem('omniScale.status', StatusBarAlignment.Left, 10);
  item.name = 'Omni Scale';
  item.command = 'omniScale.showStatus';
  const draw = (status: Status | undefined): void => {
    const said = statusBarText(status, connection.isDemo);
    if (!said) {
      item.hide();
      return;
    }
    item.text = said.text;
    item.tooltip = said.tooltip;
    item.backgroundColor = said.isError ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  return Disposable.from(
    item,
    connection.onStatus(({ status }) => draw(status)),
    connection.onReplaced(() => draw(connection.session?.status)),
  );
}
