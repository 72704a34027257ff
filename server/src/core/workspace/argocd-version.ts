// Which Argo CD runs, as far as the workspace or the connected cluster says it.
import { type Minor, newestByChart } from '../versions/argocd.ts';
import { parseVersion } from '../versions/version.ts';
import { chartPins } from './chart-pins.ts';
import type { FileIdentity } from './file.ts';
import { knownLive } from './live-cluster.ts';
import type { WorkspaceView } from './view.ts';

export interface ArgoCdInUse {
  readonly minor: Minor;
  /** Who says it, as the end of a sentence: `this is 2.14 at most`. */
  readonly said: string;
}

/**
 * The newest minor version that may run: by the conventions, else by the one pin of its chart in the folder, else by what
 * runs in the cluster that the file belongs to.
 */
export function newestArgoCd(view: WorkspaceView, file: FileIdentity): ArgoCdInUse | undefined {
  const written = writtenArgoCd(view, file.folder);
  if (written) return { minor: written, said: `this is ${written.join('.')} at most` };
  if (view.conventions(file.folder).versions.argocd !== undefined) return undefined;
  const running = minorOf(knownLive(view, file, 'argocd')?.version ?? '');
  return running && { minor: running, said: `the connected cluster runs ${running.join('.')}` };
}

/** The same by what is written in the folder alone; which files belong to a cluster rests on this. */
export function writtenArgoCd(view: WorkspaceView, folder: string): Minor | undefined {
  const agreed = view.conventions(folder).versions.argocd;
  return agreed === undefined ? newestOfPins(view, folder) : minorOf(agreed);
}

function newestOfPins(view: WorkspaceView, folder: string): Minor | undefined {
  const [first, ...more] = chartPins(view, folder, 'argo-cd');
  if (first === undefined || more.length > 0) return undefined;
  const major = /^[v~^]?(\d+)\.[\d.*x]+$/.exec(first)?.[1];
  return major === undefined ? undefined : newestByChart.get(Number(major));
}

function minorOf(text: string): Minor | undefined {
  const version = parseVersion(text);
  return version && [version.major, version.minor];
}
