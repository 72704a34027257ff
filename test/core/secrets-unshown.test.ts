// Whatever the rules find in a file with secrets, no message, repair or hover shows one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../server/src/core/features/hover.ts';
import { allRules } from '../../server/src/core/rules/all.ts';
import { identify, openFiles } from '../support/fixtures.ts';

const word = 'Otter-4711-lake';
const number = '8847362512';
const token = 'ghp_a8Kd03mZq91LxR7vBt4Wc62YpNs5EjUh3GfT';

const application = (values: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a, namespace: argocd}
spec:
  project: default
  destination: {name: in-cluster, namespace: a}
  source:
    repoURL: https://ci:${word}@git.example.com/a.git
    chart: tailscale-operator
    targetRevision: 1.80.0
    helm:
      valuesObject: ${values}
`;

/** Files with secrets in right places and in wrong ones, by what they are. */
const places: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'values of an Application': {
    'a.yaml': application(`{oauth: {clientId: {a: ${word}}, clientSecret: ${number}}, auth: {password: ${word}}}`),
  },
  'a number among them': { 'a.yaml': application(`{oauth: {clientId: lab, clientSecret: ${number}}}`) },
  'a Secret': {
    'a.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: ${word}, other: ${token}}\n`,
  },
  'a text with holes': { 'a.yaml': `kind: Secret\nstringData:\n  password: ${word}: a\n  token: "${token}\n` },
  'a key that stands twice': { 'a.yaml': `password: ${word}\npassword: ${word}\n? [${word}]\n: a\n` },
  'the configuration of the provider': {
    '.gitignore': 'x\n',
    'proxmox-provider/config.yaml': `proxmox:\n  url: https://root:${word}@a.example.com:8006/api2/json\n  username: root\n  password: ${number}\n  insecureSkipVerify: "${number}"\n  tokenSecret: [${word}]\n  tokenID: omni@pve!lab=${word}\n`,
  },
  'a Talos patch': {
    'patches/a.yaml': `machine:\n  registries: {config: {a: {auth: {password: ${number}, auth: [${word}], identityToken: ${word}}}}}\n  token: ${word}\n  ca: {key: ${word}, crt: ${word}}\n  env: {A_PASSWORD: ${word}, A_PASSWORD: ${word}}\ncluster: {secret: ${word}, token: ${number}, aescbcEncryptionSecret: ${word}}\n---\napiVersion: v1alpha1\nkind: WireguardConfig\nname: wg0\nprivateKey: ${word}\n`,
  },
  'a compose file': {
    'compose.yaml': `services:\n  omni:\n    image: ghcr.io/siderolabs/omni:v1.2.0\n    command: [--pasword=${word}, --advertised-api-url=https://u:${word}@omni.example.com]\n    environment: {DB_PASSWORD: ${word}}\n`,
  },
  'a script': { 'a.sh': `omnictl --password ${word} get machines -o yml\nexport DB_PASSWORD=${word}\n` },
  'the list of accepted ones': { 'omni-scale.yaml': `secrets: {salt: ${word}, accepted: [${word}], other: ${word}}\n` },
  'the place of that list': { 'omni-scale.yaml': `secrets: ${word}\n` },
};

for (const [title, files] of Object.entries(places))
  test(`shows no secret of ${title}`, () => {
    const service = openFiles(new Map(Object.entries(files)), allRules);
    const said = Object.keys(files).flatMap((path) => {
      const { uri, folder } = identify(path);
      const file = service.file(uri);
      const hovers = [...(file?.text ?? '').matchAll(/\b/g)].map(
        ({ index }) => file && hover(file, index, service.conventions(folder))?.markdown,
      );
      return [...service.findings(uri), ...hovers];
    });
    assert.ok(
      said.some((one) => typeof one === 'object'),
      'nothing is reported',
    );
    const text = JSON.stringify(said);
    assert.deepEqual(
      [word, number, token].filter((secret) => text.includes(secret)),
      [],
    );
  });
