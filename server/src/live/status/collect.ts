// Asks everything once: for reports of the command line and the editor, which do not wait for ever.
import type { Session } from '../session.ts';
import { type Section, type SectionName, type Status, sectionNames } from './model.ts';

export interface CollectOptions {
  /** Milliseconds after which the status is taken as it is. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
  readonly sections?: readonly SectionName[];
  /** Called with the sections that have not answered yet, whenever one has. */
  readonly onProgress?: (waiting: readonly SectionName[]) => void;
}

/** Watches the sections until each of them has answered, by its content or by a fault, or the deadline has passed. */
export function collect(session: Session, options: CollectOptions): Promise<Status> {
  const { deadline, signal, sections = sectionNames, onProgress } = options;
  return new Promise((resolve) => {
    const releases = sections.map((name) => session.watch(name));
    let waiting = sections.length + 1;
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      stop();
      const { status } = session;
      for (const release of releases) release();
      resolve(status);
    };
    const look = (status: Status): void => {
      const left = sections.filter((name) => !hasAnswered(status.sections[name]));
      if (left.length < waiting) onProgress?.(left);
      waiting = left.length;
      if (left.length === 0) finish();
    };
    const stop = session.onStatus(look);
    const timer = setTimeout(finish, deadline);
    signal?.addEventListener('abort', finish, { once: true });
    if (signal?.aborted) finish();
    else look(session.status);
  });
}

function hasAnswered({ phase, pending }: Section): boolean {
  return !pending && phase !== 'idle';
}
