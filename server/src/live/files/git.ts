// Which repository a folder is a clone of, and what git ignores there, read from git's own files; no git is run.
import { promises as fs } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type IgnoreFile, isGitIgnored } from '../../core/text/git-ignore.ts';
import type { Repository } from '../../core/workspace/view.ts';
import { pathsInIndex } from './git-index.ts';

/** URLs of the remotes of the repository whose top this folder is; empty where it is none. */
export async function readRemotes(folder: string): Promise<readonly string[]> {
  const git = await gitDirectory(folder);
  return git ? settingsIn(git.config, /^remote\s/, /^url$/i) : [];
}

/**
 * The git repository that a folder is, or lies in, with all that tells what git ignores there; undefined where it lies in
 * none.
 * @param paths of the folder's files, relative and with `/`
 */
export async function readRepository(folder: string, paths: readonly string[]): Promise<Repository | undefined> {
  for (let top = folder; ; top = dirname(top)) {
    const git = await gitDirectory(top);
    if (git) {
      const path = relative(top, folder).split(sep).join('/');
      const ignores = await readIgnores(top, git, directoriesWithPatterns(path, paths));
      return { path, ignores, kept: (await trackedPaths(git)).filter((file) => isGitIgnored(file, ignores)) };
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
async function readIgnores(top: string, git: Git, directories: readonly string[]): Promise<readonly IgnoreFile[]> {
  const everywhere = [await personalPatterns(top, git), await read(join(git.common, 'info', 'exclude'))];
  const inTree = directories.map(async (directory) => ({
    directory,
    text: (await read(join(top, directory, '.gitignore'))) ?? '',
  }));
  return [...everywhere.map((text) => ({ directory: '', text: text ?? '' })), ...(await Promise.all(inTree))];
}

/** `core.excludesFile`, or the file that git reads where nobody sets it. */
async function personalPatterns(top: string, git: Git): Promise<string | undefined> {
  const settings = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  const own = [join(homedir(), '.gitconfig'), join(settings, 'git', 'config')];
  for (const config of [git.config, ...(await Promise.all(own.map(read)))]) {
    const named = settingsIn(config ?? '', /^core$/i, /^excludesfile$/i).at(-1);
    if (named !== undefined) return read(resolve(top, named.replace(/^~(?=\/)/, homedir())));
  }
  return read(join(settings, 'git', 'ignore'));
}

/** Files that git keeps, of those that hold what rules ask about: settings and variables. */
async function trackedPaths(git: Git): Promise<readonly string[]> {
  const hashSize = settingsIn(git.config, /^extensions$/i, /^objectformat$/i).includes('sha256') ? 32 : 20;
  const index = await fs.readFile(join(git.own, 'index')).catch(() => undefined);
  const all = index && pathsInIndex(index, hashSize);
  return (all ?? []).filter((path) => /(?:\.ya?ml|(?:^|[/.])env)$/.test(path));
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

/** Where git keeps what it knows of a clone. */
interface Git {
  /** Its directory for this worktree. */
  readonly own: string;
  /** Its directory for all worktrees of the clone. */
  readonly common: string;
  /** The text of the settings there. */
  readonly config: string;
}

/** Git's directories, when this folder is the top of a repository. */
async function gitDirectory(folder: string): Promise<Git | undefined> {
  const git = join(folder, '.git');
  const direct = await read(join(git, 'config'));
  if (direct !== undefined) return { own: git, common: git, config: direct };
  // A worktree or submodule has a file that points at its directory; the settings may be in the common one above.
  const target = /^gitdir:\s*(.+)$/m.exec((await read(git)) ?? '')?.[1]?.trim();
  if (target === undefined) return undefined;
  const own = isAbsolute(target) ? target : resolve(folder, target);
  const written = (await read(join(own, 'commondir')))?.trim();
  const common = written === undefined ? own : resolve(own, written);
  const config = await read(join(common, 'config'));
  return config === undefined ? undefined : { own, common, config };
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
