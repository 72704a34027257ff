// A real git repository for tests, independent of the settings of the person or machine that runs them.
import { execFileSync } from 'node:child_process';

const settings = [
  ['user.name', 'Test'],
  ['user.email', 'test@example.com'],
  ['init.defaultBranch', 'main'],
  ['commit.gpgSign', 'false'],
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Runs git in a folder; throws with what it said where it fails. */
export function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', [...settings, ...args], { cwd: folder, stdio: 'pipe' });
}

/** Commits all that is in the folder; makes the repository where there is none. */
export function commitAll(folder: string): void {
  git(folder, 'init', '-q');
  git(folder, 'add', '--all');
  git(folder, 'commit', '-q', '-m', 'Change something');
}
