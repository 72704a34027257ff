// Lines above the code: how the running system is doing, while it is connected, and what can be done with the file.
import { nameSpan } from '../kinds/cluster-template.ts';
import { classSpan } from '../kinds/machine-class.ts';
import { type Span, shift } from '../text/span.ts';
import { factOf } from '../workspace/facts.ts';
import type { SourceFile } from '../workspace/file.ts';
import type { LiveKnowledge } from '../workspace/live.ts';

export interface Lens {
  /** In the file's coordinates. */
  readonly span: Span;
  readonly title: string;
  /** The cluster that the lens tells of. */
  readonly cluster: string;
}

/** What can be done with a file, by an editor that has the commands. */
export interface ActionLens {
  /** In the file's coordinates. */
  readonly span: Span;
  readonly title: string;
  /** As in `omniScale.template.diff`. */
  readonly action: 'template.diff' | 'template.sync' | 'machineClass.diff' | 'machineClass.apply';
}

/** Comparing and sending, above the cluster of a template and the first machine class of a file. */
export function actionLenses(file: SourceFile): readonly ActionLens[] {
  const cluster = file.documents.find(({ document }) => document.kind === 'template-cluster');
  const machineClass = file.documents.find(({ document }) => document.kind === 'machine-class');
  const on = (
    placed: typeof cluster,
    spanOf: typeof nameSpan,
    ...actions: readonly [string, ActionLens['action']][]
  ) =>
    placed
      ? actions.map(([title, action]) => ({
          span: shift(spanOf(placed.document.yaml.root), placed.start),
          title,
          action,
        }))
      : [];
  return [
    ...on(cluster, nameSpan, ['Diff with Omni', 'template.diff'], ['Sync…', 'template.sync']),
    ...on(machineClass, classSpan, ['Diff with Omni', 'machineClass.diff'], ['Apply…', 'machineClass.apply']),
  ];
}

/** How the clusters of a template's `Cluster` documents are doing; nothing for a cluster that Omni does not have. */
export function lenses(file: SourceFile, live: LiveKnowledge): readonly Lens[] {
  const states = new Map(live.clusters?.map(({ name, state }) => [name, state]));
  return file.documents.flatMap(({ start, document }): Lens[] => {
    const name = factOf(document.facts, 'cluster-template')?.name;
    const state = name === undefined ? undefined : states.get(name);
    if (name === undefined || state === undefined) return [];
    return [{ span: shift(nameSpan(document.yaml.root), start), title: state, cluster: name }];
  });
}
