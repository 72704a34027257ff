// Keeps Omni's facts up to date: proves the sign-in with one call, then watches each type, and asks now and then whether
// Omni still answers, because a watch is quiet when nothing changes and also when its connection is dead.
import { setTimeout as sleep } from 'node:timers/promises';
import { Announcer } from '../announcer.ts';
import { type Fault, needsPerson, type Result } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';
import type { Observed, OmniFacts, OmniOffers } from '../status/facts.ts';
import { type Connection, type SourceState, Supervisor } from '../supervisor.ts';
import { readOffers } from './offers.ts';
import { Omnictl } from './omnictl.ts';
import type { OmniResource, OmniType } from './resource.ts';
import { TypeWatch, type WatchTiming } from './type-watch.ts';

/** All in milliseconds. */
export interface OmniTiming extends WatchTiming {
  /** Between two questions whether Omni still answers. */
  readonly probeEvery: number;
  readonly probeDeadline: number;
  /** Between the starts of two watches, each of which costs four round trips. */
  readonly stagger: number;
  /** Longest pause before a lost connection is tried again. */
  readonly longestPause: number;
  /** Least time between two notifications. */
  readonly batch: number;
  /** How long a watch may lag behind a list that was asked for. */
  readonly lag: number;
}

/**
 * A dead endpoint is noticed before its facts are stale. One that is back is noticed within 2.5 s, and 17 watches take
 * another second to start.
 */
export const usualTiming: OmniTiming = {
  probeEvery: 20_000,
  probeDeadline: 8_000,
  stagger: 60,
  longestPause: 2_500,
  batch: 100,
  lag: 3_000,
  settle: 500,
  empty: 1_500,
};

/** Milliseconds between attempts of watches that did not even begin to tell: one a second, whichever it is. */
const afterFailure = 1_000;

interface Watched {
  readonly watch: TypeWatch;
  readonly supervisor: Supervisor;
  /** Ends the connection that there is, so that another one is made. */
  readonly end: (fault: Fault) => void;
  readonly live: () => Connection | undefined;
}

export class OmniSource {
  /** The one that all calls go through, so that there is one sign-in and one queue. */
  readonly omnictl: Omnictl;
  readonly #announcer: Announcer;
  readonly #timing: OmniTiming;
  readonly #watched = new Map<OmniType, Watched>();
  readonly #session: Supervisor;
  /** The connection while it is up, for watches to say that Omni was heard of. */
  #connection: Connection | undefined;
  #heardAt = 0;
  #probeNow: (() => void) | undefined;
  #nextStart = 0;
  #probes = 0;
  #name = 'omnictl';
  #url: string | undefined;
  #offers: Observed<OmniOffers> | undefined;
  #facts: OmniFacts | undefined;

  constructor(
    settings: LiveSettings['omni'],
    onFacts: (facts: OmniFacts) => void,
    timing: Partial<OmniTiming> = {},
    omnictl: Omnictl = new Omnictl(settings),
  ) {
    this.omnictl = omnictl;
    this.#timing = { ...usualTiming, ...timing };
    this.#announcer = new Announcer(() => onFacts(this.facts), this.#timing.batch);
    const { probeEvery, probeDeadline, longestPause } = this.#timing;
    this.#session = new Supervisor({
      connect: (connection) => this.#keepSession(connection),
      onState: () => this.#changed(),
      quietLimit: 2 * (probeEvery + probeDeadline),
      longestPause,
    });
  }

  /** What is known now; the same object until something changes. */
  get facts(): OmniFacts {
    this.#facts ??= this.#tell();
    return this.#facts;
  }

  /** Starts watching these types, besides those that are watched already. */
  start(types: readonly OmniType[]): void {
    for (const type of types) {
      if (this.#watched.has(type)) continue;
      const watched = this.#watchOf(type);
      this.#watched.set(type, watched);
      if (this.#connection) watched.supervisor.start();
    }
    this.#session.start();
  }

  /** Ends every process; what is known stays, as old as it is. */
  stop(): void {
    this.#session.stop();
    this.#endWatches();
    this.#facts = undefined;
    this.#announcer.now();
  }

  /** A person wants it to be tried again now, also after a fault that needed one. */
  retry(): void {
    this.omnictl.signedIn();
    this.#session.retry();
    this.#probeNow?.();
    for (const { supervisor } of this.#watched.values()) supervisor.retry();
  }

  /** A person has signed in. */
  signedIn(): void {
    this.retry();
  }

  /** One connection to Omni: from the proof that it answers to the first question that it does not. */
  async #keepSession(connection: Connection): Promise<Fault | undefined> {
    const { signal } = connection;
    const access = await this.omnictl.access();
    if (!access.ok) return access.fault;
    this.#name = `omnictl, ${access.value.name}`;
    this.#url = access.value.url;
    const proof = await this.#probe(signal);
    if (proof || signal.aborted) return proof;
    this.#connection = connection;
    this.#heard();
    for (const { supervisor } of this.#watched.values()) supervisor.start();
    void this.#askForOffers(signal);
    try {
      while (!signal.aborted) {
        await this.#untilProbe(signal);
        if (signal.aborted) break;
        const asked = Date.now();
        const fault = await this.#probe(signal);
        // Slow, but a watch told something meanwhile: Omni is there.
        const lost = fault && (needsPerson(fault) || this.#heardAt < asked);
        if (lost && !signal.aborted) return fault;
        if (!fault) this.#answered();
      }
      return undefined;
    } finally {
      if (this.#connection === connection) this.#endWatches();
    }
  }

  /** Asks for one of the types, each in turn, and restarts its watch when that has not told what the list says. */
  async #probe(signal: AbortSignal): Promise<Fault | undefined> {
    const all = [...this.#watched.values()].filter(({ watch }) => (watch.rows?.size ?? 0) <= cheapRows);
    const one = all[this.#probes++ % Math.max(all.length, 1)];
    const list = await this.#ask(one?.watch.type ?? 'clusterstatuses', signal);
    if (!list.ok) return answered(list.fault) ? undefined : list.fault;
    if (one?.watch.isBehind(list.value)) void this.#restartIfBehind(one, list.value, signal);
    return undefined;
  }

  #ask(type: OmniType, signal: AbortSignal): Promise<Result<readonly OmniResource[]>> {
    return this.omnictl.get(type, { deadline: this.#timing.probeDeadline, signal });
  }

  async #restartIfBehind({ watch, end }: Watched, list: readonly OmniResource[], signal: AbortSignal): Promise<void> {
    const stillBehind = async (than: readonly OmniResource[]) => {
      await pause(this.#timing.lag, signal);
      return !signal.aborted && watch.isBehind(than);
    };
    if (!(await stillBehind(list))) return;
    // What came and went meanwhile is no lag, so a second list has to say the same.
    const again = await this.#ask(watch.type, signal);
    if (!again.ok || !(await stillBehind(again.value))) return;
    end({ kind: 'timeout', message: `The watch of \`${watch.type}\` went silent.` });
  }

  #watchOf(type: OmniType): Watched {
    const watch = new TypeWatch(type, this.omnictl, this.#timing, () => this.#changed());
    let silent: AbortController | undefined;
    let live: Connection | undefined;
    let fault: Fault | undefined;
    let spacing = this.#timing.stagger;
    let refusedIn: Connection | undefined;
    const connect = async (connection: Connection) => {
      const mine = new AbortController();
      silent = mine;
      live = connection;
      fault = undefined;
      const signal = AbortSignal.any([connection.signal, mine.signal]);
      // Roles and releases change seldom: what Omni refused is asked as seldom as possible.
      if (refusedIn && refusedIn === this.#connection) await pause(this.#timing.probeEvery, signal);
      await this.#turn(spacing, signal);
      if (signal.aborted) return undefined;
      spacing = afterFailure;
      const heard = () => {
        spacing = this.#timing.stagger;
        connection.heard();
        this.#heard();
      };
      const lost = await watch.connect({ ...connection, signal, heard }, () => this.#probeNow?.());
      refusedIn = lost && answered(lost) ? this.#connection : undefined;
      // Perhaps Omni itself is gone; better asked once than by every watch on its own.
      if (!connection.signal.aborted) this.#probeNow?.();
      return fault ?? lost;
    };
    const { probeEvery, probeDeadline, longestPause } = this.#timing;
    const supervisor = new Supervisor({
      connect,
      onState: () => this.#changed(),
      quietLimit: 2 * (probeEvery + probeDeadline),
      longestPause,
    });
    const end = (why: Fault) => {
      fault = why;
      silent?.abort();
    };
    return { watch, supervisor, end, live: () => live };
  }

  /** Waits until this watch may start. */
  async #turn(spacing: number, signal: AbortSignal): Promise<void> {
    const now = Date.now();
    const start = Math.max(now, this.#nextStart);
    this.#nextStart = start + spacing;
    await pause(start - now, signal);
  }

  async #untilProbe(signal: AbortSignal): Promise<void> {
    const wake = new AbortController();
    this.#probeNow = () => wake.abort();
    // Watches that end one after the other ask once a second at most.
    await pause(1_000, signal);
    await pause(this.#timing.probeEvery - 1_000, AbortSignal.any([signal, wake.signal]));
    this.#probeNow = undefined;
  }

  async #askForOffers(signal: AbortSignal): Promise<void> {
    const offers = await readOffers(this.omnictl, signal, this.#offers);
    if (!offers || offers === this.#offers) return;
    this.#offers = offers;
    this.#changed();
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.#connection?.heard();
  }

  /** Omni answered a question: a sign of life for every watch that has told its list, as quiet as it may be. */
  #answered(): void {
    this.#heard();
    for (const { supervisor, live } of this.#watched.values()) if (supervisor.state.phase === 'live') live()?.heard();
  }

  #endWatches(): void {
    this.#connection = undefined;
    for (const { supervisor } of this.#watched.values()) supervisor.stop();
  }

  #changed(): void {
    this.#facts = undefined;
    this.#announcer.changed();
  }

  #tell(): OmniFacts {
    const resources: Partial<Record<OmniType, ReadonlyMap<string, OmniResource>>> = {};
    const watches: Partial<Record<OmniType, SourceState>> = {};
    const session = this.#session.state;
    for (const [type, { watch, supervisor }] of this.#watched) {
      if (watch.rows) resources[type] = watch.rows;
      watches[type] = stateOf(session, supervisor.state, watch.isSettled);
    }
    return {
      state: worst(session, Object.values(watches)),
      source: this.#name,
      ...(this.#url === undefined ? {} : { url: this.#url }),
      resources,
      watches,
      ...(this.#offers ? { offers: this.#offers } : {}),
    };
  }
}

/** Waits so many milliseconds, or until the signal. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => {});
}

/** Rows up to which asking for a whole type counts as cheap. */
const cheapRows = 500;

/** True for a fault that only an Omni which is there and knows who asks can give. */
function answered(fault: Fault): boolean {
  return fault.kind === 'forbidden' || fault.kind === 'not-found';
}

/** A watch is as well as the session. It is live when its list is complete, and then last heard of when Omni was. */
function stateOf(session: SourceState, watch: SourceState, settled: boolean): SourceState {
  const live = watch.phase === 'live' && settled;
  const heardAt = live ? session.heardAt : watch.heardAt;
  const kept = heardAt === undefined ? {} : { heardAt };
  if (session.phase !== 'live') return { ...session, ...kept };
  return watch.phase === 'waiting' || live ? { ...watch, ...kept } : { ...watch, phase: 'connecting', ...kept };
}

/** The state of all: that of the worst watch. What this person may not see, or this Omni does not have, harms no other. */
function worst(session: SourceState, watches: readonly SourceState[]): SourceState {
  if (session.phase !== 'live') return session;
  const waiting = watches.find(({ phase, fault }) => phase === 'waiting' && !(fault && answered(fault)));
  const connecting = watches.find(({ phase, fault }) => phase === 'connecting' && !(fault && answered(fault)));
  return {
    ...(session.heardAt === undefined ? {} : { heardAt: session.heardAt }),
    ...(waiting ?? connecting ?? session),
  };
}
