// Every fix that is offered for some files, tried by itself.
import assert from 'node:assert/strict';
import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { applyFixes } from './apply.ts';
import { identify, openFiles } from './fixtures.ts';

type Files = ReadonlyMap<string, string>;

/**
 * Applies each fix of every rule by itself: it leaves YAML that can be read, and its finding goes. Gives how many there were.
 * @param title of the case, for the failure message
 */
export function checkEachFix(files: Files, remotes: readonly string[], title: string): number {
  const before = findingsIn(files, remotes);
  let count = 0;
  for (const [path, list] of before) {
    for (const finding of list) {
      for (const fix of finding.fixes) {
        count++;
        const fixed = applyFixes(files, new Map([[path, [{ ...finding, fixes: [fix] }]]]));
        const after = findingsIn(fixed, remotes);
        const what = `${title}: ${finding.rule} ${fix.title}\n${fixed.get(path)}`;
        assert.ok(timesIn(after, isSyntax) <= timesIn(before, isSyntax), `no longer YAML after ${what}`);
        const same = (other: Finding): boolean => other.rule === finding.rule && other.message === finding.message;
        assert.ok(timesIn(after, same) < timesIn(before, same), `the finding is left after ${what}`);
      }
    }
  }
  return count;
}

function findingsIn(files: Files, remotes: readonly string[]): ReadonlyMap<string, readonly Finding[]> {
  const service = openFiles(files, allRules, remotes);
  return new Map([...files.keys()].map((path) => [path, service.findings(identify(path).uri)]));
}

function timesIn(findings: ReadonlyMap<string, readonly Finding[]>, is: (finding: Finding) => boolean): number {
  return [...findings.values()].flat().filter(is).length;
}

function isSyntax({ rule }: Finding): boolean {
  return rule.startsWith('yaml/') || rule.endsWith('/syntax') || rule.endsWith('-syntax');
}
