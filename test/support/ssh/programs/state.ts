// What the doubles of `docker`, `pct` and `pvesh` know, in a file that a test writes and they read and change.
import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FakeContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly state: string;
  readonly health?: string;
  readonly startedAt: string;
  readonly restarts: number;
}

export interface FakeState {
  readonly containers: readonly FakeContainer[];
  /** What a container becomes by a restart; by default it runs. With the state `refused` it is not restarted. */
  readonly afterRestart?: Partial<FakeContainer>;
  /** The health some time after a restart. */
  readonly laterHealth?: { readonly after: number; readonly health: string };
  /** What `docker` says instead of working. */
  readonly refusal?: { readonly says: string; readonly code: number };
  /** LXCs by id; one that is false does not run. */
  readonly lxcs?: Readonly<Record<string, boolean>>;
  /** Answers of `pvesh get`, by path. */
  readonly proxmox?: Readonly<Record<string, unknown>>;
}

export const provider: FakeContainer = {
  id: '4f5e6d7c8b9a'.repeat(5),
  name: 'proxmox-provider-1',
  service: 'omni-infra-provider-proxmox',
  state: 'running',
  startedAt: '2026-08-01T10:00:00.000000001Z',
  restarts: 2,
};

/** The programs in a folder, and the state they share. */
export class FakePrograms {
  /** For the PATH. */
  readonly bin: string;
  readonly #folder: string;

  constructor(folder: string, names: readonly string[] = ['docker', 'pct', 'pvesh']) {
    this.#folder = folder;
    this.bin = join(folder, 'bin');
    mkdirSync(this.bin, { recursive: true });
    for (const name of names) {
      const program = join(import.meta.dirname, `${name}.ts`);
      const file = join(this.bin, name);
      const node = `'${process.execPath}' --disable-warning=MODULE_TYPELESS_PACKAGE_JSON --disable-warning=ExperimentalWarning`;
      writeFileSync(file, `#!/bin/sh\nFAKE='${folder}' exec ${node} '${program}' "$@"\n`);
      chmodSync(file, 0o755);
    }
    this.set({ containers: [provider] });
  }

  set(state: FakeState): void {
    writeState(this.#folder, state);
  }

  get(): FakeState {
    return readState(this.#folder);
  }

  /** Adds a line to the container's log, as Docker stamps it. */
  log(
    text: string,
    at = new Date().toISOString().replace('Z', '000000Z'),
    output: 'stdout' | 'stderr' = 'stderr',
  ): void {
    appendFileSync(join(this.#folder, 'log'), `${JSON.stringify({ at, text, output })}\n`);
  }

  /** The words of every call of `docker`. */
  calls(): string[][] {
    return readLines(join(this.#folder, 'calls')).map((line) => JSON.parse(line) as string[]);
  }
}

export function readState(folder: string): FakeState {
  return JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as FakeState;
}

/** Replaces the file at once: another program may be reading it. */
export function writeState(folder: string, state: FakeState): void {
  const file = join(folder, `state-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(state));
  renameSync(file, join(folder, 'state.json'));
}

export function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}
