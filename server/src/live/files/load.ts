// Brings what is on the disk into the language service.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMarkdown } from '../../core/kinds/markdown-paths.ts';
import { optional } from '../../core/kinds/optional.ts';
import type { LanguageService } from '../../core/service.ts';
import { fileSizeLimit } from '../../core/workspace/file.ts';
import { decodeText } from './decode.ts';
import { type FoundFolder, type ScanOptions, scanFolders } from './scan.ts';

/** Enough to keep a disk busy, few enough to leave the editor its turn. */
const filesAtOnce = 24;

/**
 * Scans directories and gives their folders and texts to the service. A file that is open in an editor keeps the
 * editor's text. A directory that no longer exists leaves no folder.
 */
export async function loadWorkspace(
  service: LanguageService,
  directories: readonly string[],
  options: ScanOptions,
): Promise<readonly FoundFolder[]> {
  const found = (await Promise.all(directories.map((directory) => scanFolders(directory, options)))).flat();
  const folders = [...new Map(found.map((folder) => [folder.path, folder])).values()];
  service.setFolders(
    folders.map(({ path, remotes, repository }) => ({
      uri: folderUri(path),
      name: path.split('/').at(-1) ?? path,
      remotes,
      ...optional('repository', repository),
    })),
  );
  const present = new Set<string>();
  for (const folder of folders) {
    service.setPaths(folderUri(folder.path), folder.paths);
    for (const path of folder.readable) present.add(pathToFileURL(join(folder.path, path)).href);
    for (let i = 0; i < folder.readable.length; i += filesAtOnce) {
      if (options.signal?.aborted) return folders;
      await Promise.all(folder.readable.slice(i, i + filesAtOnce).map((path) => loadFile(service, folder.path, path)));
    }
  }
  for (const uri of service.uris()) if (!present.has(uri) && !service.isOpen(uri)) service.remove(uri);
  return folders;
}

/** Reads one file anew; a file that is gone or cannot be read is forgotten. */
export async function loadFile(service: LanguageService, folder: string, path: string): Promise<void> {
  const absolute = join(folder, path);
  const uri = pathToFileURL(absolute).href;
  if (service.isOpen(uri)) return;
  const identity = { uri, folder: folderUri(folder), path };
  try {
    // What a page links to counts from where it lies itself, so it is not read a second time through a link.
    if (isMarkdown(path) && (await fs.lstat(absolute)).isSymbolicLink()) return service.remove(uri);
    const { size } = await fs.stat(absolute);
    // Bytes are at least as many as UTF-16 units are for the text we care about; reading more would only cost memory.
    if (size > fileSizeLimit)
      return service.setUnread(
        identity,
        `This file has ${(size / 1_000_000).toFixed(1)} MB, so it is not checked. The limit is ${fileSizeLimit / 1_000_000} MB.`,
      );
    const decoded = decodeText(await fs.readFile(absolute));
    if ('problem' in decoded) service.setUnread(identity, decoded.problem);
    else service.setText(identity, decoded.text);
  } catch {
    service.remove(uri);
  }
}

export function folderUri(path: string): string {
  return pathToFileURL(path).href;
}
