// Thousands of slips in two GitOps repositories, the example with its mistakes and the healthy one: no rule throws, every
// position lies inside the text, and what the service says after an edit is what a fresh one says of the same files.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { readFiles } from './support/fixtures.ts';
import { fuzz } from './support/fuzz.ts';

const words = {
  keys: [
    ...['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'annotations', 'labels', 'finalizers', 'spec', 'zzz'],
    ...['source', 'sources', 'ref', 'chart', 'repoURL', 'path', 'targetRevision', 'helm', 'values', 'valuesObject'],
    ...['valueFiles', 'destination', 'project', 'syncPolicy', 'syncOptions', 'automated', 'ignoreDifferences', '<<'],
    ...['data', 'stringData', 'dataFrom', 'secretStoreRef', 'target', 'remoteRef', 'provider', 'conversionStrategy'],
    ...['rules', 'tls', 'hosts', 'backend', 'service', 'port', 'ports', 'defaultBackend', 'ingressClassName'],
    ...[
      'template',
      'containers',
      'securityContext',
      'volumes',
      'hostPath',
      'generators',
      'argocd.argoproj.io/sync-wave',
    ],
  ],
  values: [
    ...[
      'yes',
      '"true"',
      '5',
      '-1',
      '1.5',
      '0x10',
      '[]',
      '{}',
      '[a]',
      '[[a], {}, ~]',
      '{a: b}',
      '~',
      '""',
      '"',
      '*a',
      '&a b',
    ],
    ...[
      '|\n  a',
      '|\n      a: {b\n',
      '!x y',
      'a\tb',
      '---',
      '😀',
      '"\\u00e9\\n"',
      'Application',
      'ApplicationSet',
      'AppProject',
    ],
    ...[
      'Ingress',
      'Service',
      'Namespace',
      'Secret',
      'ExternalSecret',
      'ClusterSecretStore',
      'Deployment',
      'List',
      'v1',
    ],
    ...['argoproj.io/v1alpha1', 'external-secrets.io/v1beta1', 'networking.k8s.io/v1', 'apps', '../..', '/', '.', '*'],
    ...['apps', 'apps/none', '$values/a.yaml', '$x/', '{{ .path }}', '{{ path }}', '${VALUE}', 'https://[', 'HEAD'],
    ...['/spec/data/0/remoteRef', '.spec.data[]?.x', 'CreateNamespace=true', 'Prune=fales', '1h', 'tag:x', 'tailscale'],
  ],
};

/** What documentation says of the example; each slip in a manifest may make it wrong. */
const applications = `# Applications
| Application | Sync wave | Namespace | Sync |
|---|---|---|---|
| \`external-secrets\` | 0 | external-secrets | automated |
| \`tailscale-operator\` | 1 | tailscale | automated |
| \`argocd\` (wave 2) | 2 | argocd | \`prune: true\` |
| \`longhorn\` | 2 | longhorn-system | automated |
| \`netdata\`, \`dashboard\` | 3 | | |

- Wave 3: netdata, dashboard, wiki

See \`apps/longhorn.yaml\` and [the root](../bootstrap/root.yaml).
`;

test('2500 mutants of the example repository', () => {
  const top = join(import.meta.dirname, 'workspace/gitops');
  const paths = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|tpl)$/.test(entry.name))
    .map((entry) => relative(top, join(entry.parentPath, entry.name)))
    .sort();
  const files = new Map([...paths, 'README.md'].map((path) => [path, readFileSync(join(top, path), 'utf8')]));
  files.set('docs/applications.md', applications);
  const remotes = ['https://github.com/otter-lake/gitops.git'];
  fuzz({ files, bases: paths, remotes, words, mutants: 2500, seed: 20_261_123, compareEvery: 3 });
});

test('2500 mutants of the healthy repository', () => {
  const { files } = readFiles(readFileSync(join(import.meta.dirname, 'core/healthy-gitops.txt'), 'utf8'));
  const remotes = ['git@git.example.com:otter/gitops.git'];
  fuzz({ files, bases: [...files.keys()], remotes, words, mutants: 2500, seed: 7, compareEvery: 3 });
});
