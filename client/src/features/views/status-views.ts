// The six views of the status: each watches its section while it is visible, and shows what the session tells.
import { setTimeout as sleep } from 'node:timers/promises';
import { commands, Disposable, type TreeView, window } from 'vscode';
import type { Watchable } from '../../../../server/src/live/session.ts';
import { type Section, type SectionName, sectionNames } from '../../../../server/src/live/status/model.ts';
import type { Connection } from '../connection/connection.ts';
import { sectionHead } from './section-head.ts';
import { RowNode, StatusTree, showMoreCommand, type TreeNode } from './status-tree.ts';

/** What findings rest on is read while a view is open that shows what it belongs to. */
const readBeside: Readonly<Partial<Record<SectionName, Watchable>>> = {
  clusters: 'inventory',
  provider: 'inventory',
  applications: 'cluster inventory',
  secrets: 'cluster inventory',
};

interface View {
  readonly tree: StatusTree;
  readonly view: TreeView<TreeNode>;
  watching: Disposable | undefined;
}

/** Ids in package.json. */
export const viewIds: Readonly<Record<SectionName, string>> = {
  clusters: 'omniScale.clusters',
  nodes: 'omniScale.kubernetes',
  applications: 'omniScale.applications',
  secrets: 'omniScale.secrets',
  storage: 'omniScale.storage',
  provider: 'omniScale.provider',
};

export class StatusViews implements Disposable {
  readonly #connection: Connection;
  readonly #views = new Map<SectionName, View>();
  readonly #subscriptions: Disposable[] = [];
  /** What the context keys were last set to. */
  readonly #keys = new Map<string, unknown>();

  constructor(connection: Connection) {
    this.#connection = connection;
    for (const name of sectionNames) this.#views.set(name, this.#create(name));
    this.#subscriptions.push(
      connection.onStatus(({ status, changes }) => {
        for (const [name, { tree }] of this.#views) tree.update(status.sections[name], changes);
        this.#drawHeads();
      }),
      connection.onReplaced(() => this.#redraw()),
      commands.registerCommand(showMoreCommand, (name: SectionName, node) =>
        this.#views.get(name)?.tree.showMore(node),
      ),
      commands.registerCommand('omniScale.filterRows', () => this.#askFilter()),
      commands.registerCommand('omniScale.clearFilter', () => this.#setFilter('')),
    );
    this.#redraw();
  }

  /** Shows a row, even one that the filter hides or a long list leaves out; false when there is none of this id. */
  async reveal(section: SectionName, id: string): Promise<boolean> {
    const found = this.#views.get(section);
    await commands.executeCommand(`${viewIds[section]}.focus`);
    const node = found?.tree.find(id);
    if (!found || !node) return false;
    if (found.tree.hides(node)) this.#setFilter('');
    found.tree.makeRoom(node);
    return onceDrawn(() => found.view.reveal(node, { select: true, focus: true, expand: true }));
  }

  /** The node of a row, as commands in its menu get it. */
  node(section: SectionName, id: string): RowNode | undefined {
    return this.#views.get(section)?.tree.find(id);
  }

  /** The tree of a section, for tests of the whole window. */
  tree(section: SectionName): StatusTree | undefined {
    return this.#views.get(section)?.tree;
  }

  /** Ids of the rows that are selected, for tests of the whole window. */
  selected(section: SectionName): readonly string[] {
    const nodes = this.#views.get(section)?.view.selection ?? [];
    return nodes.flatMap((node) => (node instanceof RowNode ? [node.row.id] : []));
  }

  /** What the tree of a section shows, for tests of the whole window. */
  labels(section: SectionName): readonly string[] {
    const tree = this.#views.get(section)?.tree;
    const walk = (nodes: readonly TreeNode[]): string[] =>
      nodes.flatMap((node) => {
        const item = tree?.getTreeItem(node);
        const text = `${item?.label ?? ''}${item?.description ? ` | ${item.description}` : ''}`;
        return [text, ...(tree && node instanceof RowNode ? walk(tree.getChildren(node)) : [])];
      });
    return tree ? walk(tree.getChildren()) : [];
  }

  dispose(): void {
    for (const { view, watching } of this.#views.values()) {
      watching?.dispose();
      view.dispose();
    }
    Disposable.from(...this.#subscriptions).dispose();
  }

  #create(name: SectionName): View {
    const tree = new StatusTree(name);
    const view = window.createTreeView(viewIds[name], { treeDataProvider: tree, showCollapseAll: true });
    const entry: View = { tree, view, watching: undefined };
    const follow = (visible: boolean): void => {
      entry.watching?.dispose();
      entry.watching = visible ? this.#watch(name) : undefined;
    };
    this.#subscriptions.push(view.onDidChangeVisibility(({ visible }) => follow(visible)));
    if (view.visible) follow(true);
    return entry;
  }

  #watch(name: SectionName): Disposable {
    const beside = readBeside[name];
    const wishes: readonly Watchable[] = beside ? [name, beside] : [name];
    return Disposable.from(...wishes.map((wish) => this.#connection.watch(wish)));
  }

  #redraw(): void {
    const status = this.#connection.session?.status;
    for (const [name, { tree }] of this.#views) tree.update(status?.sections[name]);
    this.#drawHeads();
  }

  #drawHeads(): void {
    const { session, isDemo } = this.#connection;
    const status = session?.status;
    this.#setKey('omniScale.demo', isDemo);
    for (const [name, { view }] of this.#views) this.#drawHead(name, view, status?.sections[name], isDemo);
  }

  #drawHead(name: SectionName, view: TreeView<TreeNode>, section: Section | undefined, isDemo: boolean): void {
    this.#setKey(`${viewIds[name]}.phase`, section?.phase ?? 'idle');
    this.#setKey(`${viewIds[name]}.fault`, section?.fault?.kind ?? '');
    const head = section && sectionHead(section, isDemo);
    assign(view, 'description', head?.description);
    assign(view, 'message', head?.message);
    if (view.badge?.value !== head?.badge?.value) view.badge = head?.badge;
  }

  /** Context keys cost a message each, so only changes are told. */
  #setKey(key: string, value: unknown): void {
    if (this.#keys.get(key) === value) return;
    this.#keys.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }

  async #askFilter(): Promise<void> {
    const [first] = this.#views.values();
    const text = await window.showInputBox({
      title: 'Filter Rows',
      prompt: 'Part of a name or a state, such as `Degraded`. Empty shows all.',
      value: first?.tree.filter ?? '',
    });
    if (text !== undefined) this.#setFilter(text.trim());
  }

  #setFilter(text: string): void {
    for (const { tree } of this.#views.values()) tree.filter = text;
    this.#setKey('omniScale.filtered', text !== '');
  }
}

/** VS Code refuses to go to a row that it was told of and is still about to draw, so it is asked again for two seconds. */
async function onceDrawn(reveal: () => Thenable<void>): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++) {
    try {
      await reveal();
      return true;
    } catch {
      await sleep(100);
    }
  }
  return false;
}

/** Only what differs is told; the types do not let a text be taken away by `undefined`, which VS Code does. */
function assign(view: TreeView<TreeNode>, key: 'description' | 'message', value: string | undefined): void {
  if (view[key] !== value) Object.assign(view, { [key]: value });
}
