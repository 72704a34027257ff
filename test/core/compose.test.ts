// How Compose files and examples of environment files are read, and which release of Omni knows which flag.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flagOf, mountsOf, servicesOf } from '../../server/src/core/kinds/compose.ts';
import { envLines, isEnvExample } from '../../server/src/core/kinds/env-file.ts';
import { omniFlag } from '../../server/src/core/versions/omni-flags.ts';
import { parseVersion } from '../../server/src/core/versions/version.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';
import { isReadable } from '../../server/src/live/files/scan.ts';

const styles: readonly (readonly [string, string])[] = [
  [
    'a list',
    'command:\n      - --config-file=/config.yaml\n      - "--provider-name=My racks"\n      - --id\n      - rack-provider',
  ],
  ['a flow list', "command: [--config-file=/config.yaml, '--provider-name=My racks', --id, rack-provider]"],
  [
    'a folded text',
    "command: >\n      --config-file=/config.yaml\n      --provider-name='My racks'\n      --id rack-provider",
  ],
  [
    'a literal text',
    'command: |-\n      --config-file=/config.yaml --provider-name="My racks" \\\n      --id rack-provider',
  ],
  ['a quoted line', 'command: "--config-file=/config.yaml --provider-name=\'My racks\' --id rack-provider"'],
];

for (const [style, command] of styles) {
  test(`reads the flags of a command written as ${style}`, () => {
    const text = `services:\n  provider:\n    image: example\n    ${command}\n`;
    const [service] = servicesOf(parseYaml(text).root);
    assert.ok(service);
    const values = ['config-file', 'provider-name', 'id'].map((name) => flagOf(service, name)?.value);
    assert.deepEqual(values, ['/config.yaml', 'My racks', 'rack-provider']);
    const places = ['config-file', 'id'].map((name) => flagOf(service, name));
    assert.deepEqual(
      places.map((flag) => flag && text.slice(flag.at.start, flag.at.end)),
      ['--config-file', '--id'],
    );
    assert.deepEqual(
      places.map((flag) => flag?.valueAt && text.slice(flag.valueAt.start, flag.valueAt.end)),
      ['/config.yaml', 'rack-provider'],
    );
    assert.ok(service.whole);
  });
}

test('takes a command with words from outside, or run by a shell, as not whole', () => {
  const commands = ['--id=a ${MORE}', '[/bin/sh, -c, "run --id=a"]', '["run --id=a --b"]'];
  for (const command of commands) {
    const [service] = servicesOf(
      parseYaml(`services: {a: {image: x, command: ${command.startsWith('[') ? command : `"${command}"`}}}`).root,
    );
    assert.equal(service?.whole, false, command);
  }
});

test('finds where volumes, configs and secrets are mounted', () => {
  const [service] = servicesOf(
    parseYaml(
      'services: {a: {image: x, volumes: ["${A:-./a}:/a:ro", "C:\\\\b:/b", {type: bind, source: ., target: /c}, /d], configs: [e], secrets: [f, {source: g, target: /g}]}}',
    ).root,
  );
  assert.ok(service);
  assert.deepEqual(mountsOf(service), ['/a', '/b', '/c', '/d', '/e', '/run/secrets/f', '/g']);
});

test('reads examples of environment files, and never the files themselves', () => {
  for (const path of ['.env.example', 'omni/omni.env.example', 'a/.env.example']) {
    assert.ok(isEnvExample(path) && isReadable(path), path);
  }
  for (const path of ['.env', 'omni.env', 'a/.env', '.env.local', 'xenv.example.com'])
    assert.ok(!isReadable(path), path);
  const lines = envLines('# Copy to .env\nexport A=1\n# B=\nC = two words # no\nnot a line\n');
  assert.deepEqual(
    lines.map(({ name, value, commented }) => [name, value, commented]),
    [
      ['A', '1', false],
      ['B', '', true],
      ['C', 'two words # no', false],
    ],
  );
});

const verdicts: readonly (readonly [string, string | undefined, string])[] = [
  ['private-key-source', '1.0.0', 'known'],
  ['sqlite-storage-path', '1.3.4', 'later'],
  ['sqlite-storage-path', '1.4.0', 'known'],
  ['secondary-storage-path', '1.5.11', 'known'],
  ['secondary-storage-path', '1.6.0', 'gone'],
  ['primary-factory-url', '1.9.3', 'later'],
  ['primary-factory-url', '1.10.0-beta.1', 'known'],
  ['non-image-factory-deprecation-title', '1.7.3', 'known'],
  ['non-image-factory-deprecation-title', '1.8.0', 'gone'],
  ['secondary-storage-path', undefined, 'known'],
  ['sqlite-path', undefined, 'unknown'],
];

test('tells which release of Omni knows a flag', () => {
  for (const [name, release, verdict] of verdicts) {
    assert.equal(omniFlag(name, parseVersion(release ?? '')).verdict, verdict, `${name} in ${release}`);
  }
});
