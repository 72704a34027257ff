// What every command that contacts Omni shares: its omnictl, and how a fault is told.
import type { Fault } from '../live/fault.ts';
import { Omnictl } from '../live/omni/omnictl.ts';
import type { Terminal } from './command.ts';
import { type LiveFlags, liveSettings } from './live-settings.ts';

/** omnictl as the flags and environment variables say. */
export function omnictlOf(flags: LiveFlags, terminal: Terminal): Omnictl {
  return new Omnictl(liveSettings(flags, terminal).omni);
}

/** Tells a fault with its next step; gives the exit code 2. */
export function failWith(terminal: Terminal, { message, next }: Fault): number {
  return terminal.fail(next === undefined ? message : `${message} ${next}`);
}
