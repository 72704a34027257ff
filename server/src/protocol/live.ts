// What the client tells the language server of the running system, and how it finds the file that declares something.
import type { LiveKnowledge } from '../core/workspace/live.ts';

export type { LiveKnowledge };

/** Client to server, whenever it changes: what is known just now, fresh parts only. `{}` when nothing is connected. */
export const liveKnowledgeNotification = 'omniScale/liveKnowledge';

/** Client to server: where files of the workspace declare something. Gives the LSP `Location`s, none when no file does. */
export const declarationsRequest = 'omniScale/declarations';

export type DeclaredType =
  | 'cluster'
  /** Named by its id in Omni, which begins with the cluster's name; without a document of its own it is the cluster. */
  | 'machine-set'
  | 'machine-class'
  | 'application'
  | 'external-secret'
  | 'secret-store'
  | 'cluster-secret-store';

export interface DeclarationsParams {
  readonly type: DeclaredType;
  readonly name: string;
  /** Of a machine set. */
  readonly cluster?: string;
  /** Only what is in this namespace, or in none. */
  readonly namespace?: string;
}

/** Client to server: the messages of all errors in a file, whether it is shown or not; what a runbook asks before it begins. */
export const errorsRequest = 'omniScale/errors';

export interface ErrorsParams {
  readonly uri: string;
}

/** The client command behind a code lens on a cluster template; its argument is the cluster's name. */
export const revealClusterCommand = 'omniScale.cluster.reveal';
