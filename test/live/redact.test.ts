// No planted secret comes through the redactor, and what is no secret stays as it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redactor, redactShapes } from '../../server/src/live/redact.ts';
import { base64, body, dashes, hex, keyBlock, noise, phrase, planted, uuid } from '../support/planted.ts';

test('no planted secret comes through, whatever its shape', () => {
  assert.ok(planted.length >= 40);
  const leaks = planted.filter(([text, secret]) => redactShapes(text).includes(secret)).map(([text]) => text);
  assert.deepEqual(leaks, []);
  for (const [text, secret] of planted) assert.ok(text.includes(secret), text);
});

test('what is around a secret stays, and JSON stays JSON', () => {
  assert.equal(redactShapes(`a=1 password=${phrase} b=2`), 'a=1 password=[redacted] b=2');
  assert.equal(redactShapes(`postgres://app:${phrase}@db:5432/app`), 'postgres://app:[redacted]@db:5432/app');
  assert.equal(redactShapes('password: correct horse staple\nuser: bob'), 'password: [redacted]\nuser: bob');
  for (const [text] of planted) {
    if (text.startsWith('{')) assert.doesNotThrow(() => JSON.parse(redactShapes(text)), text);
  }
  assert.deepEqual(JSON.parse(redactShapes('{"token":8675309123,"n":1}')), { token: '[redacted]', n: 1 });
});

test('redacted text stays as it is when it is redacted again', () => {
  for (const [text] of planted) assert.equal(redactShapes(redactShapes(text)), redactShapes(text));
});

const ordinary = [
  '{"level":"info","ts":1769900000.12,"msg":"provision step","id":"prod-01-workers-x7k2p9","step":"syncVM","job":"provision"}',
  '{"level":"error","msg":"failed to pick the disk: no matches for the condition \\"storageType == \'rbd\'\\""}',
  'Permission denied (publickey,password).',
  'password authentication failed for user "bob"',
  'invalid token: expired',
  'Error: rpc error: code = Unauthenticated desc = invalid token: token has expired',
  'secret "argocd/repo-creds" not found',
  'secretName: wildcard-tls',
  'secretStoreRef: {kind: ClusterSecretStore, name: infisical}',
  'ExternalSecret: argocd/dex-2 synced',
  'secret=argocd/repo-creds-2 synced',
  '{"ExternalSecret":{"name":"dex","namespace":"argocd"},"secret":{"name":"dex"}}',
  '- secretKey: clientSecret\n  remoteRef:\n    key: dex\n    property: client-secret',
  'type: kubernetes.io/service-account-token',
  'argocd.argoproj.io/secret-type: repository',
  'passwordMtime: "2026-08-01T10:00:00Z"',
  'serviceAccountToken:\n  expirationSeconds: 3600',
  'max_tokens=100 tokens: 12',
  'token_type=bearer',
  'tokenID: omni@pve!provider',
  'token: null',
  'password: ""',
  'password: ${DB_PASSWORD}',
  'password: {{ .Values.password }}',
  'token=$(cat /run/token)',
  'PWD=/root/infra',
  'automountServiceAccountToken: false',
  'SHA256:uNiVztksCsDhcc0u9e8BrUXDQ6tYl6DVLmPDoCYqgPc',
  `ghcr.io/siderolabs/omni-infra-provider-proxmox@sha256:${hex(64)}`,
  `machine ${uuid} joined`,
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx8m2 root@rack-a',
  `${dashes}BEGIN CERTIFICATE${dashes}\n${body}\n${dashes}END CERTIFICATE${dashes}`,
  `certificate-authority-data: ${base64(`${dashes}BEGIN CERTIFICATE${dashes}\n${body}`)}`,
  'ssh://git@git.example.internal/infra.git',
  'https://omni.example.internal/authenticate?flow=cli&public-key-id=abc',
  'docker logs --timestamps --since 2026-08-01T10:00:00Z 4f5e6d7c8b9a',
  '  --siderov1-keys-dir string   The path to the keys',
  'drwx------ 2 root root 4096 Aug  1 10:00 .ssh',
  'Größe → 🙂 = 100 %',
];

test('ordinary lines stay as they are', () => {
  for (const line of ordinary) assert.equal(redactShapes(line), line);
});

test('the values of a Secret are taken out, its names stay, and other kinds keep their data', () => {
  const map = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  host: rack-a\n';
  const secret = `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: dex\nstringData:\n  user: bob\n  note: |\n    my words\n    ${phrase}\ntype: Opaque\n`;
  assert.equal(
    redactShapes(map + secret),
    `${map}---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: dex\nstringData:\n  user: [redacted]\n  note: [redacted]\ntype: Opaque\n`,
  );
  const json = { kind: 'Secret', metadata: { name: 'dex' }, data: { user: 'Ym9i', note: 'aGk=' } };
  assert.deepEqual(JSON.parse(redactShapes(JSON.stringify(json))), {
    ...json,
    data: { user: '[redacted]', note: '[redacted]' },
  });
  const store = 'kind: SecretStore\ndata:\n  a: b\n';
  assert.equal(redactShapes(store), store);
});

test('a learned secret is found as it is and in the forms that programs print', () => {
  const redactor = new Redactor();
  const secret = 'pa"ss wörd/€';
  redactor.learn(secret);
  for (const form of [secret, JSON.stringify(secret), encodeURIComponent(secret), base64(secret)]) {
    const safe = redactor.redact(`before ${form} after`);
    assert.ok(!safe.includes(form) && safe.startsWith('before') && safe.endsWith('after'), safe);
  }
});

test('too short a secret is not learned: it would garble every text', () => {
  const redactor = new Redactor();
  redactor.learn('omni');
  assert.equal(redactor.redact('omni at rack-a'), 'omni at rack-a');
});

test('a key that spans lines is taken out of each of them, and the lines after it stay', () => {
  const redactLine = new Redactor().lines();
  const lines = ['before', ...keyBlock('OPENSSH PRIVATE KEY').split('\n'), '{"level":"info","msg":"after"}'];
  const safe = lines.map(redactLine).join('\n');
  assert.ok(!safe.includes(body) && !safe.includes(noise(63)));
  assert.ok(safe.startsWith('before\n') && safe.endsWith('\n{"level":"info","msg":"after"}'));
});

test('a megabyte on one line takes no more than seconds', { timeout: 20_000 }, () => {
  for (const part of [
    'x',
    'password',
    'a:',
    '"token":"\\"',
    '-----BEGIN ',
    'eyJ',
    ' -u a',
    'https://a:',
    'auth"',
    'kind: Secret\ndata:\n ',
  ])
    redactShapes(part.repeat(1_000_000 / part.length));
});
