// A repository as people run it: charts with manifests beside them, stores, egress, SOPS, a kustomization, a chart.
// No rule has anything to say of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { allRules } from '../../server/src/core/rules/all.ts';
import type { LiveKnowledge } from '../../server/src/core/workspace/live.ts';
import { readApplication } from '../../server/src/live/kubernetes/application-answers.ts';
import type { LiveObject } from '../../server/src/live/status/facts.ts';
import { identify, openFiles, readFiles } from '../support/fixtures.ts';

const { files } = readFiles(readFileSync(join(import.meta.dirname, 'healthy-gitops.txt'), 'utf8'));
const remote = 'git@git.example.com:otter/gitops.git';

for (const [situation, remotes] of Object.entries({ 'its remote known': [remote], 'no remote known': [] })) {
  test(`a healthy repository gets no findings, ${situation}`, () => {
    const service = openFiles(files, allRules, remotes);
    const found = [...files.keys()].flatMap((path) =>
      service.findings(identify(path).uri).map((finding) => `${path}: ${finding.rule}: ${finding.message}`),
    );
    assert.deepEqual(found, []);
  });
}

/** The Applications of these files, as a cluster would have them. */
function applicationsIn(paths: (path: string) => boolean): NonNullable<LiveKnowledge['applications']> {
  const texts = [...files].flatMap(([path, text]) => (/\.yaml$/.test(path) && paths(path) ? [text] : []));
  const objects = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as LiveObject));
  return objects.filter((object) => object?.kind === 'Application').map(readApplication);
}

const defaulted = ['conversionStrategy', 'decodingStrategy', 'metadataPolicy'];

/** As it is when everything runs. */
const whole: LiveKnowledge = {
  applications: applicationsIn(() => true),
  namespaces: [
    ...['argocd', 'default', 'docs', 'external-secrets', 'homarr', 'kube-system', 'longhorn-system', 'oauth-proxy'],
    ...['photos', 'tailscale-operator', 'team-otter'],
  ],
  projects: [
    { name: 'default', namespace: 'argocd', sourceNamespaces: [] },
    { name: 'team', namespace: 'argocd', sourceNamespaces: [] },
  ],
  services: [
    { namespace: 'argocd', services: [{ name: 'argo-cd-helm-argocd-server', ports: [{ name: 'http', number: 80 }] }] },
    { namespace: 'homarr', services: [{ name: 'homarr-helm', ports: [{ name: 'app', number: 7575 }] }] },
    { namespace: 'longhorn-system', services: [{ name: 'longhorn-frontend', ports: [{ name: 'http', number: 80 }] }] },
    { namespace: 'docs', services: [{ name: 'docs', ports: [{ number: 80 }] }] },
  ],
  secrets: [
    { namespace: 'docs', names: ['docs', 'registry'] },
    { namespace: 'homarr', names: ['homarr-secrets'] },
    { namespace: 'argocd', names: ['argocd-initial-admin-secret', 'team-charts'] },
  ],
  kinds: ['external-secrets.io/ClusterSecretStore', 'tailscale.com/DNSConfig', 'tailscale.com/ProxyClass'],
  stores: { cluster: ['infisical-argocd', 'infisical-homarr', 'infisical-tailscale'], local: [] },
  proxyClasses: ['small'],
  proxyGroups: [],
  externalSecretDefaults: defaulted.map((field) => ({ place: 'data[].remoteRef', field, value: 'None' })),
  argocd: { version: '3.2.1', applicationsWait: true, overlooksExternalSecrets: false },
};

/** As it is when the first Application was just applied and nothing of what it brings is there yet. */
const bare: LiveKnowledge = {
  applications: applicationsIn((path) => path === 'bootstrap/bootstrap.yaml'),
  namespaces: ['argocd', 'default', 'kube-system'],
  projects: [{ name: 'default', namespace: 'argocd', sourceNamespaces: [] }],
  services: [{ namespace: 'argocd', services: [{ name: 'argocd-server', ports: [{ number: 80 }] }] }],
  secrets: [{ namespace: 'argocd', names: ['argocd-initial-admin-secret'] }],
  kinds: ['argoproj.io/Application', 'argoproj.io/AppProject'],
  stores: { cluster: [], local: [] },
  proxyClasses: [],
  proxyGroups: [],
  externalSecretDefaults: [],
  argocd: { version: '3.2.1', applicationsWait: true, overlooksExternalSecrets: false },
};

for (const [situation, live] of Object.entries({ 'in which all of it runs': whole, 'that is just begun': bare }))
  test(`nor with a cluster connected ${situation}`, () => assert.deepEqual(foundWith(live), []));

test('what that cluster lacks is found', () => {
  const lacking = foundWith({ ...whole, services: [{ namespace: 'homarr', services: [] }], kinds: [] });
  assert.deepEqual(lacking, [
    'apps/homarr/ingress.yaml: live/backend: The connected cluster has no Service `homarr-helm` in namespace `homarr` and no file defines it, so this path is not served.',
  ]);
});

function foundWith(live: LiveKnowledge): readonly string[] {
  const service = openFiles(files, allRules, [remote]);
  service.setLive(live);
  return [...files.keys()].flatMap((path) =>
    service.findings(identify(path).uri).map((finding) => `${path}: ${finding.rule}: ${finding.message}`),
  );
}
