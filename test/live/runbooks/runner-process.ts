// A runner as a process of its own, for tests that kill it: starts a runbook in a world, or takes up the run that is there,
// and kills itself with SIGKILL the first time it comes to a write of the journal where it has not died yet.
//
//   node runner-process.ts WORLD-FOLDER disaster-recovery|gitops-bootstrap [torn|written]
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { disasterRecoveryPhases } from '../../../server/src/live/runbooks/disaster-recovery.ts';
import type { Event } from '../../../server/src/live/runbooks/engine.ts';
import { Journal } from '../../../server/src/live/runbooks/journal.ts';
import { bootstrapPhases, phasesOf, planDisasterRecovery } from '../../../server/src/live/runbooks/plan.ts';
import { resumeRun, startRun, unfinished } from '../../../server/src/live/runbooks/run.ts';
import { operator } from './operator.ts';
import { clusterName, gitOpsInputs, openWorld } from './world.ts';

const [folder = '', runbook, mode] = process.argv.slice(2);
const deaths = join(folder, 'deaths');
const world = openWorld(folder);
const signal = new AbortController().signal;

if (mode === 'torn' || mode === 'written') {
  const append = Journal.prototype.append;
  Journal.prototype.append = function (event: Event) {
    const key = `${mode} ${event.type} ${'phase' in event ? event.phase : ''}`;
    const died = existsSync(deaths) ? readFileSync(deaths, 'utf8').split('\n') : [];
    if (died.includes(key)) return append.call(this, event);
    appendFileSync(deaths, `${key}\n`);
    if (mode === 'torn') appendFileSync(this.path, JSON.stringify({ v: 1, n: 0, ...event }).slice(0, 25));
    else append.call(this, event);
    process.kill(process.pid, 'SIGKILL');
    return append.call(this, event);
  };
}

const options = { folders: world.folders, operator: operator(), signal, pace: 0.02 };
const [file] = unfinished(world.folders.runs, clusterName);
const run = file ? resume(file) : await start();
if (!run.ok) {
  process.stdout.write(`${run.fault.kind}: ${run.fault.message}\n`);
  process.exitCode = 2;
} else {
  const result = await run.value.proceed();
  run.value.close();
  process.stdout.write(`${result.ok ? result.value.status : result.fault.message}\n`);
}

function resume(journal: NonNullable<typeof file>) {
  const phases = phasesOf(journal, world.systems);
  return phases.ok ? resumeRun(journal, { ...options, phases: phases.value }) : phases;
}

function start() {
  return runbook === 'gitops-bootstrap' ? startBootstrap() : startRecovery();
}

function startBootstrap() {
  const inputs = gitOpsInputs(world.bootstrap);
  return startRun({
    ...options,
    ...{ runbook: 'gitops-bootstrap', title: 'GitOps bootstrap', cluster: clusterName, drill: false, inputs },
    phases: bootstrapPhases(inputs, world.systems, false),
  });
}

async function startRecovery() {
  const template = join(folder, 'prod-01.yaml');
  const wish = { cluster: clusterName, template, drill: false, serviceAccounts: [], backupAge: 86_400_000 };
  const inputs = await planDisasterRecovery(wish, world.systems, 'root@rack-a', signal);
  if (!inputs.ok) return inputs;
  return startRun({
    ...options,
    ...{ runbook: 'disaster-recovery', title: 'Disaster recovery', cluster: clusterName, drill: false },
    inputs: inputs.value,
    phases: disasterRecoveryPhases(inputs.value, world.systems),
  });
}
