// Runs programs in process groups of their own, so that what they start ends with them.
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { atEnd } from './cleanup.mjs';

/**
 * Starts a program.
 * @returns `{ child, ended, stop }`: `ended` resolves with the exit code, or with the name of what ended it; `stop` ends
 *   the program and all that it started
 */
export function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options, detached: true });
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
  return { child, ended, stop: atEnd(() => stopGroup(child.pid)) };
}

/** Runs a program to its end, or to the end of its time in milliseconds; resolves as `ended` does. */
export async function run(program, args, { deadline = 900_000, ...options } = {}) {
  const { ended, stop } = start(program, args, options);
  const late = `no end within ${deadline / 1000} s`;
  const timer = new AbortController();
  try {
    return await Promise.race([ended, delay(deadline, late, { signal: timer.signal })]);
  } finally {
    timer.abort();
    await stop();
  }
}

async function stopGroup(pid) {
  if (pid === undefined) return;
  const kill = (signal) => {
    try {
      process.kill(-pid, signal);
      return true;
    } catch {
      return false;
    }
  };
  kill('SIGTERM');
  for (let i = 0; i < 50 && kill(0); i++) await delay(100);
  kill('SIGKILL');
}
