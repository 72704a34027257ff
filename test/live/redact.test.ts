// No planted secret comes through the redactor, and what is no secret stays as it is. The secrets are made here, so that
// no scanner takes this file for a leak.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redactor, redactShapes } from '../../server/src/live/redact.ts';

/** Deterministic characters that look random. */
function noise(length: number, alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'): string {
  let state = length * 7919 + alphabet.length;
  let text = '';
  while (text.length < length) {
    state = (state * 1103515245 + 12345) % 2147483648;
    text += alphabet[state % alphabet.length] ?? '';
  }
  return text;
}
const hex = (length: number) => noise(length, '123456789abcdef');
const uuid = `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const body = noise(64);
const dashes = '-'.repeat(5);
const keyBlock = (kind: string) =>
  `${dashes}BEGIN ${kind}${dashes}\n${body}\n${noise(63)}\n${dashes}END ${kind}${dashes}`;
const phrase = `hunter2-${noise(9)}`;

/** What stands in a text, and the part of it that must not come through. */
const planted: readonly (readonly [text: string, secret: string])[] = [
  [`password=${phrase}`, phrase],
  [`PROXMOX_PASSWORD=${phrase}`, phrase],
  [`export DB_PASSWD='${phrase}'`, phrase],
  [`proxmox:\n  username: root\n  password: ${phrase}\n  realm: pam`, phrase],
  ['password: correct horse battery staple\nuser: bob', 'horse battery'],
  [`passphrase: "two words ${phrase}"`, phrase],
  [`pwd=${phrase};server=db`, phrase],
  [`{"level":"info","msg":"login","password":"${phrase}"}`, phrase],
  [`{"password":"with \\" quote ${phrase}","user":"bob"}`, phrase],
  [JSON.stringify({ msg: JSON.stringify({ token: phrase, n: 1 }) }), phrase],
  [JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ client_secret: `x"${phrase}` }) }) }), phrase],
  ['{"token":8675309123,"n":1}', '8675309123'],
  [`tokenSecret: ${uuid}`, uuid],
  [`PVEAPIToken=omni@pve!provider=${uuid}`, uuid],
  [`Authorization: PVEAPIToken=omni@pve!provider=${uuid}`, uuid],
  [`PVEAuthCookie=PVE:root@pam:65A1B2C3::${noise(80)}==`, noise(80)],
  [`Authorization: Bearer ${noise(40)}`, noise(40)],
  [`"authorization":"Basic ${base64(`bob:${phrase}`)}"`, base64(`bob:${phrase}`)],
  [`curl -H 'X-Api-Key: ${noise(32)}' https://argocd.example.internal`, noise(32)],
  [`sent header bearer ${noise(24)}7`, noise(24)],
  [`Set-Cookie: argocd.session=${noise(50)}; path=/`, noise(50)],
  [`postgres://app:${phrase}@db.example.internal:5432/app`, phrase],
  [`fatal: could not read https://bob:${phrase}@git.example.internal/infra.git`, phrase],
  [`https://${noise(30)}7@git.example.internal/infra.git`, noise(30)],
  [`GET /oauth?access_token=${noise(30)}&x=1`, noise(30)],
  [`https://s3.example.internal/backup?X-Amz-Signature=${hex(64)}`, hex(64)],
  [`omni-scale --client-secret ${phrase} --verbose`, phrase],
  [`argocd login --password ${phrase} argocd.example.internal`, phrase],
  [`curl -s -u bob:${phrase} https://example.internal`, phrase],
  [`sshpass -p '${phrase}' ssh rack-a`, phrase],
  [`INFISICAL_CLIENT_SECRET=${hex(64)}`, hex(64)],
  [`secretKey: ${noise(40)}`, noise(40)],
  [`AWS_SECRET_ACCESS_KEY=${noise(40)}`, noise(40)],
  [`aws_access_key_id = AKIA${noise(16, 'ABCDEFGHJKLMNPQR234567')}`, noise(16, 'ABCDEFGHJKLMNPQR234567')],
  [
    `OMNI_SERVICE_ACCOUNT_KEY=${base64(`{"name":"ci","pgp_key":"${noise(300)}"}`)}`,
    base64(`{"name":"ci","pgp_key":"${noise(300)}"}`),
  ],
  [
    `key is ${base64(`{"name":"ci","pgp_key":"${noise(300)}"}`)} now`,
    base64(`{"name":"ci","pgp_key":"${noise(300)}"}`),
  ],
  [`key is ${base64(`{"pgp_key":"${noise(300)}"}`)} now`, base64(`{"pgp_key":"${noise(300)}"}`)],
  [keyBlock('OPENSSH PRIVATE KEY'), body],
  [keyBlock('RSA PRIVATE KEY'), body],
  [keyBlock('PGP PRIVATE KEY BLOCK'), body],
  [JSON.stringify({ msg: `read ${keyBlock('PRIVATE KEY')}` }), body],
  [keyBlock('EC PRIVATE KEY').split('\n').slice(0, 2).join('\n'), body],
  [`client-key-data: ${base64(keyBlock('EC PRIVATE KEY'))}`, base64(keyBlock('EC PRIVATE KEY')).slice(60, 120)],
  [
    `machine:\n  ca:\n    key: ${base64(keyBlock('ED25519 PRIVATE KEY'))}`,
    base64(keyBlock('ED25519 PRIVATE KEY')).slice(60),
  ],
  [`machine:\n  token: ${hex(6)}.${hex(16)}`, hex(16)],
  [`secretboxEncryptionSecret: ${noise(43)}=`, noise(43)],
  [`siderolink.api=grpc://omni.example.internal:8090?jointoken=${noise(43)}`, noise(43)],
  [`TS_AUTHKEY=tskey-auth-${noise(12)}-${noise(32)}`, noise(32)],
  [`found tskey-client-${noise(12)}-${noise(32)} in the log`, noise(32)],
  [`AGE-SECRET-KEY-1${noise(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}`, noise(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')],
  [`remote: ghp_${noise(36)} was refused`, noise(36)],
  [`glpat-${noise(20)}`, noise(20)],
  [`token eyJ${noise(30)}.eyJ${noise(80)}.${noise(43)}`, noise(80)],
  [`{"auths":{"ghcr.io":{"auth":"${base64(`bob:${phrase}`)}"}}}`, base64(`bob:${phrase}`)],
  [`root:$6$${noise(16)}$${noise(86)}:19000:0`, noise(86)],
  [`admin.password: $2a$10$${noise(53)}`, noise(53)],
  [`DefaultEndpointsProtocol=https;AccountKey=${noise(86)}==`, noise(86)],
  [`- name: DB_PASSWORD\n  value: ${phrase}`, phrase],
  [`"name":"API_TOKEN","value":"${phrase}"`, phrase],
  [`password: |\n  ${phrase}\n  ${noise(20)}\nuser: bob`, phrase],
  [`Get "https://pve.example.internal": password => ${phrase}`, phrase],
];

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
