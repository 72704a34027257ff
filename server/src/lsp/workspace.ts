// Keeps the language service's files in step with the disk: the first scan, the editor's file events, folder changes.
import { basename, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FileChangeType, type FileEvent } from 'vscode-languageserver/node';
import type { LanguageService } from '../core/service.ts';
import type { FileIdentity } from '../core/workspace/file.ts';
import { loadCommitted } from '../live/files/committed.ts';
import { folderUri, loadFile, loadWorkspace } from '../live/files/load.ts';
import { type FoundFolder, isReadable } from '../live/files/scan.ts';

export class DiskWorkspace {
  readonly #service: LanguageService;
  readonly #log: (message: string) => void;
  #directories: readonly string[] = [];
  #folders: readonly FoundFolder[] = [];
  #scan: AbortController | undefined;
  #commits: AbortController | undefined;
  #mayHaveCommitted = true;

  constructor(service: LanguageService, log: (message: string) => void) {
    this.#service = service;
    this.#log = log;
  }

  /** Sets the editor's workspace folders and reads what they hold. Resolves false when a newer call took over. */
  async open(folderUris: readonly string[]): Promise<boolean> {
    this.#directories = folderUris.flatMap((uri) => pathOf(uri) ?? []);
    return this.rescan();
  }

  async rescan(): Promise<boolean> {
    this.#scan?.abort();
    const scan = new AbortController();
    this.#scan = scan;
    const folders = await loadWorkspace(this.#service, this.#directories, { signal: scan.signal, log: this.#log });
    if (scan.signal.aborted) return false;
    this.#folders = folders;
    this.#mayHaveCommitted = true;
    return true;
  }

  /** Takes the editor's file events. A file that came or went may change which paths exist, so the tree is read again. */
  async update(events: readonly FileEvent[]): Promise<boolean> {
    // Each commit, and each switch to another one, adds a line there.
    if (events.some(({ uri }) => uri.endsWith('/.git/logs/HEAD'))) this.#mayHaveCommitted = true;
    const changes = events.filter(({ uri }) => !uri.includes('/.git/') || isRootMark(uri));
    if (changes.some((change) => change.type !== FileChangeType.Changed || isRootMark(change.uri)))
      return this.rescan();
    for (const { uri } of changes) {
      const identity = this.identify(uri);
      if (!identity || !isReadable(identity.path)) continue;
      await loadFile(this.#service, fileURLToPath(identity.folder), identity.path);
      // The repository may lie above the workspace, where nobody tells of commits.
      if (this.#service.templates(identity.folder).includes(identity.path)) this.#mayHaveCommitted = true;
    }
    return true;
  }

  /** Asks git for the committed templates, when they may be others than before. Resolves false when they are not. */
  async readCommitted(): Promise<boolean> {
    if (!this.#mayHaveCommitted) return false;
    this.#mayHaveCommitted = false;
    this.#commits?.abort();
    const commits = new AbortController();
    this.#commits = commits;
    await loadCommitted(this.#service, this.#folders, commits.signal);
    return !commits.signal.aborted;
  }

  /** Where a file lies; a file outside every folder is a folder of its own directory. Undefined for what is no file. */
  identify(uri: string): FileIdentity | undefined {
    const path = pathOf(uri);
    if (path === undefined) return undefined;
    const owner = this.#owner(path);
    const folder = owner ?? path.slice(0, path.length - basename(path).length - 1);
    return { uri, folder: folderUri(folder), path: relative(folder, path).split(sep).join('/') };
  }

  /** Reads a file again from the disk, after the editor has closed it. */
  async reload(uri: string): Promise<void> {
    const identity = this.identify(uri);
    const path = pathOf(uri);
    if (!identity || path === undefined) this.#service.remove(uri);
    else if (this.#owner(path) !== undefined && isReadable(identity.path))
      await loadFile(this.#service, fileURLToPath(identity.folder), identity.path);
    else this.#service.remove(uri);
  }

  /** The innermost folder that holds a path. */
  #owner(path: string): string | undefined {
    const known = this.#folders.length > 0 ? this.#folders.map((folder) => folder.path) : this.#directories;
    return known.filter((folder) => path.startsWith(folder + sep)).sort((a, b) => b.length - a.length)[0];
  }
}

/**
 * A file whose change can change which folders there are, whose clones they are, or what git ignores in them. The rest of
 * `.git` says nothing of that.
 */
function isRootMark(uri: string): boolean {
  return /\/(?:\.git\/(?:config|index|info\/exclude)|\.gitignore)$/.test(uri);
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** The same URI however the editor escapes it: `%3A` and `:` are one file. */
export function normalUri(uri: string): string {
  const path = pathOf(uri);
  return path === undefined ? uri : pathToFileURL(path).href;
}
