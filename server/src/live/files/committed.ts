// The cluster templates as the last commit has them. It is git that is asked, since only git knows all its ways to store a
// text; so nobody calls this for a workspace that is not trusted.
import type { LanguageService } from '../../core/service.ts';
import { fileSizeLimit } from '../../core/workspace/file.ts';
import { run } from '../process.ts';
import { folderUri } from './load.ts';
import type { FoundFolder } from './scan.ts';

/** Milliseconds for one file; git answers in a few. */
const deadline = 5_000;
/** A folder with more templates is no person's; the rest is not asked for. */
const templateLimit = 200;
const atOnce = 4;

/** Nothing is written, asked or fetched: a clone that left the text on the server simply does not have it. */
const quietly = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };

/**
 * Asks git for the committed texts of all cluster templates that the service knows, and gives them to it. Without git, a
 * repository or a commit there are none, and nothing is said that rests on them.
 */
export async function loadCommitted(
  service: LanguageService,
  folders: readonly FoundFolder[],
  signal?: AbortSignal,
): Promise<void> {
  for (const { path, repository } of folders) {
    const uri = folderUri(path);
    const paths = repository ? service.templates(uri).slice(0, templateLimit) : [];
    const texts = new Map<string, string>();
    for (let i = 0; i < paths.length; i += atOnce) {
      const some = paths.slice(i, i + atOnce);
      const found = await Promise.all(some.map((template) => committedText(path, template, signal)));
      found.forEach((text, at) => {
        if (text !== undefined) texts.set(some[at] ?? '', text);
      });
    }
    if (signal?.aborted) return;
    service.setCommitted(uri, texts);
  }
}

/** The text of one file in the commit that is checked out; undefined where it has none. */
async function committedText(folder: string, path: string, signal?: AbortSignal): Promise<string | undefined> {
  const args = ['-C', folder, '--no-replace-objects', 'cat-file', 'blob', `HEAD:./${path}`];
  const shown = await run({ program: 'git', args, env: quietly, deadline, ...(signal ? { signal } : {}) });
  return shown.ok && shown.value.code === 0 && shown.value.stdout.length <= fileSizeLimit
    ? shown.value.stdout
    : undefined;
}
