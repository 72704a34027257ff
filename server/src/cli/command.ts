// What a command of the command line is, and the terminal it runs in.

export interface Terminal {
  readonly cwd: string;
  /** True when colours help: a terminal, and NO_COLOR is not set. */
  readonly coloured: boolean;
  /** Data, on standard output. */
  print(line: string): void;
  /** Progress and notes, on standard error. */
  progress(line: string): void;
  /** Says why the command could not run; gives the exit code 2. */
  fail(reason: string): number;
  /** Asks and gives the line that was typed; `undefined` where nobody can be asked. */
  ask(question: string): Promise<string | undefined>;
  /** Aborted by the first Ctrl+C from now on, for what has to end in order; the second one ends the program. */
  interrupted(): AbortSignal;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly help: readonly string[];
  /** Resolves to the exit code: 0, 1 for findings, 2 when it could not run. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}
