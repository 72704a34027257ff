// What every row can do: copy its id, show its resource as YAML, go to the file that declares it.
import { commands, type Disposable, env, Position, Range, Uri, window } from 'vscode';
import { asYaml } from '../../../../server/src/live/status/as-yaml.ts';
import { resourceOf } from '../../../../server/src/live/status/find.ts';
import type { Target } from '../../../../server/src/live/status/model.ts';
import { idOf as rowId } from '../../../../server/src/live/status/row.ts';
import type { DeclarationsParams } from '../../../../server/src/protocol/live.ts';
import type { RowNode } from '../views/status-tree.ts';
import { register, type Workbench } from './tools.ts';

export function registerRows(bench: Workbench): Disposable[] {
  return register({
    'row.copyId': (node: RowNode) => env.clipboard.writeText(idOf(node.row.target)),
    'row.copyCommand': (node: RowNode) => env.clipboard.writeText(node.row.command ?? ''),
    'row.showResource': (node: RowNode) => showResource(bench, node),
    'row.goToFile': (node: RowNode) => goToFile(bench, node),
    'cluster.reveal': (cluster: string) => revealCluster(bench, cluster),
    refreshViews: () => bench.connection.session?.retry(),
  });
}

/** What a person would paste into a command: a uuid, a name. */
function idOf(target: Target): string {
  switch (target.kind) {
    case 'machine':
      return target.machine;
    case 'machine-request':
      return target.request;
    case 'machine-set':
      return target.machineSet;
    case 'cluster':
      return target.cluster;
    case 'provider':
      return target.provider;
    case 'container':
      return target.container;
    default:
      return target.name;
  }
}

async function showResource({ connection, documents }: Workbench, { row }: RowNode): Promise<void> {
  const resource = connection.session && resourceOf(connection.session.facts, row.target);
  if (!resource) {
    void window.showInformationMessage(`Nothing more is known of \`${row.name}\`.`);
    return;
  }
  await documents.show(`${row.id}.yaml`, asYaml(resource));
}

async function goToFile({ server }: Workbench, { row }: RowNode): Promise<void> {
  const params = declared(row.target);
  const [first] = params ? await server.declarations(params) : [];
  if (!first) {
    void window.showInformationMessage(`No file of the workspace declares \`${row.name}\`.`);
    return;
  }
  const { start, end } = first.range;
  const selection = new Range(new Position(start.line, start.character), new Position(end.line, end.character));
  await window.showTextDocument(Uri.parse(first.uri), { selection });
}

function declared(target: Target): DeclarationsParams | undefined {
  switch (target.kind) {
    case 'cluster':
      return { type: 'cluster', name: target.cluster };
    case 'machine-set':
    case 'machine':
    case 'machine-request':
      return { type: 'machine-set', name: target.machineSet, cluster: target.cluster };
    case 'cluster-secret-store':
      return { type: target.kind, name: target.name };
    case 'application':
    case 'external-secret':
    case 'secret-store':
      return { type: target.kind, name: target.name, namespace: target.namespace };
    default:
      return undefined;
  }
}

async function revealCluster({ views }: Workbench, cluster: string): Promise<void> {
  const shown = await views.reveal('clusters', rowId({ kind: 'cluster', cluster }));
  if (!shown) await commands.executeCommand('omniScale.clusters.focus');
}
