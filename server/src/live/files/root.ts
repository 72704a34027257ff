// Which folder a file belongs to, where nobody has opened one: files there refer to each other.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder at or above `start` with `omni-scale.yaml` or `.git`, else `start` itself. */
export async function folderRoot(start: string): Promise<string> {
  for (let directory = start; ; directory = dirname(directory)) {
    for (const mark of ['omni-scale.yaml', '.git']) if (await exists(join(directory, mark))) return directory;
    if (directory === dirname(directory)) return start;
  }
}

function exists(path: string): Promise<boolean> {
  return fs.access(path).then(
    () => true,
    () => false,
  );
}
