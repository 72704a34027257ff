// Lets one script at a time do a step; the others wait for it. The lock of a process that is gone does not count.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const wait = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** Runs `step` while holding the lock file `path`; `waiting` is called once if another process holds it. */
export function withLock(path, step, waiting) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; !take(path); wait(200)) {
    if (!told) waiting();
    told = true;
  }
  try {
    return step();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!holderIsGone(path)) return false;
  rmSync(path, { force: true });
  return false;
}

function holderIsGone(path) {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    // A lock that is just being written is empty for a moment.
    if (holder === 0) return Date.now() - statSync(path).mtimeMs > 10_000;
    process.kill(holder, 0);
    return holder === process.pid;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
