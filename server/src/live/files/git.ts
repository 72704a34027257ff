// Which repository a folder is a clone of, read from git's own file; no git is run.
import { promises as fs } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

/** URLs of the remotes of the repository whose top this folder is; empty where it is none. */
export async function readRemotes(folder: string): Promise<readonly string[]> {
  const config = await configOf(folder);
  if (config === undefined) return [];
  const urls: string[] = [];
  let inRemote = false;
  for (const line of config.split('\n')) {
    if (/^\s*\[/.test(line)) inRemote = /^\s*\[remote\s/.test(line);
    const url = inRemote ? /^\s*url\s*=\s*(\S+)/.exec(line)?.[1] : undefined;
    if (url !== undefined) urls.push(url);
  }
  return urls;
}

async function configOf(folder: string): Promise<string | undefined> {
  const git = join(folder, '.git');
  const direct = await read(join(git, 'config'));
  if (direct !== undefined) return direct;
  // A worktree or submodule has a file that points at its directory; the settings may be in the common one above.
  const target = /^gitdir:\s*(.+)$/m.exec((await read(git)) ?? '')?.[1]?.trim();
  if (target === undefined) return undefined;
  const directory = isAbsolute(target) ? target : resolve(folder, target);
  const common = (await read(join(directory, 'commondir')))?.trim();
  return read(join(common === undefined ? directory : resolve(directory, common), 'config'));
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
