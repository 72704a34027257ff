// Omni's facts, asked for once: for reports, which end before a watch could tell more than a list does.
import { Announcer } from '../announcer.ts';
import { type Fault, isRefusal } from '../fault.ts';
import type { OmniFacts } from '../status/facts.ts';
import type { SourceState } from '../supervisor.ts';
import type { Omnictl } from './omnictl.ts';
import type { OmniResource, OmniType } from './resource.ts';

/** Least milliseconds between two notifications. */
const batch = 100;
/** Milliseconds without an answer after which is asked again. */
const askAgain = 2_500;

export class OmniLists {
  readonly #omnictl: Omnictl;
  readonly #announcer: Announcer;
  readonly #states = new Map<OmniType, SourceState>();
  readonly #lists = new Map<OmniType, ReadonlyMap<string, OmniResource>>();
  #stop = new AbortController();
  /** The first question of all shows whether there is any use in more. */
  #proof: Promise<Fault | undefined> | undefined;
  #name = 'omnictl';
  #url: string | undefined;

  constructor(omnictl: Omnictl, onFacts: (facts: OmniFacts) => void) {
    this.#omnictl = omnictl;
    this.#announcer = new Announcer(() => onFacts(this.facts), batch);
  }

  get facts(): OmniFacts {
    const states = [...this.#states.values()];
    const heard = states.flatMap(({ heardAt }) => heardAt ?? []);
    const troubled = states.find(({ fault }) => fault && !isRefusal(fault));
    const state = troubled ?? states.find(({ phase }) => phase === 'connecting') ?? states[0] ?? { phase: 'idle' };
    return {
      state: heard.length > 0 ? { ...state, heardAt: Math.max(...heard) } : state,
      source: this.#name,
      ...(this.#url === undefined ? {} : { url: this.#url }),
      resources: Object.fromEntries(this.#lists),
      watches: Object.fromEntries(this.#states),
    };
  }

  /** Asks for these types, besides those that were asked for already. */
  start(types: readonly OmniType[]): void {
    const wanted = types.filter((type) => !this.#states.has(type));
    for (const type of wanted) this.#set(type, { phase: 'connecting' });
    for (const type of wanted) void this.#take(type, this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#proof = undefined;
  }

  /** Asks again for what could not be had. */
  retry(): void {
    const failed = [...this.#states].flatMap(([type, { fault }]) => (fault ? [type] : []));
    for (const type of failed) this.#states.delete(type);
    this.#proof = undefined;
    this.#omnictl.signedIn();
    this.start(failed);
  }

  signedIn(): void {
    this.retry();
  }

  async #take(type: OmniType, signal: AbortSignal): Promise<void> {
    const isFirst = this.#proof === undefined;
    this.#proof ??= this.#list(type, signal);
    const fault = await this.#proof;
    if (isFirst) return;
    if (fault && !isRefusal(fault)) this.#set(type, { phase: 'waiting', fault });
    else await this.#list(type, signal);
  }

  async #list(type: OmniType, signal: AbortSignal): Promise<Fault | undefined> {
    const access = await this.#omnictl.access();
    if (access.ok) {
      this.#name = `omnictl, ${access.value.name}`;
      this.#url = access.value.url;
    }
    const list = access.ok ? await this.#omnictl.get(type, { signal, again: askAgain }) : access;
    if (signal.aborted) return undefined;
    if (list.ok) {
      this.#lists.set(type, new Map(list.value.map((resource) => [resource.id, resource])));
      this.#set(type, { phase: 'live', heardAt: Date.now() });
      return undefined;
    }
    this.#set(type, { phase: 'waiting', fault: list.fault });
    return list.fault;
  }

  #set(type: OmniType, state: SourceState): void {
    this.#states.set(type, state);
    this.#announcer.changed();
  }
}
