// The Runbooks view: the runs of this person, the latest first, each with its phases as a timeline.
import { EventEmitter, ThemeColor, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { RunbookRow } from './runbook-rows.ts';

export class RunbookTree implements TreeDataProvider<RunbookRow> {
  readonly #changed = new EventEmitter<void>();
  readonly #rows: () => readonly RunbookRow[];

  readonly onDidChangeTreeData = this.#changed.event;

  /** @param rows gives the rows as of now */
  constructor(rows: () => readonly RunbookRow[]) {
    this.#rows = rows;
  }

  refresh(): void {
    this.#changed.fire();
  }

  getChildren(row?: RunbookRow): RunbookRow[] {
    return [...(row ? row.children : this.#rows())];
  }

  getTreeItem(row: RunbookRow): TreeItem {
    const live = row.context === 'run-live';
    const { None, Expanded, Collapsed } = TreeItemCollapsibleState;
    const item = new TreeItem(row.label, row.children.length === 0 ? None : live ? Expanded : Collapsed);
    item.id = `${row.id}${live ? ' live' : ''}`;
    item.description = row.description;
    item.tooltip = row.tooltip;
    item.iconPath = new ThemeIcon(row.icon.id, new ThemeColor(row.icon.color));
    item.contextValue = row.context;
    return item;
  }
}
