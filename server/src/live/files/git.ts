// Which repository a folder is a clone of, and what git ignores there, read from git's own files; no git is run.
import { promises as fs } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { IgnoreFile } from '../../core/text/git-ignore.ts';
import type { Repository } from '../../core/workspace/view.ts';

/** URLs of the remotes of the repository whose top this folder is; empty where it is none. */
export async function readRemotes(folder: string): Promise<readonly string[]> {
  const directory = await gitDirectory(folder);
  const config = directory === undefined ? undefined : await read(join(directory, 'config'));
  return settingsIn(config ?? '', /^remote\s/, /^url$/i);
}

/**
 * The git repository that a folder is, or lies in, with all that tells git what to ignore there; undefined where it lies
 * in none.
 * @param paths of the folder's files, relative and with `/`
 */
export async function readRepository(folder: string, paths: readonly string[]): Promise<Repository | undefined> {
  for (let top = folder; ; top = dirname(top)) {
    const directory = await gitDirectory(top);
    if (directory !== undefined) {
      const path = relative(top, folder).split(sep).join('/');
      return { path, ignores: await readIgnores(top, directory, directoriesWithPatterns(path, paths)) };
    }
    if (top === dirname(top)) return undefined;
  }
}

/** Directories of the repository that may hold patterns, from the top to the deepest. */
function directoriesWithPatterns(folder: string, paths: readonly string[]): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/');
  const above = parts.map((_, i) => parts.slice(0, i).join('/'));
  const inside = paths
    .filter((path) => path === '.gitignore' || path.endsWith('/.gitignore'))
    .map((path) => [...parts, ...path.split('/').slice(0, -1)].join('/'));
  return [...above, ...inside.sort((a, b) => a.length - b.length)];
}

/** In rising order of precedence: the person's own patterns, those of this clone, those in the repository. */
async function readIgnores(top: string, git: string, directories: readonly string[]): Promise<readonly IgnoreFile[]> {
  const everywhere = [await personalPatterns(git), await read(join(git, 'info', 'exclude'))];
  const inTree = directories.map(async (directory) => ({
    directory,
    text: (await read(join(top, directory, '.gitignore'))) ?? '',
  }));
  return [...everywhere.map((text) => ({ directory: '', text: text ?? '' })), ...(await Promise.all(inTree))];
}

/** `core.excludesFile`, or the file that git reads where nobody sets it. */
async function personalPatterns(git: string): Promise<string | undefined> {
  const settings = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  for (const config of [join(git, 'config'), join(homedir(), '.gitconfig'), join(settings, 'git', 'config')]) {
    const named = settingsIn((await read(config)) ?? '', /^core$/i, /^excludesfile$/i).at(-1);
    if (named !== undefined) return read(resolve(git, named.replace(/^~(?=\/)/, homedir())));
  }
  return read(join(settings, 'git', 'ignore'));
}

/** The values of a setting in all sections of that name of git's configuration. */
function settingsIn(config: string, section: RegExp, key: RegExp): readonly string[] {
  const values: string[] = [];
  let inSection = false;
  for (const line of config.split('\n')) {
    const heading = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (heading !== undefined) inSection = section.test(heading.trim());
    const [, name = '', value = ''] = /^\s*(\w+)\s*=\s*"?([^\s"]+)/.exec(line) ?? [];
    if (inSection && key.test(name)) values.push(value);
  }
  return values;
}

/** Where a repository's settings are kept, when this folder is the top of one. */
async function gitDirectory(folder: string): Promise<string | undefined> {
  const git = join(folder, '.git');
  if ((await read(join(git, 'config'))) !== undefined) return git;
  // A worktree or submodule has a file that points at its directory; the settings may be in the common one above.
  const target = /^gitdir:\s*(.+)$/m.exec((await read(git)) ?? '')?.[1]?.trim();
  if (target === undefined) return undefined;
  const directory = isAbsolute(target) ? target : resolve(folder, target);
  const common = (await read(join(directory, 'commondir')))?.trim();
  return common === undefined ? directory : resolve(directory, common);
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
