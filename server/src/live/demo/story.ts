// How the demo tells its story: each thing has scenes, and a scene lasts until the next one begins. After the last, all
// begins anew. What is between two scenes stays the same value, as it would with real sources.

/** Seconds that the story takes. */
export const storyLength = 300;

/** Moments in milliseconds since 1970. */
export interface Clock {
  /** When the demo began. */
  readonly start: number;
  /** When this round of the story began. */
  readonly round: number;
  /** When this scene began. */
  readonly scene: number;
}

export interface Scene<T> {
  /** Second of the story from which it holds. */
  readonly from: number;
  /** What is there; nothing when it does not exist. */
  readonly make: (clock: Clock) => T | undefined;
}

export type Story<T> = readonly Scene<T>[];

/** Something that never changes. */
export function always<T>(make: Scene<T>['make']): Story<T> {
  return [{ from: 0, make }];
}

/** Scenes by the second at which each begins. */
export function scenes<T>(...list: readonly (readonly [number, Scene<T>['make']])[]): Story<T> {
  return list.map(([from, make]) => ({ from, make }));
}

/** A scene in which the thing does not exist. */
export function gone(): undefined {
  return undefined;
}

/** Things by their key, each with its story. */
export class Stage<T> {
  readonly #stories: ReadonlyMap<string, Story<T>>;
  readonly #shown = new Map<string, { readonly scene: string; readonly value: T | undefined }>();
  #all: ReadonlyMap<string, T> = new Map();

  constructor(stories: Readonly<Record<string, Story<T>>>) {
    this.#stories = new Map(Object.entries(stories));
  }

  /** What is there at a time: the same map as long as no scene changes. */
  at(start: number, now: number): ReadonlyMap<string, T> {
    const changed = [...this.#stories].map(([key, story]) => this.#show(key, story, start, now));
    if (changed.includes(true)) {
      const there = [...this.#shown].flatMap(([key, { value }]) =>
        value === undefined ? [] : [[key, value] as const],
      );
      this.#all = new Map(there);
    }
    return this.#all;
  }

  /** Says whether another scene began. */
  #show(key: string, story: Story<T>, start: number, now: number): boolean {
    const elapsed = Math.max(0, now - start) / 1000;
    const rounds = Math.floor(elapsed / storyLength);
    const index = story.findLastIndex(({ from }) => from <= elapsed % storyLength);
    const scene = story[index];
    // What has one scene does not begin anew with every round.
    const name = story.length === 1 ? 'always' : `${rounds}/${index}`;
    if (!scene || this.#shown.get(key)?.scene === name) return false;
    const round = start + rounds * storyLength * 1000;
    this.#shown.set(key, { scene: name, value: scene.make({ start, round, scene: round + scene.from * 1000 }) });
    return true;
  }
}

/** So many days before a moment. */
export function daysBefore(at: number, days: number): number {
  return at - days * 86_400_000;
}

/** As Kubernetes writes a time. */
export function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
