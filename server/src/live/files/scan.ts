// Finds the files of a workspace on the disk. It follows no directory links, waits for no pipe, and stops at its limits,
// so that a strange tree costs a log line and not the editor.
import { type Dirent, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { isTemplateHelper } from '../../core/kinds/chart-files.ts';
import { isInventory } from '../../core/kinds/markdown-paths.ts';
import { optional } from '../../core/kinds/optional.ts';
import { isToolVersions } from '../../core/kinds/tool-versions.ts';
import type { Repository } from '../../core/workspace/view.ts';
import { readRemotes, readRepository } from './git.ts';

/** A folder that is checked as one: it holds `omni-scale.yaml` or `.git`, or is where the search began. */
export interface FoundFolder {
  /** Absolute path. */
  readonly path: string;
  /** Paths of all its files, relative and with `/`. */
  readonly paths: readonly string[];
  /** Those of them whose text is read. */
  readonly readable: readonly string[];
  readonly remotes: readonly string[];
  /** The git repository it lies in, if it lies in one. */
  readonly repository?: Repository;
}

export interface ScanOptions {
  readonly signal?: AbortSignal;
  log(message: string): void;
}

const skipped = new Set([
  '.git',
  'node_modules',
  '.venv',
  '.terraform',
  '.direnv',
  '.cache',
  '.terragrunt-cache',
  '__pycache__',
]);
const pathLimit = 100_000;

/** Whether the text of a file with this name is read. Files of environment variables hold secrets; only their examples are. */
export function isReadable(path: string): boolean {
  return (
    /\.(?:ya?ml|ya?ml\.example|sh)$|(?:^|[/.])env\.example$/.test(path) ||
    isToolVersions(path) ||
    isTemplateHelper(path) ||
    isInventory(path)
  );
}

/** All folders below (and with) a directory. A directory that cannot be read is logged and left out. */
export async function scanFolders(top: string, options: ScanOptions): Promise<readonly FoundFolder[]> {
  const scan = new Scan(options);
  await scan.directory(top, scan.begin(top), '');
  return Promise.all(
    scan.folders.map(async (folder) => ({
      ...folder,
      remotes: await readRemotes(folder.path),
      ...optional('repository', await readRepository(folder.path, folder.paths)),
    })),
  );
}

interface Draft {
  readonly path: string;
  readonly paths: string[];
  readonly readable: string[];
}

class Scan {
  readonly folders: Draft[] = [];
  readonly #options: ScanOptions;
  #count = 0;

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  begin(path: string): Draft {
    const folder: Draft = { path, paths: [], readable: [] };
    this.folders.push(folder);
    return folder;
  }

  async directory(directory: string, owner: Draft, prefix: string): Promise<void> {
    const entries = await this.#list(directory);
    const nested = prefix !== '' && entries.some(({ name }) => name === 'omni-scale.yaml' || name === '.git');
    const folder = nested ? this.begin(directory) : owner;
    const base = nested ? '' : prefix;
    for (const entry of entries) {
      if (this.#options.signal?.aborted || this.#count > pathLimit) return;
      const path = base === '' ? entry.name : `${base}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) await this.directory(join(directory, entry.name), folder, path);
      } else if (await isFile(entry, join(directory, entry.name))) {
        this.#add(folder, path);
      }
    }
  }

  #add(folder: Draft, path: string): void {
    folder.paths.push(path);
    if (isReadable(path)) folder.readable.push(path);
    this.#count++;
    if (this.#count === pathLimit + 1)
      this.#options.log(`More than ${pathLimit} files: the rest of the workspace is not checked.`);
  }

  async #list(directory: string): Promise<readonly Dirent[]> {
    try {
      const entries = await fs.readdir(directory, { withFileTypes: true });
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      this.#options.log(
        `${directory} cannot be read and is left out: ${error instanceof Error ? error.message : String(error)}`,
      );
      return [];
    }
  }
}

/** A regular file, or a link to one. A link to a directory may lead back up and is not followed. */
async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  try {
    return (await fs.stat(path)).isFile();
  } catch {
    return false;
  }
}
