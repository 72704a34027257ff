// What git has of cluster templates, asked of a real git.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import { LanguageService } from '../../server/src/core/service.ts';
import { loadCommitted } from '../../server/src/live/files/committed.ts';
import { hostWith } from '../../server/src/live/files/host.ts';
import { loadWorkspace } from '../../server/src/live/files/load.ts';
import { folders, writeFiles } from '../support/folder.ts';
import { commitAll, git } from '../support/git.ts';

const folder = folders();

const lab = (kubernetes: string, name = 'lab'): string =>
  `kind: Cluster\nname: ${name}\nkubernetes: {version: v${kubernetes}}\ntalos: {version: v1.13.6}\n---\nkind: ControlPlane\nmachineClass: {name: small, size: 3}\n`;

/** The files with a version jump, by path. */
async function jumps(top: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const log = (message: string): void => void problems.push(message);
  const service = new LanguageService(allRules, hostWith(log));
  await loadCommitted(service, await loadWorkspace(service, [top], { log }));
  assert.deepEqual(problems, []);
  return service.uris().flatMap((uri) => {
    const found = service.findings(uri).filter(({ rule }) => rule === 'cluster-template/version-jump');
    return found.map(({ message }) => `${service.file(uri)?.path}: ${/Kubernetes ([\d.]+),/.exec(message)?.[1]}`);
  });
}

test('a template is compared with the commit that is checked out', async () => {
  const top = folder({ 'clusters/lab.yaml': lab('1.33.1') });
  commitAll(top);
  writeFiles(top, { 'clusters/lab.yaml': lab('1.34.4') });
  commitAll(top);
  writeFiles(top, { 'clusters/lab.yaml': lab('1.36.2') });
  assert.deepEqual(await jumps(top), ['clusters/lab.yaml: 1.34.4']);
  git(top, 'checkout', '-q', '--force', '--detach', 'HEAD~1');
  writeFiles(top, { 'clusters/lab.yaml': lab('1.36.2') });
  assert.deepEqual(await jumps(top), ['clusters/lab.yaml: 1.33.1']);
});

test('the folder may lie below the top of its repository, in a worktree, and have any letters in its paths', async () => {
  const path = 'infra/clusters/größe 1.yaml';
  const top = folder({ [path]: lab('1.33.1'), 'notes.txt': 'notes\n' });
  commitAll(top);
  writeFiles(top, { [path]: lab('1.36.2') });
  assert.deepEqual(await jumps(join(top, 'infra')), ['clusters/größe 1.yaml: 1.33.1']);
  const worktree = join(top, 'tree');
  git(top, 'worktree', 'add', '-q', worktree);
  writeFiles(worktree, { [path]: lab('1.35.0') });
  assert.deepEqual(await jumps(join(worktree, 'infra')), ['clusters/größe 1.yaml: 1.33.1']);
});

test('packed commits are read too', async () => {
  const top = folder({ 'clusters/lab.yaml': lab('1.33.1') });
  commitAll(top);
  git(top, 'gc', '-q', '--prune=now');
  writeFiles(top, { 'clusters/lab.yaml': lab('1.36.2') });
  assert.deepEqual(await jumps(top), ['clusters/lab.yaml: 1.33.1']);
});

test('nothing is said without a commit, a repository, or that file in it', async () => {
  assert.deepEqual(await jumps(folder({ 'clusters/lab.yaml': lab('1.36.2') })), []);
  const empty = folder({ 'clusters/lab.yaml': lab('1.36.2') });
  git(empty, 'init', '-q');
  assert.deepEqual(await jumps(empty), []);
  const other = folder({ 'clusters/other.yaml': lab('1.33.1', 'other') });
  commitAll(other);
  writeFiles(other, { 'clusters/lab.yaml': lab('1.36.2') });
  assert.deepEqual(await jumps(other), []);
});

test('nothing is said where git is not installed', async () => {
  const top = folder({ 'clusters/lab.yaml': lab('1.33.1') });
  commitAll(top);
  writeFiles(top, { 'clusters/lab.yaml': lab('1.36.2') });
  const { PATH } = process.env;
  process.env.PATH = folder({});
  try {
    assert.deepEqual(await jumps(top), []);
  } finally {
    process.env.PATH = PATH;
  }
});
