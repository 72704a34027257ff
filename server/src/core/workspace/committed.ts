// The clusters as the last commit has them: what a template is changed from, where no Omni is connected that knows better.
import { type FileIdentity, readFile } from './file.ts';

export interface CommittedCluster {
  readonly name: string;
  /** As written, with or without `v`. */
  readonly talos?: string;
  readonly kubernetes?: string;
}

/** The clusters that the text of a cluster template describes; none in any other text. */
export function clustersIn(identity: FileIdentity, text: string): readonly CommittedCluster[] {
  return readFile(identity, text).documents.flatMap(({ document }) =>
    document.facts.flatMap((fact) =>
      fact.type === 'cluster-template' && fact.name !== '' ? [{ name: fact.name, ...fact.data }] : [],
    ),
  );
}
