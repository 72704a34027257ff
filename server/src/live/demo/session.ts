// A session without systems: the demo plays its story as if it came from real ones. It starts no process and opens no
// connection.
import { idleFacts, LiveSession, type SessionTiming, type Source, type SourceMakers } from '../session.ts';
import { defaultStaleAfter } from '../settings.ts';
import type { Facts } from '../status/facts.ts';
import { demoProvider, demoProxmox } from './hosts.ts';
import { demoKubernetes } from './objects.ts';
import { demoOmni } from './omni.ts';

/** All that the demo shows at a time; `start` is when it began, both in milliseconds since 1970. */
export function demoFacts(): (start: number, now: number) => Required<Facts> {
  const omni = demoOmni();
  const kubernetes = demoKubernetes();
  const provider = demoProvider();
  return (start, now) => ({
    omni: omni(start, now),
    kubernetes: kubernetes(start, now),
    provider: provider(start, now),
    proxmox: demoProxmox(now),
  });
}

/** Milliseconds between two looks at the story. */
const frame = 1_000;

/** A second of the story at which much is going on. */
export const eventful = 135;

export class DemoSession extends LiveSession {
  override readonly isDemo = true;

  /**
   * @param second of the story at which it begins
   * @param still whether it stays at that second, for pictures
   */
  constructor(second = 0, timing: Partial<SessionTiming> = {}, still = false) {
    const begun = Date.now() - second * 1000;
    super(sources(still ? (now) => now - second * 1000 : () => begun), { staleAfter: defaultStaleAfter }, timing);
  }
}

/** @param start when the story began, at a time */
function sources(start: (now: number) => number): Required<SourceMakers> {
  const idle = idleFacts();
  return {
    omni: player(demoOmni(), start, idle.omni),
    kubernetes: player(demoKubernetes(), start, idle.kubernetes),
    provider: player(demoProvider(), start, idle.provider),
    proxmox: player((_, now) => demoProxmox(now), start, idle.proxmox),
  };
}

/** A source that tells, once a second, how things are in the story, and `idle` when it is stopped. */
function player<F>(
  play: (start: number, now: number) => F,
  start: (now: number) => number,
  idle: F,
): (onFacts: (facts: F) => void) => Source<unknown> {
  return (onFacts) => {
    let timer: NodeJS.Timeout | undefined;
    const tell = (): void => {
      const now = Date.now();
      onFacts(play(start(now), now));
    };
    return {
      start: () => {
        timer ??= setInterval(tell, frame);
        tell();
      },
      stop: () => {
        clearInterval(timer);
        timer = undefined;
        onFacts(idle);
      },
      retry: tell,
    };
  };
}
