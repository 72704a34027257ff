// What the fake omnictl works on: a folder that the test and every running fake read and write.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A resource as tests write it; the fake prints it with the quirks of the real one. */
export interface FakeResource {
  readonly id: string;
  readonly namespace?: string;
  readonly phase?: 'running' | 'tearingDown';
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owner?: string;
  readonly version?: number;
  readonly created?: string;
  readonly updated?: string;
  readonly spec?: unknown;
}

/** Something that goes wrong, or slowly, with the calls it applies to. Everything but `on`, `watch`, `times` is done. */
export interface Day {
  /** Words the call begins with, such as `get clusterstatuses` or `cluster delete`; without it, every online call. */
  readonly on?: string;
  /** Only watches, or only other calls. */
  readonly watch?: boolean;
  /** To how many calls it happens; without it, to all. */
  readonly times?: number;
  /** Milliseconds before anything is answered. */
  readonly late?: number;
  /** Never answers. */
  readonly hang?: boolean;
  /** Does not end on SIGINT. */
  readonly stubborn?: boolean;
  /** Asks a person to sign in, and waits for ever. */
  readonly signIn?: boolean;
  /** Prints this after `Error: ` and ends with 1. */
  readonly fails?: string;
  /** Lines on standard error; the call goes on. */
  readonly noise?: readonly string[];
  /** Text on standard output before the answer. */
  readonly garbage?: string;
  /** Writes its output in pieces of so many bytes (characters are torn), so many milliseconds apart. */
  readonly drip?: { readonly bytes: number; readonly every: number };
  /** Ends with 1 after so many bytes of output. */
  readonly cutAfter?: number;
  /** A watch that ends with 1 after so many milliseconds. */
  readonly endsAfter?: number;
  /** A watch that loses its connection after so many milliseconds and only says that it tries again. */
  readonly retriesAfter?: number;
  /** A watch that prints nothing more after so many milliseconds, and stays. */
  readonly silentAfter?: number;
}

export interface Control {
  readonly days: readonly (Day & { readonly key: number })[];
  /** Watches of an older generation end with 1. */
  readonly generation: number;
  /** Milliseconds a step of the simulation takes. */
  readonly step: number;
  /** False while nodes wait for a CNI. */
  readonly nodesReady: boolean;
  /** Clusters whose machines have lost their connection. */
  readonly disconnected: readonly string[];
  /** Machine requests that fail: set id → error. */
  readonly failingRequests: Readonly<Record<string, string>>;
  /** Clusters whose deletion never ends. */
  readonly stuck: readonly string[];
  readonly version: string;
}

export const defaultControl: Control = {
  days: [],
  generation: 0,
  step: 100,
  nodesReady: true,
  disconnected: [],
  failingRequests: {},
  stuck: [],
  version: 'v1.9.3',
};

/** A cluster of the simulation; where it is in its life follows from the time alone. */
export interface SimulatedCluster {
  readonly name: string;
  readonly kubernetesVersion: string;
  readonly talosVersion: string;
  readonly sets: readonly SimulatedSet[];
  /** What the template renders to. */
  readonly rendered: readonly Rendered[];
  /** Milliseconds since 1970. */
  readonly syncedAt: number;
  readonly deletedAt?: number;
  readonly destroyMachines?: boolean;
}

export interface SimulatedSet {
  readonly id: string;
  readonly role: 'controlplane' | 'worker';
  readonly machineClass: string;
  readonly size: number;
}

export interface Rendered extends FakeResource {
  /** Full type name. */
  readonly type: string;
}

export interface LogLine {
  readonly pid: number;
  readonly at: number;
  readonly args: readonly string[];
  readonly browser?: string;
  /** Milliseconds that the fake itself took to start, on the line of the start. */
  readonly startup?: number;
  /** Set on the line written when the call ended by itself. */
  readonly code?: number;
}

export class Scenario {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    for (const name of ['types', 'claims', 'logs']) mkdirSync(join(folder, name), { recursive: true });
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  control(): Control {
    return this.#read<Control>('control.json', defaultControl);
  }

  setControl(change: Partial<Control>): void {
    this.write('control.json', { ...this.control(), ...change });
  }

  clusters(): readonly SimulatedCluster[] {
    return this.#read<readonly SimulatedCluster[]>('clusters.json', []);
  }

  setClusters(clusters: readonly SimulatedCluster[]): void {
    this.write('clusters.json', clusters);
  }

  /** Resources that a test or `apply` put there, by plural type name. */
  resources(type: string): readonly FakeResource[] {
    return this.#read<readonly FakeResource[]>(`types/${type}.json`, []);
  }

  setResources(type: string, resources: readonly FakeResource[]): void {
    this.write(`types/${type}.json`, resources);
  }

  accounts(): readonly string[] {
    return this.#read<readonly string[]>('accounts.json', []);
  }

  setAccounts(names: readonly string[]): void {
    this.write('accounts.json', names);
  }

  /** Changes whenever one of the files does. */
  stamp(...names: readonly string[]): string {
    return names
      .map((name) => {
        const stat = statSync(this.path(name), { bigint: true, throwIfNoEntry: false });
        return stat ? `${stat.mtimeNs}-${stat.ino}` : '-';
      })
      .join(' ');
  }

  /** True for the first `times` that ask. */
  claim(key: number, times: number): boolean {
    for (let n = 0; n < times; n++) {
      try {
        writeFileSync(this.path('claims', `${key}-${n}`), '', { flag: 'wx' });
        return true;
      } catch {
        // Taken by an earlier call.
      }
    }
    return false;
  }

  log(line: LogLine): void {
    appendFileSync(this.path('calls.log'), `${JSON.stringify(line)}\n`);
  }

  lines(): readonly LogLine[] {
    const path = this.path('calls.log');
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  write(name: string, value: unknown): void {
    const path = this.path(name);
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(value));
    renameSync(draft, path);
  }

  #read<T>(name: string, absent: T): T {
    const path = this.path(name);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : absent;
  }
}
