// Mutates files of a workspace and checks what may never happen: a rule that throws, a position outside the text, and an
// answer after an edit that differs from that of a service that reads the files afresh.
import assert from 'node:assert/strict';
import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { LanguageService } from '../../server/src/core/service.ts';
import type { Span } from '../../server/src/core/text/span.ts';
import { hostWith } from '../../server/src/live/files/host.ts';
import { identify, root } from './fixtures.ts';
import { Dice, mutate, type Words } from './mutate.ts';

export interface Fuzzing {
  readonly files: ReadonlyMap<string, string>;
  /** The paths of the files that change; the others only stand beside them. */
  readonly bases: readonly string[];
  readonly remotes: readonly string[];
  readonly words: Words;
  readonly mutants: number;
  readonly seed: number;
  /** Reads all files afresh after every n-th mutant; reading a large workspace after each takes minutes. */
  readonly compareEvery: number;
}

export function fuzz({ files, bases, remotes, words, mutants, seed, compareEvery }: Fuzzing): void {
  const dice = new Dice(seed);
  const service = open(files, remotes);
  const healthy = findingsOf(open(files, remotes), files);
  const current = new Map(files);
  for (let i = 0; i < mutants; i++) {
    const path = dice.pick(bases) ?? '';
    let text = files.get(path) ?? '';
    for (let slips = dice.below(2); slips >= 0; slips--) text = mutate(text, dice, words);
    current.set(path, text);
    service.setText(identify(path), text);
    const findings = findingsOf(service, current);
    for (const [file, list] of findings) checkPositions(list, current, file, i);
    if (i % compareEvery === 0) {
      const afresh = open(current, remotes);
      assert.deepEqual(findings, findingsOf(afresh, current), `mutant ${i} of ${path}:\n${text}`);
      checkFreshFixes(service, afresh, current, i);
    }
    // Most are mended after the second, so that the next mutants stand in a healthy workspace.
    if (i % 2 === 0 || dice.below(4) === 0) continue;
    for (const [changed, original] of files) {
      if (current.get(changed) === original) continue;
      current.set(changed, original);
      service.setText(identify(changed), original);
    }
    assert.deepEqual(findingsOf(service, current), healthy, `mended after mutant ${i} of ${path}:\n${text}`);
  }
}

function open(texts: ReadonlyMap<string, string>, remotes: readonly string[]): LanguageService {
  const service = new LanguageService(
    allRules,
    hostWith((message) => assert.fail(message)),
  );
  service.setFolders([{ uri: root, name: 'workspace', remotes }]);
  service.setPaths(root, texts.keys());
  for (const [path, text] of texts) service.setText(identify(path), text);
  return service;
}

function findingsOf(
  service: LanguageService,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Finding[]> {
  return new Map([...texts.keys()].map((path) => [path, service.findings(identify(path).uri).map(withoutElsewhere)]));
}

/** Edits of other files may be out of date until `freshFindings` is asked for them; all else may not. */
function withoutElsewhere(finding: Finding): Finding {
  return { ...finding, fixes: finding.fixes.map((fix) => ({ ...fix, elsewhere: [] })) };
}

/** What a quick fix is made of: it fits the present text of every file. */
function checkFreshFixes(
  service: LanguageService,
  afresh: LanguageService,
  texts: ReadonlyMap<string, string>,
  i: number,
): void {
  for (const path of texts.keys()) {
    const { uri } = identify(path);
    if (!service.findings(uri).some((finding) => finding.fixes.some((fix) => fix.elsewhere.length > 0))) continue;
    const fresh = service.freshFindings(uri);
    checkPositions(fresh, texts, path, i);
    assert.deepEqual(fresh, afresh.freshFindings(uri), `mutant ${i}: fixes of ${path}`);
  }
}

function checkPositions(
  findings: readonly Finding[],
  texts: ReadonlyMap<string, string>,
  path: string,
  i: number,
): void {
  const inside = (at: Span, uri: string): void => {
    const length = texts.get(uri.slice(root.length + 1))?.length ?? -1;
    assert.ok(0 <= at.start && at.start <= at.end && at.end <= length, `mutant ${i}: ${at.start}-${at.end} in ${uri}`);
  };
  const { uri } = identify(path);
  for (const finding of findings) {
    inside(finding.span, uri);
    for (const place of finding.related) inside(place.span, place.uri);
    for (const fix of finding.fixes) {
      for (const edit of fix.edits) inside(edit.span, uri);
      for (const change of fix.elsewhere) for (const edit of change.edits) inside(edit.span, change.uri);
    }
  }
}
