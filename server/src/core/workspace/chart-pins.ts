// The versions in which a folder installs a chart.
import type { WorkspaceView } from './view.ts';

/** Each version that a folder asks for, as it is written; undefined among them where one is left open. */
export function chartPins(view: WorkspaceView, folder: string, chart: string): readonly (string | undefined)[] {
  const pins = view.facts('chart-pin').flatMap(({ file, fact }) => {
    return file.folder === folder && fact.name === chart ? [fact.data.version?.replace(/^v(?=\d)/, '')] : [];
  });
  return [...new Set(pins)];
}
