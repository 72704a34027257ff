// Which Argo CD runs, as far as the workspace says it.
import { type Minor, newestByChart } from '../versions/argocd.ts';
import { parseVersion } from '../versions/version.ts';
import type { WorkspaceView } from './view.ts';

/** The newest minor version that may run: by the conventions, else by the one pin of its chart in the folder. */
export function newestArgoCd(workspace: WorkspaceView, folder: string): Minor | undefined {
  const agreed = workspace.conventions(folder).versions.argocd;
  if (agreed !== undefined) {
    const version = parseVersion(agreed);
    return version && [version.major, version.minor];
  }
  const pins = workspace
    .facts('application')
    .flatMap(({ file, fact }) => (file.folder === folder ? fact.data.sources : []))
    .flatMap(({ chart, targetRevision }) => (chart === 'argo-cd' ? [targetRevision ?? ''] : []));
  const [first] = pins;
  if (first === undefined || pins.some((pin) => pin !== first)) return undefined;
  const major = /^[v~^]?(\d+)\.[\d.*x]+$/.exec(first)?.[1];
  return major === undefined ? undefined : newestByChart.get(Number(major));
}
