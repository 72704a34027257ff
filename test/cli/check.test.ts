// The command line as a person or a pipeline uses it: the built program, its output and its exit code.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folders } from '../support/folder.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const folder = folders();

function run(cwd: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const result = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

const template =
  'kind: Cluster\nname: lab\nkubernetes:\n  version: v1.36.2\ntalos:\n  version: 1.13.6\n---\nkind: ControlPlane\nmachineClass: {name: lab, size: 3}\n';
const labClass =
  'metadata:\n  namespace: default\n  type: MachineClasses.omni.sidero.dev\n  id: lab\nspec:\n  matchlabels: [omni.sidero.dev/platform = metal]\n';
const clean = { 'omni-scale.yaml': 'rules: {}\n', 'machine-classes/lab.yaml': labClass };

test('a clean folder: exit 0, and JSON with no diagnostics', () => {
  const top = folder(clean);
  const { code, out } = run(top, 'check', '--format', 'json');
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), { diagnostics: [], files: 2 });
});

test('a finding: exit 1, one JSON object with place, rule and repair', () => {
  const top = folder({ ...clean, 'clusters/lab.yaml': template });
  const { code, out } = run(top, 'check', 'clusters', '--format', 'json');
  assert.equal(code, 1);
  const { diagnostics, files } = JSON.parse(out);
  assert.equal(files, 1);
  assert.deepEqual(
    diagnostics.filter((item: { rule: string }) => item.rule === 'cluster-template/version'),
    [
      {
        file: 'clusters/lab.yaml',
        line: 6,
        column: 12,
        endLine: 6,
        endColumn: 18,
        severity: 'error',
        rule: 'cluster-template/version',
        message: 'The Talos version begins with `v`; omnictl refuses `1.13.6`.',
        fix: {
          title: 'Write `v1.13.6`',
          edits: [{ file: 'clusters/lab.yaml', newText: 'v1.13.6', line: 6, column: 12, endLine: 6, endColumn: 18 }],
        },
      },
    ],
  );
});

test('text is one clickable line for each finding, with the summary on standard error', () => {
  const top = folder({ ...clean, 'clusters/lab.yaml': template });
  const { out, err } = run(top, 'check');
  assert.match(
    out,
    /^clusters\/lab\.yaml:6:12: error: The Talos version begins with `v`; .* \[cluster-template\/version\]$/m,
  );
  assert.match(err, /^3 files checked: 1 error/m);
});

test('paths are relative to where it runs, and files beside the given ones are read for references', () => {
  const top = folder({ ...clean, 'clusters/lab.yaml': template.replace('name: lab, size', 'name: lba, size') });
  const { out } = run(join(top, 'clusters'), 'check', 'lab.yaml', '--format', 'json');
  const found: { rule: string; file: string }[] = JSON.parse(out).diagnostics;
  assert.deepEqual(
    found.filter((item) => item.rule === 'cluster-template/class-missing').map((item) => item.file),
    ['lab.yaml'],
  );
});

test('Markdown is checked: READMEs and documentation, but not history, and not through links', () => {
  const top = folder({
    ...clean,
    'README.md': '[Waves](docs/waves.md), [history](docs/adr/1.md)\n',
    'docs/adr/1.md': '[gone](gone.md)\n',
    'docs/guide.md': '```sh\nomnictl apply -f machine-classes/lap.yaml\n```\n',
    'NOTES.md': '[gone](gone.md)\n',
  });
  symlinkSync('../README.md', join(top, 'docs', 'index.md'));
  const { code, out } = run(top, 'check', '--format', 'json');
  assert.equal(code, 0);
  const { diagnostics, files } = JSON.parse(out);
  assert.equal(files, 4);
  assert.deepEqual(
    diagnostics.map((item: Record<string, unknown>) => [item.file, item.line, item.column, item.severity, item.rule]),
    [
      ['README.md', 1, 9, 'information', 'docs/path-missing'],
      ['docs/guide.md', 2, 18, 'information', 'docs/path-missing'],
    ],
  );
  assert.match(run(top, 'check', 'README.md').out, /^README\.md:1:9.*docs\/path-missing/);
});

test('--severity decides what fails', () => {
  const top = folder({
    ...clean,
    'omni-scale.yaml': 'rules: {cluster-template/version: warning}\n',
    'clusters/lab.yaml': template,
  });
  assert.equal(run(top, 'check').code, 0);
  assert.equal(run(top, 'check', '--severity', 'warning').code, 1);
});

test('what cannot run exits with 2 and says why on standard error', () => {
  const top = folder(clean);
  for (const [args, why] of [
    [['check', 'nowhere'], /nowhere does not exist/],
    [['check', '--severity', 'fatal'], /--severity takes error, warning, information, hint/],
    [['check', '--format', 'xml'], /--format takes text or json/],
    [['check', '--frmat', 'json'], /'--frmat'/],
    [['chekc'], /there is no command `chekc`/],
    [['explain', 'machine-class/socket'], /did you mean `machine-class\/sockets`/],
  ] as const) {
    const { code, out, err } = run(top, ...args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, why);
  }
});

test('rules and explain tell what is checked and why', () => {
  const top = folder(clean);
  assert.match(run(top, 'rules').out, /^machine-class\/storage-selector +error +/m);
  const { code, out } = run(top, 'explain', 'machine-class/sockets');
  assert.equal(code, 0);
  assert.match(out, /The provider has no default for `sockets`/);
  assert.match(out, /`# omni-scale-ignore machine-class\/sockets: the reason`/);
  assert.match(
    run(top, 'explain', 'docs/path-missing').out,
    /`<!-- omni-scale-ignore docs\/path-missing: the reason -->`/,
  );
});

test('every command has --help with an example', () => {
  const top = folder(clean);
  for (const command of ['check', 'rules', 'explain']) {
    const { code, out } = run(top, command, '--help');
    assert.equal(code, 0);
    assert.match(out, /Example: omni-scale/);
  }
});

test('a strange tree costs no crash: link loops, dead links, pipes, binary and unreadable files, other encodings', () => {
  const top = folder({
    ...clean,
    'clusters/binary.yaml': new Uint8Array([0, 1, 2, 0xff, 0xfe, 0]),
    'clusters/latin1.yaml': new Uint8Array([0x6b, 0x3a, 0x20, 0xe4, 0x0a]),
    'clusters/utf16.yaml': Buffer.from(
      '\uFEFFkind: Cluster\nname: lab\nkubernetes: {version: v1.36.2}\ntalos: {version: 1.13.6}\n',
      'utf16le',
    ),
    'clusters/big.yaml': `kind: Cluster\n${'# x\n'.repeat(1_500_000)}`,
    'clusters/locked.yaml': template,
  });
  symlinkSync('..', join(top, 'clusters', 'loop'));
  symlinkSync('nowhere.yaml', join(top, 'clusters', 'dead.yaml'));
  spawnSync('mkfifo', [join(top, 'clusters', 'pipe.yaml')]);
  chmodSync(join(top, 'clusters', 'locked.yaml'), 0);
  const { out } = run(top, 'check', '--format', 'json');
  const found: { file: string; rule: string }[] = JSON.parse(out).diagnostics;
  const rulesOf = (file: string): string[] =>
    found.filter((item) => item.file === `clusters/${file}`).map((item) => item.rule);
  assert.deepEqual(rulesOf('binary.yaml'), ['file/unread']);
  assert.deepEqual(rulesOf('latin1.yaml'), ['file/unread']);
  assert.deepEqual(rulesOf('big.yaml'), ['file/unread']);
  assert.ok(rulesOf('utf16.yaml').includes('cluster-template/version'));
});

test('a folder inside with its own omni-scale.yaml is a folder of its own', () => {
  const top = folder({
    'a/omni-scale.yaml': 'rules: {cluster-template/version: hint}\n',
    'a/clusters/lab.yaml': template,
    'b/omni-scale.yaml': 'rules: {}\n',
    'b/clusters/lab.yaml': template,
  });
  const found: { file: string; rule: string; severity: string }[] = JSON.parse(
    run(top, 'check', '--format', 'json').out,
  ).diagnostics;
  assert.deepEqual(
    found.filter((item) => item.rule === 'cluster-template/version').map(({ file, severity }) => `${file} ${severity}`),
    ['a/clusters/lab.yaml hint', 'b/clusters/lab.yaml error'],
  );
});
