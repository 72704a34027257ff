// The system extensions that the connected Omni offers to a template.
import type { LiveExtensions } from './live.ts';
import { templateOf } from './templates.ts';
import type { WorkspaceView } from './view.ts';

export interface OfferedExtensions {
  /** Empty while nothing is known. */
  readonly offered: readonly string[];
  /** For what, as part of a sentence: `Talos 1.13.6`. */
  readonly by: string;
}

/** The names for the Talos release of a template's file; those for any where Omni has no list of its own for it. */
export function offeredExtensions(uri: string, workspace: WorkspaceView): OfferedExtensions {
  const all: readonly LiveExtensions[] = workspace.live('extensions') ?? [];
  if (all.length === 0) return { offered: [], by: '' };
  const bare = templateOf(workspace, uri)?.talos?.replace(/^v/, '') ?? '';
  const own = all.find((group) => group.talos.includes(bare));
  return own
    ? { offered: own.names, by: `Talos ${bare}` }
    : { offered: all.flatMap(({ names }) => names), by: 'any Talos version' };
}
