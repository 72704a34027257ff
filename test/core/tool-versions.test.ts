// Versions of tools, as mise's and asdf's files pin them: which files those are, and where each version stands.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOmnictl, isToolVersions, toolVersions } from '../../server/src/core/kinds/tool-versions.ts';
import { isReadable } from '../../server/src/live/files/scan.ts';

const read = (path: string, text: string): readonly string[] =>
  toolVersions(path, text).map(({ tool, version, at }) => {
    assert.equal(text.slice(at.start, at.end), version);
    return `${tool} ${version}`;
  });

test('the files are known by their names, and read', () => {
  const names = [
    ...['mise.toml', '.mise.toml', 'mise.local.toml', '.mise.ci.toml', 'mise/config.toml', '.mise/config.toml'],
    ...['.config/mise.toml', '.config/mise/config.toml', 'infra/.tool-versions'],
  ];
  for (const path of names) assert.ok(isToolVersions(path) && isReadable(path), path);
  for (const path of ['promise.toml', 'config.toml', 'mise.lock', 'tool-versions', 'mise.toml.bak', 'Cargo.toml'])
    assert.ok(!isToolVersions(path) && !isReadable(path), path);
});

describe('mise.toml', () => {
  const cases: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'plain keys and comments': ['[tools] # all\n  a = "1.2" # one\n#b = "2"\nc=\'3\'\n', ['a 1.2', 'c 3']],
    'quoted keys': ['[tools]\n"aqua:x/y" = "1"\n\'ubi:x/y[exe=z]\' = "2"\n', ['aqua:x/y 1', 'ubi:x/y[exe=z] 2']],
    'lists and inline tables': [
      '[tools]\na = ["1", "2"]\nb = { os = ["linux"], version = "3" }\nc = { path = "x version = y" }\n',
      ['a 1', 'b 3'],
    ],
    'tables of their own': ['[tools.a]\nversion = "1"\nos = "2"\n[tools."b:c"]\nversion = "3"\n', ['a 1', 'b:c 3']],
    'dotted keys': ['tools.a = "1"\ntools."b".version = "2"\nother.a = "3"\n', ['a 1', 'b 2']],
    'lines that end as on Windows': ['[tools]\r\na = "1"\r\nb = "2"\r\n', ['a 1', 'b 2']],
    'strings over several lines': [
      '[tasks.x]\nrun = """\n[tools]\na = "1"\n"""\ndone = \'\'\'x\'\'\'\n[tools]\nb = "2"\n',
      ['b 2'],
    ],
    'other tables, and lists of tables': ['[env]\na = "1"\n[[tools]]\nb = "2"\n[toolset]\nc = "3"\n', []],
    'half-typed lines': ['[tools]\na = "1\nb = \nc\n= "2"\n"d = "3"\n[tools\ne = "4"\n', []],
  };
  for (const [title, [text, expected]] of Object.entries(cases))
    test(title, () => assert.deepEqual(read('mise.toml', text), expected));
});

test('.tool-versions', () => {
  assert.deepEqual(read('.tool-versions', '# all\na 1.2\n  b\t2 1\r\nc\n#d 4\ne latest # newest\n'), [
    'a 1.2',
    'b 2',
    'e latest',
  ]);
});

test('omnictl has several names', () => {
  for (const tool of [
    'omnictl',
    'aqua:siderolabs/omni/omnictl',
    'ubi:siderolabs/omni[exe=omnictl]',
    'github:siderolabs/omni',
  ])
    assert.ok(isOmnictl(tool), tool);
  for (const tool of [
    'omni',
    'talosctl',
    'ubi:siderolabs/omni-infra-provider-proxmox',
    'siderolabs/omni',
    'npm:omnictl-x',
  ])
    assert.ok(!isOmnictl(tool), tool);
});
