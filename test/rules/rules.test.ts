// Every rule against its fixtures (test/rules/<domain>/<name>.txt) and against the examples in its own metadata.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import type { Rule } from '../../server/src/core/rules/rule.ts';
import { applyFixes } from '../support/apply.ts';
import { type FixtureCase, identify, openFiles, readCases, readFiles } from '../support/fixtures.ts';

const folder = import.meta.dirname;

for (const rule of allRules) {
  describe(rule.id, () => {
    test('reports its bad example and not its good one', () => {
      assert.notEqual(countIn(rule, rule.bad), 0, 'the bad example gives no finding');
      assert.equal(countIn(rule, rule.good), 0, 'the good example gives a finding');
    });
    const path = join(folder, `${rule.id}.txt`);
    for (const fixture of existsSync(path) ? readCases(readFileSync(path, 'utf8')) : []) {
      test(`${fixture.passes ? 'passes' : 'fails'}: ${fixture.title}`, () => checkCase(rule, fixture));
    }
    test('has at least three failing and three passing fixtures', () => {
      const cases = existsSync(path) ? readCases(readFileSync(path, 'utf8')) : [];
      assert.ok(cases.filter((fixture) => !fixture.passes).length >= 3, 'fewer than three failing cases');
      assert.ok(cases.filter((fixture) => fixture.passes).length >= 3, 'fewer than three passing cases');
    });
  });
}

test('every fixture belongs to a rule', () => {
  const known = new Set(allRules.map((rule) => `${rule.id}.txt`));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt'));
  assert.deepEqual(
    files.filter((name) => !known.has(name)),
    [],
  );
});

function checkCase(rule: Rule, fixture: FixtureCase): void {
  for (const { message, ...where } of fixture.expected)
    assert.notEqual(message, '', `the marker at ${show(fixture.files, where)} has no piece of the message`);
  const findings = findingsOf(rule, fixture.files, fixture.remotes);
  const found = [...findings].flatMap(([path, list]) =>
    list.map((finding) => ({ path, ...finding.span, message: finding.message })),
  );
  const place = (item: { path: string; start: number; end: number }): string => show(fixture.files, item);
  assert.deepEqual(found.map(place).sort(), fixture.expected.map(place).sort());
  for (const { message, ...where } of fixture.expected) {
    const same = found.filter(
      (item) => item.path === where.path && item.start === where.start && item.end === where.end,
    );
    assert.ok(
      same.some((item) => item.message.includes(message)),
      `no message with "${message}" among: ${same.map((item) => item.message).join(' | ')}`,
    );
  }
  assert.equal(fixture.passes, found.length === 0, 'a passing case has no findings, a failing one has some');
  for (const [choice, files] of fixture.fixed) checkFixes(rule, fixture, findings, choice, files);
}

/**
 * The fixes give the golden text; of the rule's findings only those are left that had no fix; and no rule finds an error
 * that was not there before.
 */
function checkFixes(
  rule: Rule,
  fixture: FixtureCase,
  findings: ReadonlyMap<string, readonly Finding[]>,
  choice: number,
  files: ReadonlyMap<string, string>,
): void {
  const offered = [...findings.values()].flat().some(({ fixes }) => fixes.length >= choice);
  assert.ok(offered || choice === 1, `no finding offers ${choice} fixes`);
  const fixed = applyFixes(fixture.files, findings, choice);
  for (const [path, text] of files) assert.equal(fixed.get(path)?.trimEnd(), text);
  const unrepaired = [...findings.values()].flat().filter((finding) => finding.fixes.length === 0);
  const left = [...findingsOf(rule, fixed, fixture.remotes).values()].flat();
  assert.deepEqual(newMessages(unrepaired, left), [], 'the fixes leave something to say');
  const before = errorsOf(fixture.files, fixture.remotes);
  assert.deepEqual(newMessages(before, errorsOf(fixed, fixture.remotes)), [], 'the fixes lead to errors');
}

/** What is said in the second list more often than in the first. */
function newMessages(before: readonly Finding[], after: readonly Finding[]): readonly string[] {
  const known = before.map(said);
  return after.map(said).filter((text) => {
    const at = known.indexOf(text);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

function said({ rule, message }: Finding): string {
  return `${rule}: ${message}`;
}

/** The errors that all rules find. */
function errorsOf(files: ReadonlyMap<string, string>, remotes: readonly string[]): readonly Finding[] {
  const service = openFiles(files, allRules, remotes);
  return [...files.keys()]
    .flatMap((path) => service.findings(identify(path).uri))
    .filter(({ severity }) => severity === 'error');
}

function findingsOf(
  rule: Rule,
  files: ReadonlyMap<string, string>,
  remotes: readonly string[],
): ReadonlyMap<string, readonly Finding[]> {
  const service = openFiles(files, [rule], remotes);
  return new Map(
    [...files.keys()].map((path) => [
      path,
      service.findings(identify(path).uri).filter((finding) => finding.rule === rule.id),
    ]),
  );
}

function countIn(rule: Rule, example: string): number {
  const text = example.replace(/^\n/, '');
  const files = text.startsWith('=== ') ? readFiles(text).files : new Map([['example.yaml', text]]);
  return [...findingsOf(rule, files, []).values()].flat().length;
}

/** A place as people read it, for the failure message. */
function show(
  files: ReadonlyMap<string, string>,
  { path, start, end }: { path: string; start: number; end: number },
): string {
  const text = files.get(path) ?? '';
  const line = text.slice(0, start).split('\n').length;
  return `${path}:${line}:${start - text.lastIndexOf('\n', start - 1)} \`${text.slice(start, end)}\``;
}
