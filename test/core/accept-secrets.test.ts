// Secrets that a team knows: accepted by their hash in omni-scale.yaml, whose text is added to and not written anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  acceptSecrets,
  removeEntries,
  type SecretToAccept,
  unneededEntries,
} from '../../server/src/core/features/accept-secrets.ts';
import { readConventions } from '../../server/src/core/kinds/conventions.ts';
import { allRules } from '../../server/src/core/rules/all.ts';
import { WrittenSecrets } from '../../server/src/core/rules/written-secrets.ts';
import type { LanguageService } from '../../server/src/core/service.ts';
import { applyEdits } from '../../server/src/core/text/edits.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';
import { hostWith } from '../../server/src/live/files/host.ts';
import { identify, openFiles } from '../support/fixtures.ts';

const salt = '0123456789abcdef0123456789abcdef';
const newSalt = 'fedcba9876543210fedcba9876543210';
const { sha256 } = hostWith(() => {});
const hashOf = (value: string, with_ = salt): string => sha256(with_ + value);

const drawn = '9f8e7d6c5b4a39281706f5e4d3c2b1a0';
const other = 'Qz7Lm08c1fA0b93d7e42K5xT4vB9';
const key =
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC4k7Zp\nQm93xT4vB9k\n-----END PRIVATE KEY-----\n';

const list = (...values: string[]): string =>
  `secrets:\n  salt: ${salt}\n  accepted:\n${values.map((value) => `    - ${hashOf(value)} # known\n`).join('')}`;
const open = (files: Readonly<Record<string, string>>): LanguageService =>
  openFiles(new Map(Object.entries(files)), allRules);
const secretsIn = (files: Readonly<Record<string, string>>, path: string): readonly string[] =>
  open(files)
    .findings(identify(path).uri)
    .filter(({ secrets }) => secrets)
    .map(({ rule, message }) => `${rule}: ${message}`);

/** A file that one of the rules reports, by the value that it shows. */
const places: Readonly<Record<string, (value: string) => Readonly<Record<string, string>>>> = {
  'secret/literal': (value) => ({ 'a.yaml': `auth:\n  token: ${value}\n` }),
  'secret/literal in a URL': (value) => ({ 'a.yaml': `url: postgres://wiki:${value}@database/wiki\n` }),
  'secret/manifest': (value) => ({
    'a.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: ${value}}\n`,
  }),
  'secret/manifest in base64': (value) => ({
    'a.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: ${Buffer.from(value).toString('base64')}}\n`,
  }),
  'talos-patch/secret': (value) => ({
    'patches/a.yaml': `machine:\n  registries:\n    config:\n      registry.example.com: {auth: {username: puller, password: ${value}}}\n`,
  }),
  'provider/config-secret': (value) => ({
    '.gitignore': 'kubeconfig\n',
    'proxmox-provider/config.yaml': `proxmox:\n  url: https://rack-a.example.com:8006/api2/json\n  tokenID: omni@pve!provider\n  tokenSecret: ${value}\n`,
  }),
};

for (const [title, files] of Object.entries(places)) {
  test(`${title}: silent for a value that is accepted, and for no other`, () => {
    const rule = title.split(' ')[0] ?? '';
    const path = Object.keys(files(drawn)).at(-1) ?? '';
    const reported = (conventions: string): readonly string[] =>
      secretsIn({ 'omni-scale.yaml': conventions, ...files(drawn) }, path);
    assert.match(reported('').join('\n'), new RegExp(`^${rule}: `, 'm'));
    assert.deepEqual(reported(list(drawn)), []);
    assert.deepEqual(reported(list(other)), reported(''));
    assert.deepEqual(reported(list(drawn).replace(salt, newSalt)), reported(''));
  });
}

test('a credential known by its shape, and a private key however its lines break', () => {
  const token = 'ghp_a8Kd03mZq91LxR7vBt4Wc62YpNs5EjUh3GfT';
  const values = `a: ${token}\nkey: |\n${key.replaceAll(/^(?=.)/gm, '  ')}`;
  const asJson = `a: ${token}\nkey: ${JSON.stringify(key)}\n`;
  const joined = key.replace('-----END PRIVATE KEY-----\n', '').replaceAll(/\s/g, '');
  for (const text of [values, asJson]) {
    assert.equal(secretsIn({ 'values.yaml': text }, 'values.yaml').length, 2);
    const accepted = list(token).concat(`    - ${hashOf(joined)}\n`);
    assert.deepEqual(secretsIn({ 'omni-scale.yaml': accepted, 'values.yaml': text }, 'values.yaml'), []);
  }
  const another = values.replace('Qm93xT4vB9k', 'Qm93xT4vB9j');
  const accepted = list(token).concat(`    - ${hashOf(joined)}\n`);
  assert.equal(secretsIn({ 'omni-scale.yaml': accepted, 'values.yaml': another }, 'values.yaml').length, 1);
});

test('of several keys of a Secret only those are named that nobody accepted', () => {
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {first: ${drawn}, second: ${other}}\n`;
  const files = { 'omni-scale.yaml': list(drawn), 'a.yaml': secret };
  assert.match(secretsIn(files, 'a.yaml').join('\n'), /^secret\/manifest: `second` can be read/);
});

test('a stand-in is never accepted: everybody knows its hash', () => {
  const files = { 'omni-scale.yaml': list('changeme'), 'values.yaml': 'auth: {password: changeme}\n' };
  const { uri } = identify('values.yaml');
  assert.deepEqual(
    open(files)
      .findings(uri)
      .map(({ rule }) => rule),
    ['secret/placeholder'],
  );
});

test('follows the list while it is edited', () => {
  const service = open({ 'omni-scale.yaml': list(other), 'values.yaml': `token: ${drawn}\n` });
  const rules = (): readonly string[] => service.findings(identify('values.yaml').uri).map(({ rule }) => rule);
  assert.deepEqual(rules(), ['secret/literal']);
  service.setText(identify('omni-scale.yaml'), list(other, drawn));
  assert.deepEqual(rules(), []);
  service.setText(identify('omni-scale.yaml'), '');
  assert.deepEqual(rules(), ['secret/literal']);
});

test('nothing that a finding carries shows its value', () => {
  const findings = open({ 'values.yaml': `token: ${drawn}\n` }).findings(identify('values.yaml').uri);
  assert.equal(findings.length, 1);
  for (const text of [JSON.stringify(findings), inspect(findings, { depth: 20, showHidden: true })])
    assert.ok(!text.includes(drawn));
});

const found = (...values: readonly string[]): readonly SecretToAccept[] => {
  const text = values.map((value, i) => `a${i}: {password: ${value}}\n`).join('');
  const service = open({ 'apps/values.yaml': text });
  return service
    .findingsOfSecrets(identify('apps/values.yaml').uri)
    .flatMap(({ secrets }) => (secrets ? [{ secrets, path: 'apps/values.yaml' }] : []));
};
const accept = (text: string, secrets = found(drawn), guessable = false): string | undefined => {
  const accepted = acceptSecrets(text, secrets, { newSalt, guessable });
  return accepted && applyEdits(text, accepted.edits);
};
const item = (value: string, with_ = salt): string => `${hashOf(value, with_)} # apps/values.yaml`;
const fresh = `secrets:\n  salt: ${newSalt}\n  accepted:\n    - ${item(drawn, newSalt)}\n`;

const texts: Readonly<Record<string, readonly [before: string, after: string | undefined]>> = {
  'no file yet': ['', fresh],
  'only a comment': ['# ours\n', `# ours\n${fresh}`],
  'other keys, and no line break at the end': [
    'rules: {machine-class/sockets: off} # ours',
    `rules: {machine-class/sockets: off} # ours\n${fresh}`,
  ],
  'an empty key': [
    'secrets: # none yet\nrules: {}\n',
    fresh.replace('secrets:', 'secrets: # none yet').concat('rules: {}\n'),
  ],
  'a salt and no list': [
    `secrets:\n  salt: ${salt} # ours\nignore: []\n`,
    `secrets:\n  salt: ${salt} # ours\n  accepted:\n    - ${item(drawn)}\nignore: []\n`,
  ],
  'an empty list': [
    `secrets:\n  accepted: # none\n  salt: ${salt}\n`,
    `secrets:\n  accepted: # none\n    - ${item(drawn)}\n  salt: ${salt}\n`,
  ],
  'an empty list in brackets': [
    `secrets:\n  salt: ${salt}\n  accepted: [] # none\n`,
    `secrets:\n  salt: ${salt}\n  accepted: # none\n    - ${item(drawn)}\n`,
  ],
  'a list in an order of its own': [
    `secrets:\n    accepted:\n    # first\n    - ${hashOf(other)} # known\n    salt: ${salt}\n`,
    `secrets:\n    accepted:\n    # first\n    - ${hashOf(other)} # known\n    - ${item(drawn)}\n    salt: ${salt}\n`,
  ],
  'a list without a salt': [
    'secrets:\n  accepted: []\n',
    `secrets:\n  salt: ${newSalt}\n  accepted:\n    - ${item(drawn, newSalt)}\n`,
  ],
  'other line breaks': ['rules: {}\r\n', `rules: {}\r\n${fresh.replaceAll('\n', '\r\n')}`],
  'accepted already': [list(drawn), list(drawn)],
  'a salt that is none': ['secrets: {salt: abc}\n', undefined],
  'a mapping in braces': ['{rules: {}}\n', undefined],
  'something else in its place': ['secrets: [a]\n', undefined],
  'several documents': ['rules: {}\n---\nignore: []\n', undefined],
  'a text that is broken': ['rules: {\n', undefined],
};

for (const [title, [before, after]] of Object.entries(texts)) {
  test(`adds to omni-scale.yaml: ${title}`, () => {
    const text = accept(before);
    assert.equal(text, after);
    if (after === undefined || text === undefined) return;
    const { secrets } = readConventions(parseYaml(text).root);
    assert.ok(secrets.salt && secrets.accepted.includes(hashOf(drawn, secrets.salt)), 'the value is accepted');
    assert.equal(accept(text), text, 'and stays so');
  });
}

test('each value once, in the order of the files; what can be guessed only when asked', () => {
  const secrets = found(other, drawn, other, 'hunter22', 'correct-horse-battery-staple-42');
  assert.equal(accept(list(), secrets), list() + [other, drawn].map((value) => `    - ${item(value)}\n`).join(''));
  const all = accept(list(), secrets, true)?.match(/^ {4}- /gm);
  assert.equal(all?.length, 4);
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const guessable: Readonly<Record<string, readonly [value: string, expected: boolean]>> = {
  'a password': ['hunter22', true],
  'a long word': ['a'.repeat(40), true],
  'words and a number': ['correct-horse-battery-staple-42', true],
  'words in base64': [base64('puller:correct-horse-battery'), true],
  'a short password in base64': [base64('a-long-name-of-the-robot:hunter22'), true],
  'hexadecimal digits': [drawn, false],
  'a UUID': ['6f1e9c0a-2b7d-4a35-8f14-0c9be27d5a61', false],
  'small letters and digits': ['k3vq9x2lm8zt5rw7yb1nd4hf6jg0ps', false],
  'a drawn value in base64': [base64(`puller:${other}`), false],
  'a credential without digits': ['hf_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH', false],
};
for (const [title, [value, expected]] of Object.entries(guessable))
  test(`${expected ? 'can' : 'cannot'} be guessed: ${title}`, () => {
    assert.equal(new WrittenSecrets([value], sha256).guessable, expected);
  });

test('finds and removes the entries that nothing needs any more', () => {
  const text = list(drawn, other);
  const unneeded = unneededEntries(text, found(drawn));
  assert.deepEqual(
    unneeded.map(({ hash }) => hash),
    [hashOf(other)],
  );
  assert.equal(applyEdits(text, removeEntries(text, unneeded)), list(drawn));
  const inBrackets = `secrets: {salt: ${salt}, accepted: [${hashOf(other)}]}\n`;
  assert.deepEqual(removeEntries(inBrackets, unneededEntries(inBrackets, [])), []);
});

test('what a comment or a severity silences need not be accepted', () => {
  const text = `a: {token: ${drawn}} # omni-scale-ignore secret/literal: of a test system\n`;
  const silenced = open({ 'values.yaml': text });
  assert.deepEqual(silenced.findingsOfSecrets(identify('values.yaml').uri), []);
  const off = open({ 'omni-scale.yaml': 'rules: {secret/literal: off}\n', 'values.yaml': `a: {token: ${drawn}}\n` });
  assert.deepEqual(off.findingsOfSecrets(identify('values.yaml').uri), []);
});

test('reads a hash in capitals', () => {
  const capitals = list(drawn).replace(hashOf(drawn), hashOf(drawn).toUpperCase());
  assert.equal(accept(capitals), capitals);
  assert.deepEqual(secretsIn({ 'omni-scale.yaml': capitals, 'values.yaml': `token: ${drawn}\n` }, 'values.yaml'), []);
});
