// Rule tests as data: YAML with carets under the words a rule should report, and the text its fixes should give.
//
//   ### fails: what the case shows            (or `### passes: …`, where nothing may be reported)
//   @remote https://git.example.com/x.git     (optional: the folder's git remote)
//   === live                                  (optional: what is known of the running system, as YAML)
//   === committed path/of/file.yaml           (optional: the file's text in the last commit)
//   === path/of/file.yaml                     (a file; several may follow; with a `.gitignore`, they are a git repository)
//   kind: Worker
//         ^^^^^^ part of the message          (exactly these columns of the line above; not part of the file)
//   === fixed path/of/file.yaml               (optional: the file after the first fix of every finding)
//   kind: Workers
//   === fixed 2 path/of/file.yaml             (optional: the file after the second fix of every finding that has one)
//   kind: ControlPlane

import { parse } from 'yaml';
import type { Rule } from '../../server/src/core/rules/rule.ts';
import { LanguageService } from '../../server/src/core/service.ts';
import type { LiveKnowledge } from '../../server/src/core/workspace/live.ts';
import type { Folder } from '../../server/src/core/workspace/view.ts';
import { hostWith } from '../../server/src/live/files/host.ts';

export const root = 'file:///workspace';

export interface Expectation {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface FixtureCase {
  readonly title: string;
  readonly passes: boolean;
  readonly remotes: readonly string[];
  readonly files: ReadonlyMap<string, string>;
  /** The files after fixes, by which of the fixes that are offered was taken, then by path. */
  readonly fixed: ReadonlyMap<number, ReadonlyMap<string, string>>;
  readonly expected: readonly Expectation[];
}

/** Reads the cases of a fixture file. */
export function readCases(text: string): readonly FixtureCase[] {
  return text
    .split(/^### /m)
    .slice(1)
    .map((part) => readCase(part));
}

function readCase(part: string): FixtureCase {
  const newline = part.indexOf('\n');
  const heading = part.slice(0, newline);
  const [, verdict, title = ''] = /^(fails|passes): (.*)$/.exec(heading) ?? [];
  if (verdict === undefined) throw new Error(`"### ${heading}" is neither "fails:" nor "passes:"`);
  const body = part.slice(newline + 1);
  const { files, fixed, expected } = readFiles(body);
  const remotes = [...body.matchAll(/^@remote (.*)$/gm)].map((match) => match[1] ?? '');
  return { title, passes: verdict === 'passes', remotes, files, fixed, expected };
}

/** Splits text with `=== path` lines into files, and takes the caret lines out of them. */
export function readFiles(body: string): Pick<FixtureCase, 'files' | 'fixed' | 'expected'> {
  const files = new Map<string, string>();
  const fixed = new Map<number, Map<string, string>>();
  const expected: Expectation[] = [];
  for (const section of body.split(/^=== /m).slice(1)) {
    const newline = section.indexOf('\n');
    const name = section.slice(0, newline).trim();
    const text = section.slice(newline + 1);
    const [, choice = '1', path] = /^fixed (?:(\d) )?(.*)$/.exec(name) ?? [];
    if (path !== undefined) {
      const after = fixed.get(Number(choice)) ?? new Map<string, string>();
      fixed.set(Number(choice), after.set(path, text.trimEnd()));
    } else files.set(name, takeMarkers(name, text, expected));
  }
  return { files, fixed, expected };
}

function takeMarkers(path: string, text: string, expected: Expectation[]): string {
  let result = '';
  let lineStart = 0;
  for (const line of text.trimEnd().split('\n')) {
    const marker = /^([ #]*)(\^+)(?: (.*))?$/.exec(line);
    if (!marker) {
      lineStart = result.length;
      result += `${line}\n`;
      continue;
    }
    const [, lead = '', carets = '', message = ''] = marker;
    expected.push({
      path,
      start: lineStart + lead.length,
      end: lineStart + lead.length + carets.length,
      message: message.trim(),
    });
  }
  return result;
}

/** A service that holds these files in one folder. */
export function openFiles(
  files: ReadonlyMap<string, string>,
  rules: readonly Rule[],
  remotes: readonly string[] = [],
): LanguageService {
  const problems: string[] = [];
  const service = new LanguageService(
    rules,
    hostWith((message) => problems.push(message)),
  );
  service.setFolders([{ uri: root, name: 'workspace', remotes, ...repositoryOf(files) }]);
  const paths = [...files.keys()].filter((path) => path !== livePath && !committedPath.test(path));
  service.setPaths(root, paths);
  service.setLive(liveIn(files));
  service.setCommitted(root, committedIn(files));
  for (const path of paths) service.setText(identify(path), files.get(path) ?? '');
  for (const path of paths) service.findings(identify(path).uri);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return service;
}

/** The sections that are no files. */
const livePath = 'live';
const committedPath = /^committed /;

function committedIn(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const committed = [...files].filter(([path]) => committedPath.test(path));
  return new Map(committed.map(([path, text]) => [path.replace(committedPath, ''), text]));
}

function liveIn(files: ReadonlyMap<string, string>): LiveKnowledge {
  return parse(files.get(livePath) ?? '{}');
}

/** The files are a git repository where one of them tells git what to ignore. */
function repositoryOf(files: ReadonlyMap<string, string>): Partial<Folder> {
  const ignores = [...files]
    .filter(([path]) => /(?:^|\/)\.gitignore$/.test(path))
    .map(([path, text]) => ({ directory: path.split('/').slice(0, -1).join('/'), text }));
  return ignores.length > 0 ? { repository: { path: '', ignores, kept: [] } } : {};
}

export function identify(path: string): { uri: string; folder: string; path: string } {
  return { uri: `${root}/${path}`, folder: root, path };
}
