// Lines above the code that tell how the running system is doing. Only while it is connected.
import { nameSpan } from '../kinds/cluster-template.ts';
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
