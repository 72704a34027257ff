// Keeps Omni's facts up to date: proves the sign-in with one call, then watches each type. A watch is quiet when nothing
// changes and also when its connection is dead, so each one that is quiet is confirmed in turn, all within the time in which
// facts count as fresh.
import { setTimeout as sleep } from 'node:timers/promises';
import { Announcer } from '../announcer.ts';
import { type Fault, isRefusal, needsPerson } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';
import type { Observed, OmniFacts, OmniOffers } from '../status/facts.ts';
import { type Connection, type SourceState, Supervisor, type SupervisorOptions } from '../supervisor.ts';
import { readOffers } from './offers.ts';
import { Omnictl } from './omnictl.ts';
import type { OmniResource, OmniType } from './resource.ts';
import { TypeWatch, type WatchTiming } from './type-watch.ts';

/** All in milliseconds. */
export interface OmniTiming extends WatchTiming {
  /** In which every quiet watch is confirmed once. */
  readonly confirmEvery: number;
  /** Least time between the starts of two confirmations, however many watches there are. */
  readonly confirmPause: number;
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
 * A dead endpoint, and a watch that went silent, are noticed before the facts are stale. An endpoint that is back is noticed
 * within 2.5 s, and 17 watches take another second to start.
 */
export const usualTiming: OmniTiming = {
  confirmEvery: 25_000,
  confirmPause: 1_750,
  deadline: 8_000,
  askAgain: 2_500,
  stagger: 60,
  longestPause: 2_000,
  batch: 100,
  lag: 1_000,
  settle: 500,
  empty: 1_500,
};

/** Milliseconds between attempts of watches that did not even begin to tell: one a second, whichever it is. */
const afterFailure = 1_000;

interface Watched {
  readonly watch: TypeWatch;
  readonly supervisor: Supervisor;
  /** Says that what the watch has told is all that there is. */
  readonly confirm: () => void;
  /** When it was last asked about, in milliseconds since 1970. */
  askedAt: number;
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
  #lookNow: (() => void) | undefined;
  #isDoubted = false;
  #nextStart = 0;
  #lookedAt = 0;
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
    this.#session = new Supervisor({
      connect: (connection) => this.#keepSession(connection),
      onState: () => this.#changed(),
      ...this.#limits(),
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
    this.#doubt();
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
    const proof = await this.#ask(signal);
    if (proof || signal.aborted) return proof;
    this.#connection = connection;
    this.#heard();
    for (const { supervisor } of this.#watched.values()) supervisor.start();
    void this.#askForOffers(signal);
    try {
      while (!signal.aborted) {
        await this.#untilLook(signal);
        if (signal.aborted) break;
        const one = this.#dueWatch();
        if (one) void this.#confirm(one, signal);
        if (!this.#isDoubted && this.#heardAt + this.#timing.confirmEvery > Date.now()) continue;
        this.#isDoubted = false;
        const asked = Date.now();
        const answer = await this.#ask(signal);
        // Slow, but a watch told something meanwhile: Omni is there.
        const lost = answer && (needsPerson(answer) || this.#heardAt < asked);
        if (lost && !signal.aborted) return answer;
        if (!answer) this.#heard();
      }
      return undefined;
    } finally {
      if (this.#connection === connection) this.#endWatches();
    }
  }

  /** Waits for the next look; a doubt ends it. Watches that end one after the other are asked about once a second at most. */
  async #untilLook(signal: AbortSignal): Promise<void> {
    await pause(1_000, signal);
    const wake = new AbortController();
    this.#lookNow = () => wake.abort();
    const next = this.#isDoubted ? 0 : this.#lookedAt + this.#timing.confirmPause;
    await pause(next - Date.now(), AbortSignal.any([signal, wake.signal]));
    this.#lookNow = undefined;
    this.#lookedAt = Date.now();
  }

  /** Something raised a doubt whether Omni is there. */
  #doubt(): void {
    this.#isDoubted = true;
    this.#lookNow?.();
  }

  /** Asks whether Omni is there; gives the fault when it is not. */
  async #ask(signal: AbortSignal): Promise<Fault | undefined> {
    const { deadline, askAgain: again } = this.#timing;
    const list = await this.omnictl.get('clusterstatuses', { deadline, again, signal, isUrgent: true });
    return list.ok || isRefusal(list.fault) ? undefined : list.fault;
  }

  /** The watch that was confirmed least lately, when it is time: early enough that all others still get their turn. */
  #dueWatch(): Watched | undefined {
    const live = [...this.#watched.values()].filter(
      ({ watch, supervisor }) => supervisor.state.phase === 'live' && watch.isSettled,
    );
    const since = ({ supervisor, askedAt }: Watched) => Math.max(supervisor.state.heardAt ?? 0, askedAt);
    const [one] = live.toSorted((a, b) => since(a) - since(b));
    const { confirmEvery, confirmPause } = this.#timing;
    const due = confirmEvery - (live.length - 1) * confirmPause;
    return one && Date.now() - since(one) >= due ? one : undefined;
  }

  /** Asks whether a watch has told all that there is. One that has not is started anew; so is a large one, unasked. */
  async #confirm(one: Watched, signal: AbortSignal): Promise<void> {
    const { watch, confirm } = one;
    one.askedAt = Date.now();
    if (watch.isLarge) return watch.renew();
    const list = await watch.ask(signal);
    if (signal.aborted || (!list.ok && isRefusal(list.fault))) return;
    if (!list.ok) return this.#doubt();
    this.#heard();
    if (watch.isBehind(list.value)) await pause(this.#timing.lag, signal);
    if (watch.isBehind(list.value)) watch.renew();
    else if (watch.isSettled) confirm();
  }

  #watchOf(type: OmniType): Watched {
    const watch = new TypeWatch(type, this.omnictl, this.#timing, () => this.#changed());
    let live: Connection | undefined;
    let spacing = this.#timing.stagger;
    let session: Connection | undefined;
    const connect = async (connection: Connection) => {
      live = connection;
      const { signal } = connection;
      if (session !== this.#connection) spacing = this.#timing.stagger;
      session = this.#connection;
      await this.#turn(spacing, signal);
      if (signal.aborted) return undefined;
      spacing = afterFailure;
      const told = (tell: () => void) => () => {
        spacing = this.#timing.stagger;
        tell();
        this.#heard();
      };
      const lost = await watch.connect({ signal, heard: told(connection.heard), alive: told(connection.alive) }, () =>
        this.#doubt(),
      );
      // Perhaps Omni itself is gone; better asked once than by every watch on its own.
      if (!signal.aborted) this.#doubt();
      return lost;
    };
    const supervisor = new Supervisor({ connect, onState: () => this.#changed(), ...this.#limits(), isRefusal });
    return { watch, supervisor, confirm: () => live?.heard(), askedAt: 0 };
  }

  #limits(): Pick<SupervisorOptions, 'quietLimit' | 'longestPause'> {
    const { confirmEvery, deadline, longestPause } = this.#timing;
    return { quietLimit: 2 * (confirmEvery + deadline), longestPause };
  }

  /** Waits until this watch may start. */
  async #turn(spacing: number, signal: AbortSignal): Promise<void> {
    const now = Date.now();
    const start = Math.max(now, this.#nextStart);
    this.#nextStart = start + spacing;
    await pause(start - now, signal);
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

/** A watch is as well as the session, and live when its list is complete. */
function stateOf(session: SourceState, watch: SourceState, settled: boolean): SourceState {
  const kept = watch.heardAt === undefined ? {} : { heardAt: watch.heardAt };
  if (session.phase !== 'live') return { ...session, ...kept };
  return watch.phase === 'waiting' || (watch.phase === 'live' && settled) ? watch : { ...watch, phase: 'connecting' };
}

/** The state of all: that of the worst watch. What this person may not see, or this Omni does not have, harms no other. */
function worst(session: SourceState, watches: readonly SourceState[]): SourceState {
  if (session.phase !== 'live') return session;
  const waiting = watches.find(({ phase, fault }) => phase === 'waiting' && !(fault && isRefusal(fault)));
  const connecting = watches.find(({ phase, fault }) => phase === 'connecting' && !(fault && isRefusal(fault)));
  return {
    ...(session.heardAt === undefined ? {} : { heardAt: session.heardAt }),
    ...(waiting ?? connecting ?? session),
  };
}
