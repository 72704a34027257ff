// What findings need of a cluster: read in pages and by name, part by part, through everything that may go wrong with one.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubernetesSource, type KubernetesTiming } from '../../../server/src/live/kubernetes/source.ts';
import { type InventoryPart, inventoryParts, type KubernetesWish } from '../../../server/src/live/status/facts.ts';
import { type KubernetesDouble, kubernetesDouble } from '../../support/kubernetes/double.ts';
import { type Definition, type Stored, usualDefinitions } from '../../support/kubernetes/store.ts';

const tailscale: readonly Definition[] = [
  { apiVersion: 'tailscale.com/v1alpha1', plural: 'proxyclasses', kind: 'ProxyClass', namespaced: false },
  { apiVersion: 'tailscale.com/v1alpha1', plural: 'proxygroups', kind: 'ProxyGroup', namespaced: false },
];

/** Another look soon after each. */
const quick: Partial<KubernetesTiming> = { inventory: 150 };

function made(apiVersion: string, kind: string, key: string, more: object = {}): Stored {
  const [name = '', namespace] = key.split('/').reverse();
  return { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) }, ...more };
}

const namespace = (name: string) => made('v1', 'Namespace', name);

const application = made('argoproj.io/v1alpha1', 'Application', 'argocd/wiki', {
  spec: { destination: { name: 'in-cluster', namespace: 'web' }, source: { repoURL: 'https://git.example.com/x.git' } },
});

const elsewhere = made('argoproj.io/v1alpha1', 'Application', 'argocd/edge', {
  spec: { destination: { server: 'https://edge.example.com', namespace: 'edge' } },
});

const remoteRef = {
  properties: {
    key: { type: 'string' },
    conversionStrategy: { type: 'string', default: 'Default' },
    nullBytePolicy: { type: 'string', default: 'Ignore' },
    depth: { type: 'integer', default: 3 },
    version: { type: 'string', default: '1' },
  },
};
const specSchema = {
  properties: {
    refreshInterval: { type: 'string', default: '1h0m0s' },
    data: { type: 'array', items: { properties: { secretKey: { type: 'string' }, remoteRef } } },
    dataFrom: {
      type: 'array',
      items: {
        properties: {
          rewrite: { type: 'array', items: { properties: { merge: { properties: { into: { default: '' } } } } } },
        },
      },
    },
  },
};
const definition = made('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'externalsecrets.external-secrets.io', {
  spec: {
    versions: [
      { name: 'v1beta1', served: false, schema: { openAPIV3Schema: {} } },
      { name: 'v1', served: true, schema: { openAPIV3Schema: { properties: { spec: specSchema } } } },
    ],
  },
});

const controller = (name: string, images: string) => ({
  ...made('apps/v1', 'StatefulSet', `argocd/${name}`, { images }),
  metadata: { name, namespace: 'argocd', labels: { 'app.kubernetes.io/component': 'application-controller' } },
});

const cluster: readonly Stored[] = [
  ...[application, elsewhere, namespace('argocd'), namespace('web'), namespace('edge'), definition],
  made('argoproj.io/v1alpha1', 'AppProject', 'argocd/default', { spec: { sourceNamespaces: ['team-*'] } }),
  made('v1', 'Service', 'web/wiki', { spec: { ports: [{ name: 'http', port: 80 }, { port: 9090 }] } }),
  made('v1', 'Service', 'edge/other', { spec: {} }),
  made('v1', 'Secret', 'web/login', { data: { password: 'aHVudGVyMg==' } }),
  made('v1', 'Secret', 'web/sh.helm.release.v1.wiki.v1'),
  made('v1', 'Secret', 'edge/login'),
  made('v1', 'ConfigMap', 'argocd/argocd-cm', {
    data: { 'resource.customizations.health.argoproj.io_Application': 'return obj.status.health' },
  }),
  made('tailscale.com/v1alpha1', 'ProxyClass', 'gpu'),
  controller('argocd-application-controller', 'quay.io/argoproj/argocd:v2.14.11@sha256:0'),
];

async function started(
  t: TestContext,
  prepare: (double: KubernetesDouble) => void = () => {},
  wishes: readonly KubernetesWish[] = ['Application', 'inventory'],
  timing: Partial<KubernetesTiming> = quick,
) {
  const double = await kubernetesDouble({ definitions: [...usualDefinitions, ...tailscale] });
  double.set(...cluster);
  prepare(double);
  const source = new KubernetesSource({ kubeconfig: double.kubeconfig }, () => {}, timing);
  t.after(async () => {
    source.stop();
    await double.close();
  });
  source.start(wishes);
  const asked = (pattern: RegExp) => double.requests.filter(({ url }) => pattern.test(url));
  const value = <P extends InventoryPart>(part: P) => source.facts.inventory?.[part]?.value;
  return { double, source, asked, value };
}

async function until(what: string, holds: () => boolean, within = 30_000): Promise<void> {
  const end = Date.now() + within;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await sleep(20);
  }
}

const services = /\/services\?/;
const secrets = /\/secrets\?/;
const namespaces = /\/v1\/namespaces\?/;
const inventoryRequests = /\/(?:namespaces|appprojects|services|secrets|proxy\w+|configmaps)\b|^\/apis(?:\?|$)/;

describe('the inventory of a cluster', { concurrency: true }, () => {
  test('holds every part', async (t) => {
    const { source, value } = await started(t);
    await until('all parts', () => Object.keys(source.facts.inventory ?? {}).length === inventoryParts.length);
    assert.deepEqual(value('namespaces'), ['argocd', 'edge', 'web']);
    assert.deepEqual(value('projects'), [{ name: 'default', namespace: 'argocd', sourceNamespaces: ['team-*'] }]);
    assert.deepEqual(value('services'), [
      { namespace: 'web', services: [{ name: 'wiki', ports: [{ name: 'http', number: 80 }, { number: 9090 }] }] },
    ]);
    assert.deepEqual(value('secrets'), [{ namespace: 'web', names: ['login'] }]);
    assert.ok(value('kinds')?.includes('tailscale.com/ProxyClass'));
    assert.deepEqual([value('proxyClasses'), value('proxyGroups')], [['gpu'], []]);
    assert.deepEqual(value('externalSecretDefaults'), [
      { place: 'data[].remoteRef', field: 'conversionStrategy', value: 'Default' },
      { place: 'data[].remoteRef', field: 'nullBytePolicy', value: 'Ignore' },
      { place: 'data[].remoteRef', field: 'depth', value: '3' },
      { place: 'data[].remoteRef', field: 'version', value: '"1"' },
      { place: 'dataFrom[].rewrite[].merge', field: 'into', value: '""' },
    ]);
    assert.deepEqual(value('argocd'), {
      version: '2.14.11',
      applicationsWait: true,
      overlooksExternalSecrets: false,
    });
    assert.equal(source.facts.inventory?.namespaces?.source, 'context test');
    assert.equal(source.facts.state.phase, 'live');
  });

  test('asks for no more of a Secret than its name', async (t) => {
    const { source, asked, value } = await started(t);
    await until('the Secrets', () => value('secrets') !== undefined);
    for (const { url, accept } of asked(secrets)) {
      assert.match(accept, /as=Table/);
      assert.doesNotMatch(accept, /application\/json(?:,|$)/, 'no other form will do');
      assert.match(url, /includeObject=None/);
    }
    assert.doesNotMatch(JSON.stringify(source.facts.inventory), /aHVudGVyMg/);
    assert.ok(asked(namespaces).every(({ accept }) => accept.includes('as=PartialObjectMetadataList')));
  });

  test('asks nothing unless it is wished for', async (t) => {
    const { source, asked } = await started(t, undefined, ['Application', 'SecretStore']);
    await until('the Applications', () => source.facts.objects.Application !== undefined);
    await sleep(500);
    assert.deepEqual(asked(inventoryRequests), []);
    assert.equal(source.facts.inventory, undefined);
  });

  test('asks nothing of a cluster whose Applications are not known', async (t) => {
    const { source, asked } = await started(t, ({ bad }) => {
      bad.forbidden = ['applications'];
    });
    await until('the refusal', () => source.facts.watches.Application?.fault?.kind === 'forbidden');
    await sleep(700);
    assert.deepEqual(asked(inventoryRequests), []);
  });

  test('one list that may not be read is absent and is not asked for again, until a person tries again', async (t) => {
    const { double, source, asked, value } = await started(t, ({ bad }) => {
      bad.forbidden = ['services'];
    });
    await until('three looks', () => asked(namespaces).length >= 3);
    assert.equal(asked(services).length, 1);
    assert.equal(value('services'), undefined);
    assert.deepEqual(value('secrets'), [{ namespace: 'web', names: ['login'] }]);
    assert.equal(source.facts.state.phase, 'live');
    double.bad.forbidden = [];
    source.retry();
    await until('the Services', () => value('services') !== undefined);
  });

  test('a right that is taken away takes what it gave', async (t) => {
    const { double, value } = await started(t);
    await until('the Secrets', () => value('secrets') !== undefined);
    double.bad.forbidden = ['secrets'];
    await until('nothing', () => value('secrets') === undefined);
    assert.ok(value('services'));
  });

  test('settings of Argo CD that may not be read say nothing, its version still does', async (t) => {
    const { value } = await started(t, ({ bad }) => {
      bad.forbidden = ['configmaps'];
    });
    await until('the version', () => value('argocd') !== undefined);
    assert.deepEqual(value('argocd'), { version: '2.14.11' });
  });

  test('of two Argo CDs nothing is known, and of two versions none', async (t) => {
    const { double, value } = await started(t, (double) =>
      double.set(controller('second', 'registry.example.com/mirror/argocd:v3.4.4')),
    );
    await until('the settings', () => value('argocd') !== undefined);
    assert.equal(value('argocd')?.version, undefined);
    double.set(made('argoproj.io/v1alpha1', 'AppProject', 'team-a/default'));
    await until('nothing', () => value('argocd') === undefined);
  });

  test('a kind that is not installed is absent, and no fault; it comes when it is installed', async (t) => {
    const { double, source, asked, value } = await started(t, ({ store }) => {
      store.definitions = usualDefinitions;
    });
    await until('two looks', () => asked(/proxyclasses/).length >= 2);
    assert.equal(value('proxyClasses'), undefined);
    assert.deepEqual(
      value('kinds')?.filter((kind) => kind.startsWith('tailscale')),
      [],
    );
    assert.equal(source.facts.state.fault, undefined);
    double.store.definitions = [...usualDefinitions, ...tailscale];
    double.set(made('tailscale.com/v1alpha1', 'ProxyClass', 'gpu'));
    await until('the class', () => value('proxyClasses')?.join() === 'gpu');
  });

  test('a long list is read in pages', async (t) => {
    const { asked, value } = await started(t, (double) => {
      for (let i = 0; i < 1_200; i++) double.set(namespace(`team-${i}`));
    });
    await until('the namespaces', () => value('namespaces') !== undefined);
    assert.equal(value('namespaces')?.length, 1_203);
    assert.ok(asked(namespaces).length >= 3);
    assert.ok(asked(namespaces).every(({ url }) => url.includes('limit=500')));
  });

  test('a list without end is given up', async (t) => {
    const { asked, value } = await started(t, (double) => {
      for (let i = 0; i < 5_100; i++) double.set(made('v1', 'Service', `web/service-${i}`, { spec: {} }));
    });
    await until('the Secrets, which come later', () => value('secrets') !== undefined);
    assert.equal(value('services'), undefined);
    assert.ok(asked(/services\?.*continue=4500/).length >= 1);
    assert.equal(asked(/services\?.*continue=5000/).length, 0);
  });

  test('pages that expire (410) are read from the beginning once; what was known stays', async (t) => {
    const { double, source, asked, value } = await started(t);
    await until('the first look', () => value('secrets') !== undefined);
    for (let i = 0; i < 600; i++) double.set(namespace(`team-${i}`));
    await until('all', () => value('namespaces')?.length === 603);
    double.bad.expiredPages = true;
    const before = asked(/namespaces\?.*continue/).length;
    await until('two attempts', () => asked(/namespaces\?.*continue/).length >= before + 2);
    const known = source.facts.inventory?.namespaces;
    await until('further looks', () => asked(/namespaces\?.*continue/).length >= before + 4);
    assert.equal(source.facts.inventory?.namespaces, known, 'as old as it is');
    assert.equal(known?.value.length, 603);
    double.bad.expiredPages = false;
    await until('a newer one', () => source.facts.inventory?.namespaces !== known);
  });

  test('something unreadable is not known any more', async (t) => {
    const { double, value } = await started(t);
    await until('all parts', () => value('secrets') !== undefined);
    double.bad.garbage = ['namespaces', 'customresourcedefinitions', 'proxyclasses', 'configmaps'];
    await until('nothing', () => value('proxyClasses') === undefined && value('namespaces') === undefined);
    await until('no defaults', () => value('externalSecretDefaults') === undefined);
    assert.deepEqual(value('proxyGroups'), []);
  });

  test('a list that is never answered keeps no other from being read', async (t) => {
    const { value } = await started(t, ({ bad }) => {
      bad.hang = ['proxygroups'];
    });
    await until('what comes after it', () => value('secrets') !== undefined);
    assert.equal(value('proxyGroups'), undefined);
    assert.ok(value('proxyClasses'));
  });

  test('a server that fails is asked at most once a second, and what is known grows old', async (t) => {
    const { double, source, value } = await started(t, undefined, ['Application', 'Node', 'inventory'], {
      inventory: 150,
    });
    await until('all parts', () => value('secrets') !== undefined);
    double.bad.storm = true;
    double.dropConnections();
    await sleep(1_500);
    const known = source.facts.inventory?.namespaces;
    const from = double.requests.length;
    await sleep(5_000);
    const asked = double.requests.length - from;
    assert.ok(asked >= 1 && asked <= 7, `${asked} requests in 5 s`);
    assert.equal(source.facts.inventory?.namespaces, known);
    double.bad.storm = false;
    await until('a newer look', () => source.facts.inventory?.namespaces !== known);
  });

  test('stopping ends it', async (t) => {
    const { double, source, value } = await started(t);
    await until('all parts', () => value('secrets') !== undefined);
    source.stop();
    await until('no connection', () => double.connections === 0);
    const asked = double.requests.length;
    await sleep(600);
    assert.equal(double.requests.length, asked);
  });
});
