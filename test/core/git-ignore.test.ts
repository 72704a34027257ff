// What git ignores: patterns as git reads them, and the files they are read from.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { isGitIgnored } from '../../server/src/core/text/git-ignore.ts';
import { readRepository } from '../../server/src/live/files/git.ts';
import { pathsInIndex } from '../../server/src/live/files/git-index.ts';

const config = 'proxmox-provider/config.yaml';

describe('patterns', () => {
  // Verdicts of `git check-ignore --no-index`.
  const ignored: readonly (readonly [string, string])[] = [
    ['config.yaml', config],
    ['*.yaml', config],
    ['/proxmox-provider/config.yaml', config],
    ['proxmox-provider/*', config],
    ['proxmox-provider/', config],
    ['proxmox-provider/\n!config.yaml', config],
    ['**/config.yaml', config],
    ['**/config.yaml', 'config.yaml'],
    ['proxmox-*/**', config],
    ['a/**/z', 'a/z'],
    ['a/**/z', 'a/b/c/z'],
    ['config.ya?l', config],
    ['config.[xy]aml', config],
    ['config.[!x]aml', config],
    ['!config.yaml\nconfig.yaml', config],
    ['config.yaml   ', config],
    ['\uFEFF# settings\r\nconfig.yaml\r\n', config],
    ['\\#notes', '#notes'],
    ['\\!keep', '!keep'],
    ['a\\ ', 'a '],
  ];
  const kept: readonly (readonly [string, string])[] = [
    ['', config],
    ['# config.yaml', config],
    ['/config.yaml', config],
    ['config.yaml/', config],
    ['provider/config.yaml', config],
    ['proxmox-provider', 'proxmox-provider.yaml'],
    ['*/config.yaml', 'config.yaml'],
    ['a*z', 'a/z'],
    ['config.yaml\n!config.yaml', config],
    ['proxmox-provider/*\n!proxmox-provider/*.yaml', config],
    ['config.y?ml', 'config.yml'],
    ['config.[yaml', config],
    ['config.yaml\\', config],
    ['.env', '.env.example'],
  ];
  for (const [text, path] of ignored)
    test(`${JSON.stringify(text)} ignores ${path}`, () => assert.ok(isGitIgnored(path, [{ directory: '', text }])));
  for (const [text, path] of kept)
    test(`${JSON.stringify(text)} keeps ${path}`, () => assert.ok(!isGitIgnored(path, [{ directory: '', text }])));

  test('made to be slow are not', () => {
    const text = [`${'*a'.repeat(60)}b`, `${'**/a'.repeat(60)}/b`, `a${' '.repeat(100_000)}b`].join('\n');
    const start = performance.now();
    assert.ok(!isGitIgnored(`${'a'.repeat(250)}/${'a'.repeat(250)}`, [{ directory: '', text }]));
    assert.ok(performance.now() - start < 5000);
  });

  test('the deepest file decides, about its own directory only', () => {
    const files = [
      { directory: '', text: 'config.yaml' },
      { directory: 'a', text: '!config.yaml' },
    ];
    assert.deepEqual(
      ['config.yaml', 'a/config.yaml', 'ab/config.yaml'].map((path) => isGitIgnored(path, files)),
      [true, false, true],
    );
  });
});

describe('a repository', () => {
  const verdict = async (top: string, folder: string, path: string): Promise<boolean | undefined> => {
    const found = await readRepository(join(top, folder), [path, '.gitignore', 'rack/.gitignore']);
    return found && isGitIgnored([found.path, path].filter((part) => part !== '').join('/'), found.ignores);
  };

  test('lists what is ignored above the folder, in it, and for this clone only', () =>
    withFiles(
      {
        'home/.git/config': '[core]\n\tbare = false\n',
        'home/.git/info/exclude': '# mine\n*.local.yaml\n',
        'home/.gitignore': 'secrets/\n',
        'home/infra/.gitignore': 'config.yaml\n',
        'home/infra/rack/.gitignore': '!config.yaml\n',
      },
      async (top) => {
        assert.equal(await verdict(top, 'home/infra', 'provider/config.yaml'), true);
        assert.equal(await verdict(top, 'home/infra', 'rack/config.yaml'), false);
        assert.equal(await verdict(top, 'home/infra', 'secrets/rack.yaml'), true);
        assert.equal(await verdict(top, 'home/infra', 'rack/a.local.yaml'), true);
        assert.equal(await verdict(top, 'home', 'secrets/rack.yaml'), true);
        assert.equal(await verdict(top, 'home', 'provider/config.yaml'), false);
      },
    ));

  test('may be a worktree, and may name a file of patterns', () =>
    withFiles(
      {
        'main/.git/config': '[Core]\n  excludesFile = "mine"\n',
        'rack/mine': 'config.yaml\n',
        'main/.git/worktrees/rack/commondir': '../..\n',
        'rack/.git': 'gitdir: ../main/.git/worktrees/rack\n',
      },
      async (top) => {
        assert.equal(await verdict(top, 'rack', 'provider/config.yaml'), true);
        assert.equal(await verdict(top, 'rack', 'provider/other.yaml'), false);
      },
    ));

  test('is not found where there is none', () =>
    withFiles({ 'rack/.gitignore': 'a\n', '.git/HEAD': 'no configuration beside it\n' }, async (top) => {
      assert.equal(await verdict(top, 'rack', 'provider/config.yaml'), undefined);
    }));
});

describe('what git keeps', () => {
  const files = {
    'infra/provider/config.yaml': 'a',
    'infra/provider/settings.yaml': 'b',
    'infra/provider/a-name-that-is-rather-long/config.yaml': 'c',
    'infra/.env': 'd',
    'infra/.gitignore': '',
    'other/notes.md': 'e',
  };
  for (const version of ['2', '4']) {
    test(`is kept although a pattern names it (index version ${version})`, () =>
      withFiles(files, async (top) => {
        const git = (...args: readonly string[]): unknown =>
          execFileSync('git', ['-c', 'core.fsmonitor=false', ...args], { cwd: top, stdio: 'pipe' });
        git('init', '-q');
        git(
          'add',
          '-f',
          'infra/provider/config.yaml',
          'infra/.env',
          'infra/provider/a-name-that-is-rather-long',
          'other',
        );
        git('add', '--intent-to-add', 'infra/.gitignore');
        git('update-index', '--index-version', version);
        writeFileSync(join(top, 'infra/.gitignore'), 'config.yaml\nsettings.yaml\n.env\n');
        const found = await readRepository(
          join(top, 'infra'),
          Object.keys(files).map((path) => path.slice(6)),
        );
        assert.deepEqual(found?.kept, [
          'infra/.env',
          'infra/provider/a-name-that-is-rather-long/config.yaml',
          'infra/provider/config.yaml',
        ]);
        git('rm', '-q', '--cached', 'infra/provider/config.yaml');
        const after = await readRepository(join(top, 'infra'), ['.gitignore']);
        assert.deepEqual(after?.kept, ['infra/.env', 'infra/provider/a-name-that-is-rather-long/config.yaml']);
      }));
  }

  test('is not known from an index that is cut off', () => {
    assert.equal(pathsInIndex(Buffer.alloc(0), 20), undefined);
    assert.equal(pathsInIndex(Buffer.from('DIRC\0\0\0\x02\0\0\0\x01'), 20), undefined);
    assert.equal(pathsInIndex(Buffer.from('TREE\0\0\0\x02\0\0\0\x01'), 20), undefined);
  });
});

async function withFiles(files: Record<string, string>, run: (top: string) => Promise<void>): Promise<void> {
  const top = mkdtempSync(join(tmpdir(), 'omni-scale-git-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), text);
    }
    await run(top);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}
