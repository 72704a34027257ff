// The watch of one resource type: `omnictl get TYPE --watch -o json`, and the rows it has told of so far. omnictl does
// not say where the list of what exists ends and changes begin, so the list counts as complete once it has gone quiet;
// what would then vanish, or whether there is nothing at all, is asked once more. Source: omni client/pkg/omnictl/get.go.
import type { Fault, Result } from '../fault.ts';
import type { Connection } from '../supervisor.ts';
import { JsonStream } from './json-stream.ts';
import { normaliseEvent, type OmniEvent } from './normalise.ts';
import type { Omnictl } from './omnictl.ts';
import type { OmniResource, OmniType } from './resource.ts';

export interface WatchTiming {
  /** Milliseconds without output after which a list that has begun is taken to be complete. */
  readonly settle: number;
  /** Milliseconds without any output after which is asked whether there is nothing. */
  readonly empty: number;
  /** Milliseconds for a question about a type with few rows. */
  readonly deadline: number;
  /** Milliseconds without an answer after which such a question is asked again. */
  readonly askAgain: number;
}

/** Rows up to which asking for a whole type counts as cheap. */
const fewRows = 500;

/**
 * Two tries of omnictl within so many milliseconds: the first one failed. A proxy that cuts quiet connections now and then
 * is left to omnictl. Source: cosi-project/runtime pkg/state/protobuf/client, seen with omnictl 1.9.3.
 */
const failingRetry = 5_000;

export class TypeWatch {
  readonly type: OmniType;
  readonly #omnictl: Omnictl;
  readonly #timing: WatchTiming;
  readonly #onChange: () => void;
  readonly #rows = new Map<string, OmniResource>();
  #snapshot: ReadonlyMap<string, OmniResource> | undefined;
  #complete = false;
  #settled = false;
  #renewal: AbortController | undefined;
  /** It was started anew because Omni did not answer when it began; that is done once. */
  #wasLate = false;

  constructor(type: OmniType, omnictl: Omnictl, timing: WatchTiming, onChange: () => void) {
    this.type = type;
    this.#omnictl = omnictl;
    this.#timing = timing;
    this.#onChange = onChange;
  }

  /** The rows, once a complete list has come. The same map as long as nothing changes. */
  get rows(): ReadonlyMap<string, OmniResource> | undefined {
    if (!this.#complete) return undefined;
    this.#snapshot ??= new Map(this.#rows);
    return this.#snapshot;
  }

  /** True when the connection that there is has told its whole list; also while its program is started anew. */
  get isSettled(): boolean {
    return this.#settled;
  }

  /** True when the whole list is too much to be asked for now and then. */
  get isLarge(): boolean {
    return this.#rows.size > fewRows;
  }

  /** Asks for the whole list, beside the watch. @param onLate called when no answer came for a while */
  ask(signal: AbortSignal, onLate = () => {}): Promise<Result<readonly OmniResource[]>> {
    const { deadline, askAgain: again } = this.#timing;
    return this.#omnictl.get(this.type, this.isLarge ? { signal } : { signal, deadline, again, onLate });
  }

  /** Starts the program of the watch anew, which may have gone silent. It tells the whole list again; the rows stay. */
  renew(): void {
    this.#renewal?.abort();
  }

  /** True when a list that was just asked for tells of something that the watch has not told by now. */
  isBehind(list: readonly OmniResource[]): boolean {
    if (!this.#settled) return false;
    const ids = new Set(list.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) return true;
    return list.some((resource) => isNewer(resource, this.#rows.get(resource.id)));
  }

  /**
   * Watches until the connection is ended or lost; rows stay what they were. Calls `heard` when the whole list has come and
   * for every change after it, `alive` for what is told before, and `doubt` when omnictl says that it lost the connection.
   * It then tries again by itself, in ever longer pauses; where the second try fails too, the watch ends.
   */
  async connect(connection: Connection, doubt: () => void): Promise<Fault | undefined> {
    this.#settled = false;
    this.#wasLate = false;
    for (;;) {
      const renewal = new AbortController();
      this.#renewal = renewal;
      const fault = await this.#watch(connection, renewal.signal, doubt);
      if (connection.signal.aborted || !renewal.signal.aborted) return fault;
    }
  }

  /** Watches with one program, until it ends or is to be started anew. */
  async #watch(connection: Connection, renewed: AbortSignal, doubt: () => void): Promise<Fault | undefined> {
    const broken = new AbortController();
    const signal = AbortSignal.any([connection.signal, renewed, broken.signal]);
    const first = new FirstList();
    const json = new JsonStream();
    let fault: Fault | undefined;
    let timer: NodeJS.Timeout | undefined;
    const wait = (milliseconds: number) => {
      clearTimeout(timer);
      if (!first.settled && !signal.aborted) timer = setTimeout(() => void settle(), milliseconds);
    };
    let asking = false;
    const settle = async () => {
      if (asking) return;
      if (json.isInside) return wait(this.#timing.settle);
      asking = true;
      const isKnown = await this.#settle(first, signal);
      asking = false;
      if (isKnown) connection.heard();
      else if (!signal.aborted) doubt();
      if (first.silences >= 2) this.renew();
      wait(this.#timing.empty);
    };
    const read = (text: string) => {
      if (signal.aborted) return;
      const objects = json.push(text);
      if (!objects.ok) {
        fault = objects.fault;
        return broken.abort();
      }
      for (const object of objects.value) this.#apply(normaliseEvent(object), first);
      // A piece that is cut off is no sign that the other side is well.
      if (objects.value.length > 0 && first.settled) connection.heard();
      else if (objects.value.length > 0) connection.alive();
      wait(this.#timing.settle);
    };
    let retriedAt = 0;
    const note = (text: string) => {
      if (!text.includes('watch retrying')) return;
      if (Date.now() - retriedAt < failingRetry) {
        fault = { kind: 'unreachable', message: `\`omnictl\` lost its connection while watching \`${this.type}\`.` };
        broken.abort();
      }
      retriedAt = Date.now();
      doubt();
    };
    // What was empty before has to be asked for anyhow.
    wait(this.#complete && this.#rows.size === 0 ? this.#timing.settle : this.#timing.empty);
    const ended = await this.#omnictl.call(['get', this.type, '--watch', '-o', 'json'], {
      deadline: undefined,
      alongside: true,
      signal,
      onOutput: (from, text) => (from === 'stdout' ? read(text) : note(text)),
    });
    clearTimeout(timer);
    broken.abort();
    return fault ?? (ended.ok ? undefined : ended.fault);
  }

  #apply(told: OmniEvent | undefined, first: FirstList): void {
    if (!told) return;
    const { event, resource } = told;
    if (event === 'destroyed') this.#rows.delete(resource.id);
    else this.#rows.set(resource.id, resource);
    first.saw(resource.id, event !== 'destroyed');
    this.#changed();
  }

  /** Takes the list as complete when that is certain; says whether the rows are all that there are. */
  async #settle(first: FirstList, signal: AbortSignal): Promise<boolean> {
    const isUncertain = this.#rows.size === 0 || [...this.#rows.keys()].some((id) => !first.has(id));
    if (isUncertain) {
      let isLate = false;
      const list = await this.ask(signal, () => {
        isLate = true;
      });
      if (!list.ok || signal.aborted) return false;
      if (first.isEmpty && isLate && !this.#wasLate) {
        this.#wasLate = true;
        this.#replace(list.value);
        this.renew();
        return true;
      }
      if (first.isEmpty && list.value.length > 0) {
        this.#replace(list.value);
        first.silences++;
        return true;
      }
      for (const resource of list.value) {
        if (first.knows(resource.id)) continue;
        this.#rows.set(resource.id, resource);
        first.saw(resource.id, true);
      }
    }
    for (const id of this.#rows.keys()) if (!first.has(id)) this.#rows.delete(id);
    first.settled = true;
    this.#settled = true;
    this.#complete = true;
    this.#changed();
    return true;
  }

  #replace(list: readonly OmniResource[]): void {
    this.#rows.clear();
    for (const resource of list) this.#rows.set(resource.id, resource);
    this.#complete = true;
    this.#changed();
  }

  #changed(): void {
    this.#snapshot = undefined;
    if (this.#complete) this.#onChange();
  }
}

/** Times have whole seconds only, so changes are told apart by their count. */
function isNewer(resource: OmniResource, known: OmniResource | undefined): boolean {
  if (!known || (resource.created ?? 0) > (known.created ?? 0)) return true;
  return resource.created === known.created && (resource.version ?? 0) > (known.version ?? 0);
}

/** What a new connection has told of before its list was complete. */
class FirstList {
  settled = false;
  /** How often it had told nothing though there is something: it may be slow once, not twice. */
  silences = 0;
  readonly #there = new Map<string, boolean>();

  get isEmpty(): boolean {
    return this.#there.size === 0;
  }

  saw(id: string, there: boolean): void {
    if (!this.settled) this.#there.set(id, there);
  }

  knows(id: string): boolean {
    return this.#there.has(id);
  }

  has(id: string): boolean {
    return this.#there.get(id) === true;
  }
}
