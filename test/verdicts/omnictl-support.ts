// What the service says of files for which the verdict of omnictl is on record.
import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { identify, openFiles } from '../support/fixtures.ts';

type Texts = ReadonlyMap<string, string>;

/** The Omni whose verdicts are on record. */
const conventions = ['omni-scale.yaml', 'versions: {omni: 1.9.3}\n'] as const;

/**
 * A judge of one file after another, each at the same place.
 * @param beside files that always stand beside it, by path
 * @returns gives the errors of a text and of the files beside it, some of which may be its own
 */
export function judgeAt(path: string, beside: Texts): (text: string, own?: Texts) => readonly Finding[] {
  const files = new Map([conventions, ...beside, [path, '']]);
  const service = openFiles(files, allRules);
  return (text, own) => {
    if (own)
      return errorsIn(openFiles(new Map([...files, ...own, [path, text]]), allRules), [...files.keys(), ...own.keys()]);
    service.setText(identify(path), text);
    return errorsIn(service, files.keys());
  };
}

function errorsIn(service: ReturnType<typeof openFiles>, paths: Iterable<string>): readonly Finding[] {
  return [...new Set(paths)]
    .flatMap((path) => service.findings(identify(path).uri))
    .filter(({ severity }) => severity === 'error');
}
