// Every fixture with the line breaks of Windows: the same words are reported, and fixes write no other line breaks.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { applyFixes } from '../support/apply.ts';
import { type FixtureCase, identify, openFiles, readCases } from '../support/fixtures.ts';

const fixtures = join(import.meta.dirname, '..', 'rules');

type Files = ReadonlyMap<string, string>;

for (const domain of readdirSync(fixtures).filter((name) => !name.includes('.'))) {
  test(`${domain}: lines that end as on Windows`, () => {
    for (const name of readdirSync(join(fixtures, domain)))
      for (const fixture of readCases(readFileSync(join(fixtures, domain, name), 'utf8')))
        checkCase(fixture, `${domain}/${name}: ${fixture.title}`);
  });
}

function checkCase({ files, remotes }: FixtureCase, title: string): void {
  const windows = new Map([...files].map(([path, text]) => [path, isFile(path) ? text.replace(/\n/g, '\r\n') : text]));
  const found = findingsIn(windows, remotes);
  assert.deepEqual(shown(found, windows), shown(findingsIn(files, remotes), files), title);
  for (const [path, list] of found) {
    for (const finding of list) {
      assert.doesNotMatch(wordOf(windows, path, finding), /\r$/, title);
      for (const fix of finding.fixes) {
        const fixed = applyFixes(windows, new Map([[path, [{ ...finding, fixes: [fix] }]]]));
        for (const [at, text] of fixed)
          if (isFile(at) && windows.has(at)) assert.doesNotMatch(text, /(?:^|[^\r])\n/, `${title}: ${fix.title}`);
      }
    }
  }
}

/** Sections of a fixture that are no files keep their line breaks. */
function isFile(path: string): boolean {
  return path !== 'live' && !path.startsWith('committed ');
}

function findingsIn(files: Files, remotes: readonly string[]): ReadonlyMap<string, readonly Finding[]> {
  const service = openFiles(files, allRules, remotes);
  return new Map([...files.keys()].filter(isFile).map((path) => [path, service.findings(identify(path).uri)]));
}

/** What is reported, without the line breaks that words and messages quote. */
function shown(findings: ReadonlyMap<string, readonly Finding[]>, files: Files): readonly string[] {
  return [...findings].flatMap(([path, list]) =>
    list.map((finding) =>
      [path, finding.rule, wordOf(files, path, finding), finding.message, finding.fixes.length]
        .join(' ')
        .replace(/\r/g, ''),
    ),
  );
}

function wordOf(files: Files, path: string, { span }: Finding): string {
  return (files.get(path) ?? '').slice(span.start, span.end);
}
