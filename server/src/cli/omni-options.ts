// Flags of every command that contacts Omni, and how a fault of it is told.
import { resolve } from 'node:path';
import type { Fault } from '../live/fault.ts';
import { Omnictl } from '../live/omni/omnictl.ts';
import type { Terminal } from './command.ts';

export const omniOptions = {
  omnictl: { type: 'string' },
  omniconfig: { type: 'string' },
  context: { type: 'string' },
} as const;

export const omniHelp: readonly string[] = [
  '  --omnictl PATH       the program (default: `omnictl` on PATH)',
  '  --omniconfig FILE    its configuration (default: as omnictl finds it; OMNICONFIG)',
  '  --context NAME       a context of it other than the current one',
];

/** omnictl as the flags say; paths are relative to where the command runs. */
export function omnictlOf(
  values: { readonly omnictl?: string; readonly omniconfig?: string; readonly context?: string },
  { cwd }: Terminal,
): Omnictl {
  const { omnictl, omniconfig, context } = values;
  return new Omnictl({
    ...(omnictl === undefined ? {} : { omnictlPath: omnictl.includes('/') ? resolve(cwd, omnictl) : omnictl }),
    ...(omniconfig === undefined ? {} : { omniconfig: resolve(cwd, omniconfig) }),
    ...(context === undefined ? {} : { context }),
  });
}

/** Tells a fault with its next step; gives the exit code 2. */
export function failWith(terminal: Terminal, { message, next }: Fault): number {
  return terminal.fail(next === undefined ? message : `${message} ${next}`);
}
