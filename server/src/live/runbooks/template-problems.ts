// What our own rules say against a template, with everything beside it that it refers to.
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { allRules } from '../../core/rules/all.ts';
import { LanguageService } from '../../core/service.ts';
import { loadWorkspace } from '../files/load.ts';
import { folderRoot } from '../files/root.ts';

/** Messages of the errors in a template; empty when there are none. */
export async function templateProblems(path: string): Promise<readonly string[]> {
  const absolute = resolve(path);
  const service = new LanguageService(allRules, { log: () => {} });
  await loadWorkspace(service, [await folderRoot(dirname(absolute))], { log: () => {} });
  return service
    .findings(pathToFileURL(absolute).href)
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}
