// What the service says of files for which the verdict of omnictl is on record.
import { readFileSync } from 'node:fs';
import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { identify, openFiles } from '../support/fixtures.ts';

/** The version whose verdicts are on record. */
const omni = '1.9.3';

/** The errors in a file and in those beside it. */
export function errorsIn(path: string, text: string, beside: ReadonlyMap<string, string>): readonly Finding[] {
  const files = new Map([['omni-scale.yaml', `versions: {omni: ${omni}}\n`], ...beside, [path, text]]);
  const service = openFiles(files, allRules);
  return [...files.keys()]
    .flatMap((file) => service.findings(identify(file).uri))
    .filter(({ severity }) => severity === 'error');
}

/** The rows of a file of JSON lines. */
export function rowsOf<Row>(file: string): readonly Row[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Row => JSON.parse(line));
}
