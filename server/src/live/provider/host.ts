// The one interface through which everything else reaches the provider's host. What is behind it (SSH, a jump host, an
// LXC) is the connection's matter.
import type { Result } from '../fault.ts';
import type { Output, OutputHandlers } from '../process.ts';

export interface RemoteOptions {
  /** Milliseconds from its sending until the command is given up; `undefined` only for a follow that its signal ends. */
  readonly deadline: number | undefined;
  readonly signal?: AbortSignal;
  /** Written to the command's standard input. */
  readonly input?: string;
  /** Called when the command is sent. One that fails before has done nothing. */
  readonly onSend?: () => void;
}

/** Where a command runs: on the machine that SSH reaches (a Proxmox node), or where the containers are (its LXC, if set). */
export type Place = 'node' | 'containers';

export interface ProviderHost {
  /** For people: `root@rack-a, container 200`. */
  readonly name: string;
  /**
   * Runs a command given as an argument list; each argument arrives as it is, whatever characters it holds. Any exit
   * code is an Output. A command that is given up (deadline, signal, lost connection) ends on the host, too, unless it has
   * input. Faults: `not-set-up`, `wrong-setting`, `unreachable`, `sign-in` (no credential was taken), `host-key-unknown`,
   * `host-key-changed`, `timeout`, `cancelled`, `failed` (the server let nothing run, or a signal ended it).
   */
  run(place: Place, command: readonly string[], options: RemoteOptions): Promise<Result<Output>>;
  /** The same for output that is read as it comes (whole characters only); resolves to the exit code. */
  stream(
    place: Place,
    command: readonly string[],
    options: RemoteOptions,
    handlers: OutputHandlers,
  ): Promise<Result<number>>;
  close(): void;
}
