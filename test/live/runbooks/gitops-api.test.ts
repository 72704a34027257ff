// The GitOps bootstrap over the real client: what it sends to an API server, and what it makes of the answers.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ok } from '../../../server/src/live/fault.ts';
import { connect } from '../../../server/src/live/kubernetes/cluster.ts';
import { type Invocation, run as runProgram } from '../../../server/src/live/process.ts';
import { bootstrapPhases } from '../../../server/src/live/runbooks/plan.ts';
import { startRun } from '../../../server/src/live/runbooks/run.ts';
import type { Systems } from '../../../server/src/live/runbooks/systems.ts';
import { KubernetesDouble } from '../../support/kubernetes/double.ts';
import type { Stored } from '../../support/kubernetes/store.ts';
import { all } from '../../support/omnictl/get.ts';
import { typeOf } from '../../support/omnictl/types.ts';
import { operator } from './operator.ts';
import { clusterName, gitOpsInputs, newWorld } from './world.ts';

const rolled = { readyReplicas: 1, updatedReplicas: 1, desiredNumberScheduled: 1, numberReady: 1 };
const workload = (kind: string, namespace: string, name: string): Stored => ({
  ...{ apiVersion: 'apps/v1', kind, metadata: { name, namespace } },
  status: rolled,
});
const definition = (name: string): Stored => ({
  ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name } },
  status: { conditions: [{ type: 'Established', status: 'True' }] },
});
const node = (name: string, ready: boolean): Stored => ({
  ...{ apiVersion: 'v1', kind: 'Node', metadata: { name } },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const application = (name: string, automated: boolean, fine: boolean): Stored => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, namespace: 'argocd' } },
  spec: { syncPolicy: { ...(automated ? { automated: {} } : {}), syncOptions: ['ServerSideApply=true'] } },
  status: { sync: { status: fine ? 'Synced' : 'OutOfSync' }, health: { status: fine ? 'Healthy' : 'Missing' } },
});

test('an empty cluster is filled through its API and helm', async (t) => {
  const on = newWorld({ cni: 'none' });
  const double = await KubernetesDouble.start();
  const connected = await connect({ kubeconfig: double.kubeconfig });
  assert.ok(connected.ok);
  const cluster = connected.value;
  t.after(async () => {
    cluster.close();
    await double.close();
    on.remove();
  });
  const type = typeOf('clustermachineidentities');
  const names = (type ? all(on.fake.scenario, type) : []).map(({ spec }) =>
    typeof spec === 'object' && spec !== null && 'nodename' in spec ? String(spec.nodename) : '',
  );
  double.set(...names.map((name) => node(name, false)));

  /** What the charts bring into the cluster. */
  const brings: Readonly<Record<string, readonly Stored[]>> = {
    cilium: [workload('DaemonSet', 'kube-system', 'cilium'), ...names.map((name) => node(name, true))],
    'external-secrets': [
      definition('externalsecrets.external-secrets.io'),
      ...['', '-webhook', '-cert-controller'].map((end) =>
        workload('Deployment', 'external-secrets', `external-secrets${end}`),
      ),
    ],
    longhorn: [workload('DaemonSet', 'longhorn-system', 'longhorn-manager')],
    argocd: [
      definition('applications.argoproj.io'),
      ...['argocd-server', 'argocd-repo-server'].map((name) => workload('Deployment', 'argocd', name)),
      workload('StatefulSet', 'argocd', 'argocd-application-controller'),
    ],
  };
  const helm = async (invocation: Invocation) => {
    const ended = await runProgram(invocation);
    double.set(...(brings[invocation.args[2] ?? ''] ?? []));
    return ended;
  };
  const systems: Systems = {
    ...on.systems,
    kubernetes: async () => ok(cluster),
    helm: { program: join(on.folder, 'helm'), target: [], run: helm },
  };
  const inputs = gitOpsInputs(on.bootstrap);
  const person = operator();
  const watching = {
    ...person,
    changed: (...told: Parameters<typeof person.changed>) => {
      person.changed(...told);
      const [, event] = told;
      // Argo CD takes up what was applied, and syncs what it is asked to.
      if (event.type === 'acted' && event.phase === 'root-application')
        double.set(
          application('root', true, true),
          application('dashboard', true, true),
          application('argocd-ha', false, false),
        );
      if (event.type === 'acted' && event.phase === 'manual-sync') double.set(application('argocd-ha', false, true));
    },
  };
  const run = startRun({
    ...{
      runbook: 'gitops-bootstrap',
      title: 'GitOps bootstrap',
      cluster: clusterName,
      drill: false,
      inputs,
      pace: 0.05,
    },
    folders: on.folders,
    phases: bootstrapPhases(inputs, systems, false),
    operator: watching,
    signal: new AbortController().signal,
  });
  assert.ok(run.ok);
  const result = await run.value.proceed();
  run.value.close();
  assert.ok(result.ok);
  assert.equal(result.value.status, 'finished', JSON.stringify(result.value.phases.find(({ fault }) => fault)?.fault));

  const sent = (method: string, path: RegExp) =>
    double.requests.filter((one) => one.method === method && path.test(one.url));
  const [secret] = sent('POST', /^\/api\/v1\/namespaces\/external-secrets\/secrets/);
  const data = JSON.parse(secret?.body ?? '{}').data;
  assert.equal(Buffer.from(data.clientId, 'base64').toString(), 'invented-infisical_universal_auth_client_id-value');
  const [labelled] = sent('PATCH', /^\/api\/v1\/namespaces\/longhorn-system\?/);
  assert.match(labelled?.body ?? '', /"pod-security.kubernetes.io\/enforce":"privileged"/);
  const applied = sent('PATCH', /\/namespaces\/argocd\/applications\/root\?/).map(
    ({ url }) => new URL(url, 'https://x').searchParams,
  );
  assert.deepEqual(
    applied.map((query) => [query.get('dryRun'), query.get('force')]),
    [
      ['All', null],
      [null, null],
    ],
    'the server is asked first, and nothing of somebody else’s is taken over',
  );
  const [sync] = sent('PATCH', /\/applications\/argocd-ha\?/);
  assert.deepEqual(JSON.parse(sync?.body ?? '{}').operation.sync, {
    prune: false,
    syncStrategy: { hook: {} },
    syncOptions: ['ServerSideApply=true'],
  });
  assert.equal(sent('DELETE', /./).length, 0);
  assert.ok(!person.seen.join().includes(data.clientSecret), 'the credentials are nowhere to be seen');
});
