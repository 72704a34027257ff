// The rows of one section as a tree. A row keeps its node as long as it exists, so that only rows that changed are drawn
// again; of long lists the first rows are shown, and more when asked for.
import {
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode';
import type { Changes } from '../../../../server/src/live/status/changes.ts';
import type { Row, Section, SectionName } from '../../../../server/src/live/status/model.ts';
import { ageText, matchesFilter, rowItem, rowTooltip } from './row-item.ts';
import { sectionHead } from './section-head.ts';

/** A row in a tree; the argument of every command in a row's menu. */
export class RowNode {
  readonly kind = 'row';
  row: Row;
  readonly parent: RowNode | undefined;

  constructor(row: Row, parent: RowNode | undefined) {
    this.row = row;
    this.parent = parent;
  }

  get depth(): number {
    return this.parent ? this.parent.depth + 1 : 0;
  }
}

/** Stands for rows that are not shown yet. */
interface MoreNode {
  readonly kind: 'more';
  readonly parent: RowNode | undefined;
  readonly hidden: number;
}

interface NoticeNode {
  readonly kind: 'notice';
  readonly text: string;
  readonly icon: 'info' | 'warning';
}

export type TreeNode = RowNode | MoreNode | NoticeNode;

/** More than fit on a screen, and few enough to be drawn at once. */
const page = 200;

export const showMoreCommand = 'omniScale.showMoreRows';

export class StatusTree implements TreeDataProvider<TreeNode> {
  readonly section: SectionName;
  readonly #changed = new EventEmitter<TreeNode | undefined>();
  readonly #nodes = new Map<string, RowNode>();
  readonly #limits = new Map<string, number>();
  #state: Section | undefined;
  #filter = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(section: SectionName) {
    this.section = section;
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(text: string) {
    this.#filter = text;
    this.#changed.fire(undefined);
  }

  /** Takes a new state of the section; without changes everything is drawn again. */
  update(state: Section | undefined, changes?: Changes): void {
    const before = this.#state;
    this.#state = state;
    // A row that changed may begin or cease to fit the filter.
    const filtered = this.#filter !== '' && changes !== undefined && changes.rows.size > 0;
    // The rows of a stale section say how old they are.
    const older = ageText(before) !== ageText(state);
    if (!changes || filtered || older || changes.sections.has(this.section) || before?.phase !== state?.phase) {
      this.#changed.fire(undefined);
      return;
    }
    for (const id of changes.rows) {
      const node = this.#nodes.get(id);
      if (node) this.#changed.fire(node);
    }
  }

  showMore(node: MoreNode): void {
    const key = node.parent?.row.id ?? '';
    this.#limits.set(key, (this.#limits.get(key) ?? page) + page * 5);
    this.#changed.fire(node.parent);
  }

  /** The node of a row, with those above it, wherever it is in the section. */
  find(id: string): RowNode | undefined {
    const seek = (rows: readonly Row[], parent: RowNode | undefined): RowNode | undefined => {
      for (const row of rows) {
        const node = this.#nodeOf(row, parent);
        const found = row.id === id ? node : seek(row.children, node);
        if (found) return found;
      }
      return undefined;
    };
    return seek(this.#state?.rows ?? [], undefined);
  }

  /** Whether the filter keeps a row, or one above it, from being shown. */
  hides(node: RowNode): boolean {
    if (this.#filter !== '' && !matchesFilter(node.row, this.#filter)) return true;
    return node.parent !== undefined && this.hides(node.parent);
  }

  /** Shows as many rows of a list as it takes to reach this one, and so for every list above it. */
  makeRoom(node: RowNode): void {
    if (node.parent) this.makeRoom(node.parent);
    const beside = node.parent?.row.children ?? this.#state?.rows ?? [];
    const place = beside.findIndex(({ id }) => id === node.row.id);
    const key = node.parent?.row.id ?? '';
    if (place < (this.#limits.get(key) ?? page)) return;
    this.#limits.set(key, (Math.floor(place / page) + 1) * page);
    this.#changed.fire(node.parent);
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'notice' ? undefined : node.parent;
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!this.#state || (node && node.kind !== 'row')) return [];
    const rows = node ? node.row.children : this.#state.rows;
    const shown = this.#filter ? rows.filter((row) => matchesFilter(row, this.#filter)) : rows;
    const limit = this.#limits.get(node?.row.id ?? '') ?? page;
    const nodes: TreeNode[] = shown.slice(0, limit).map((row) => this.#nodeOf(row, node));
    if (shown.length > limit) nodes.push({ kind: 'more', parent: node, hidden: shown.length - limit });
    if (!node && nodes.length === 0) return this.#notices(rows.length > 0);
    return nodes;
  }

  getTreeItem(node: TreeNode): TreeItem {
    if (node.kind === 'notice') {
      const item = new TreeItem(node.text);
      item.iconPath = new ThemeIcon(node.icon);
      item.tooltip = node.text;
      return item;
    }
    if (node.kind === 'more') {
      const item = new TreeItem(`${node.hidden} more`);
      item.iconPath = new ThemeIcon('ellipsis');
      item.command = { command: showMoreCommand, title: 'Show More', arguments: [this.section, node] };
      return item;
    }
    return this.#rowItem(node);
  }

  /** Tooltips are written when the mouse asks for them. */
  resolveTreeItem(item: TreeItem, node: TreeNode): TreeItem {
    if (node.kind === 'row' && this.#state) {
      const markdown = new MarkdownString(rowTooltip(node.row, this.#state, Date.now()), true);
      item.tooltip = markdown;
    }
    return item;
  }

  #rowItem(node: RowNode): TreeItem {
    const { row, depth } = node;
    const { label, description, icon, context, collapsible, accessible } = rowItem(row, depth, ageText(this.#state));
    const item = new TreeItem(label, collapsibleStates[collapsible]);
    item.id = node.row.id;
    item.description = description;
    item.iconPath = new ThemeIcon(icon.id, new ThemeColor(icon.color));
    item.contextValue = context;
    item.accessibilityInformation = { label: accessible };
    return item;
  }

  #nodeOf(row: Row, parent: RowNode | undefined): RowNode {
    const known = this.#nodes.get(row.id);
    if (known && known.parent === parent) {
      known.row = row;
      return known;
    }
    const node = new RowNode(row, parent);
    this.#nodes.set(row.id, node);
    return node;
  }

  #notices(filtered: boolean): NoticeNode[] {
    if (filtered) return [{ kind: 'notice', text: `No row has “${this.#filter}”.`, icon: 'info' }];
    const notice = this.#state && sectionHead(this.#state, false).notice;
    return notice ? [{ kind: 'notice', ...notice }] : [];
  }
}

const collapsibleStates = {
  none: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
};
