// 5,000 Applications through the real client from an API server on this machine: how long the first list takes, how soon a
// change shows, and how long the event loop stands still. Prints a table; asserts nothing, because machines differ.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubernetesSource } from '../../server/src/live/kubernetes/source.ts';
import type { KubernetesFacts } from '../../server/src/live/status/facts.ts';
import { kubernetesDouble } from '../support/kubernetes/double.ts';

const applications = 5_000;
const changes = 200;

/** As large as real ones: a few dozen resources, a history. */
const application = (n: number, round: number) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: `app-${n}`, namespace: 'argocd', labels: { team: `team-${n % 40}` } },
  spec: { project: 'default', source: { repoURL: 'https://git.example.internal/apps.git', path: `apps/${n}` } },
  status: {
    sync: { status: 'Synced', revision: `revision-${round}` },
    health: { status: round % 2 ? 'Progressing' : 'Healthy' },
    history: Array.from({ length: 10 }, (_, id) => ({
      id,
      revision: `revision-${id}`,
      deployedAt: '2026-08-01T10:00:00Z',
    })),
    resources: Array.from({ length: 25 }, (_, i) => ({
      group: 'apps',
      kind: 'Deployment',
      namespace: `app-${n}`,
      name: `part-${i}`,
      status: 'Synced',
      health: { status: 'Healthy' },
    })),
  },
});

const double = await kubernetesDouble();
for (let n = 0; n < applications; n++) double.set(application(n, 0));
let facts: KubernetesFacts | undefined;
const source = new KubernetesSource({ kubeconfig: double.kubeconfig }, (told) => {
  facts = told;
});
const stood = monitorEventLoopDelay({ resolution: 5 });
stood.enable();
const started = performance.now();
source.start(['Application']);
while (facts?.objects.Application?.size !== applications) await sleep(5);
const listed = performance.now() - started;
const standing = stood.max / 1e6;

const shown: number[] = [];
for (let round = 1; round <= changes; round++) {
  const revision = `revision-${round}`;
  const before = performance.now();
  double.set(application(round, round));
  const isShown = () =>
    JSON.stringify(facts?.objects.Application?.get(`argocd/app-${round}`)?.status).includes(revision);
  while (!isShown()) await sleep(2);
  shown.push(performance.now() - before);
}
shown.sort((a, b) => a - b);
console.log(`| ${applications} Applications | ms |`);
console.log('| --- | ---: |');
console.log(`| first list, read in pages | ${listed.toFixed(0)} |`);
console.log(`| longest stop of the event loop meanwhile (server included) | ${standing.toFixed(0)} |`);
console.log(`| a change shows, p50 | ${(shown[Math.floor(changes / 2)] ?? 0).toFixed(0)} |`);
console.log(`| a change shows, p99 | ${(shown[Math.floor(changes * 0.99)] ?? 0).toFixed(0)} |`);
source.stop();
await double.close();
