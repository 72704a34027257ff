// What every door gives the language service of the world outside.
import { createHash } from 'node:crypto';
import type { Host } from '../../core/service.ts';

/** @param log takes what went wrong inside, one line at a time */
export function hostWith(log: (message: string) => void): Host {
  return { log, sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex') };
}
