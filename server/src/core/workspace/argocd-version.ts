// Which Argo CD runs, as far as the workspace says it.
import { type Minor, newestByChart } from '../versions/argocd.ts';
import { parseVersion } from '../versions/version.ts';
import { chartPins } from './chart-pins.ts';
import type { WorkspaceView } from './view.ts';

/** The newest minor version that may run: by the conventions, else by the one pin of its chart in the folder. */
export function newestArgoCd(workspace: WorkspaceView, folder: string): Minor | undefined {
  const agreed = workspace.conventions(folder).versions.argocd;
  if (agreed !== undefined) {
    const version = parseVersion(agreed);
    return version && [version.major, version.minor];
  }
  const [first, ...more] = chartPins(workspace, folder, 'argo-cd');
  if (first === undefined || more.length > 0) return undefined;
  const major = /^[v~^]?(\d+)\.[\d.*x]+$/.exec(first)?.[1];
  return major === undefined ? undefined : newestByChart.get(Number(major));
}
