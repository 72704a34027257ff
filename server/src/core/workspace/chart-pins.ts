// The versions in which a folder installs a chart.
import type { WorkspaceView } from './view.ts';

/**
 * Each version that a folder asks for, as it is written; undefined among them where one is left open. What stands only in
 * files of values or in lists of other tools may be in use or not: it counts as one that is left open.
 */
export function chartPins(view: WorkspaceView, folder: string, chart: string): readonly (string | undefined)[] {
  const pins = view.named('chart-pin', chart).flatMap(({ file, fact }) => (file.folder === folder ? [fact.data] : []));
  const firm = pins.filter(({ loose }) => !loose);
  if (firm.length === 0 && pins.length > 0) return [undefined];
  return [...new Set(firm.map(({ version }) => version?.replace(/^v(?=\d)/, '')))];
}
