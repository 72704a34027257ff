// Texts with secrets in them, as programs print them. The secrets are made here, so that no scanner takes this file for a
// leak.

/** Deterministic characters that look random. */
export function noise(length: number, alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'): string {
  let state = length * 7919 + alphabet.length;
  let text = '';
  while (text.length < length) {
    state = (state * 1103515245 + 12345) % 2147483648;
    text += alphabet[state % alphabet.length] ?? '';
  }
  return text;
}
export const hex = (length: number) => noise(length, '123456789abcdef');
export const uuid = `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
export const base64 = (text: string) => Buffer.from(text).toString('base64');
export const body = noise(64);
export const dashes = '-'.repeat(5);
export const keyBlock = (kind: string) =>
  `${dashes}BEGIN ${kind}${dashes}\n${body}\n${noise(63)}\n${dashes}END ${kind}${dashes}`;
export const phrase = `hunter2-${noise(9)}`;

/** What stands in a text, and the part of it that must not come through. */
export const planted: readonly (readonly [text: string, secret: string])[] = [
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
  [JSON.stringify({ error: `{"authorization":"Basic ${base64(`bob:${phrase}`)}"}` }), base64(`bob:${phrase}`)],
  [JSON.stringify({ error: `{"Cookie":"session=${noise(40)}"}` }), noise(40)],
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
