// Where runbooks keep their journals, reports and locks: in the user's state folder, never in the workspace.
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Folder of the program's own state for this user. Source: XDG Base Directory specification; the usual places on macOS
 * and Windows.
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'omni-scale');
  if (env.XDG_STATE_HOME) return join(env.XDG_STATE_HOME, 'omni-scale');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'omni-scale');
  return join(homedir(), '.local', 'state', 'omni-scale');
}

/** Folder of journals and reports; `configured` is the setting `runbooks.directory`. */
export function runbookFolder(configured?: string): string {
  if (configured === undefined || configured === '') return join(stateFolder(), 'runbooks');
  return configured.startsWith('~/') ? join(homedir(), configured.slice(2)) : configured;
}

/** Folder of locks: always the same one, so that two windows with different settings exclude each other too. */
export function lockFolder(): string {
  return join(stateFolder(), 'locks');
}

/** A name as part of a file name: other characters than letters, digits, dots and dashes become `_`. */
export function fileSafe(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}.-]/gu, '_');
}
