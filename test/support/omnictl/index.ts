// A fake omnictl for tests: a real executable that answers from a folder which the test fills and changes while it runs.
//
//   const fake = fakeOmnictl();                    // or fakeOmnictl({ step: 20 })
//   fake.set('machineclasses', [{ id: 'rack-worker', spec: {} }]);     // watches that run see the difference
//   fake.put('clusterstatuses', { id: 'lab', spec: { phase: 3 } });    // one resource created or updated
//   fake.drop('clusterstatuses', 'lab');                               // and destroyed
//   fake.addCluster(templatePath);                 // a cluster that has been running for long
//   const bad = fake.day({ on: 'get clusterstatuses', fails: errors.unavailable, times: 2 }); bad.over();
//   fake.endWatches();                             // every watch that runs loses its connection
//   fake.calls() / fake.alive()                    // what was called; which processes still run
//   fake.remove();                                 // at the end of the test
//
// `fake.settings` is what `Omnictl` takes; `fake.env` keeps a whole program (the command line) in the fake's own home.
// Stateful commands (`cluster template sync`, `cluster delete`, `apply`, `kubeconfig`, `serviceaccount …`) work on the
// same folder: a synced cluster goes through requests, machines and phases by the clock, `step` milliseconds a step
// (about 10 steps and half a step a machine until it runs), and a deleted one vanishes the same way, also when the
// process that deletes it is killed. `control` changes the world: nodesReady, disconnected, failingRequests, stuck.
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Control, type Day, type FakeResource, type LogLine, Scenario } from './scenario.ts';
import { readTemplate } from './template.ts';

export type { Control, Day, FakeResource } from './scenario.ts';

/** What the real omnictl prints after `Error: ` when something is wrong. */
export const errors = {
  unauthenticated: 'rpc error: code = Unauthenticated desc = invalid signature',
  permissionDenied: 'rpc error: code = PermissionDenied desc = insufficient role: "Reader"',
  unavailable:
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 192.0.2.10:443: connect: connection refused"',
  noSuchHost:
    'rpc error: code = Unavailable desc = name resolver error: dial tcp: lookup omni.example.internal: no such host',
  /** Without a key and without a connection; it comes after `Could not authenticate`, which `noise` may print. */
  neverSignedIn:
    'open /home/ada/.talos/keys/lab-ada.pgp: no such file or directory\nrpc error: code = Unavailable desc = name resolver error: produced zero addresses',
  badCertificate:
    'rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
  tooOld:
    'omnictl is too old for this Omni instance, please update omnictl: backend API version 3, client API version 2',
  tooNew:
    'omnictl is newer than this Omni instance, please update Omni or use a matching omnictl: backend API version 1, client API version 2',
  serverError: 'rpc error: code = Internal desc = something broke',
} as const;

/** Lines the real omnictl prints on standard error while all is well. */
export const noise: readonly string[] = [
  '[WARN] omnictl version "1.9.3" differs from the backend version "1.10.4".',
  '[INFO] Maintenance: on Sunday at 10:00',
  '2026-08-01T10:00:00.000Z\tWARN\tclient/client.go:656\twatch retrying\t{"error": "rpc error: code = Unavailable desc = EOF"}',
];

export type FakeOmnictl = ReturnType<typeof fakeOmnictl>;

export function fakeOmnictl(control: Partial<Control> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fake-omnictl-'));
  const scenario = new Scenario(folder);
  const home = join(folder, 'home');
  mkdirSync(home);
  const omniconfig = join(folder, 'omniconfig');
  writeFileSync(
    omniconfig,
    'context: lab\ncontexts:\n  lab:\n    url: https://omni.example.internal\n    auth: {siderov1: {identity: ada@example.internal}}\n  other:\n    url: https://other.example.internal:8443\n',
  );
  const env = { FAKE_OMNICTL: folder, HOME: home, OMNICONFIG: omniconfig, KUBECONFIG: join(home, '.kube', 'config') };
  const path = join(folder, 'omnictl');
  writeFileSync(path, script(env));
  chmodSync(path, 0o755);
  scenario.setControl(control);
  let key = 0;

  return {
    path,
    folder,
    home,
    omniconfig,
    env: { ...env, PATH: `${folder}:${process.env.PATH ?? ''}` } as Readonly<Record<string, string>>,
    settings: { omnictlPath: path, omniconfig },
    scenario,
    /** Replaces all resources of a type. */
    set: (type: string, resources: readonly FakeResource[]) => scenario.setResources(type, resources),
    put(type: string, resource: FakeResource): void {
      const others = scenario.resources(type).filter(({ id }) => id !== resource.id);
      const version = (scenario.resources(type).find(({ id }) => id === resource.id)?.version ?? 0) + 1;
      scenario.setResources(type, [...others, { version, ...resource }]);
    },
    drop: (type: string, id: string) =>
      scenario.setResources(
        type,
        scenario.resources(type).filter((resource) => resource.id !== id),
      ),
    /** A cluster as its template declares it, running since yesterday. */
    addCluster: (template: string, text?: string) =>
      scenario.setClusters([
        ...scenario.clusters(),
        { ...readTemplate(template, text), syncedAt: Date.now() - 86_400_000 },
      ]),
    control: (change: Partial<Control>) => scenario.setControl(change),
    /** Makes something go wrong from the next call on, until `over`. */
    day(day: Day): { over(): void } {
      const own = { ...day, key: key++ };
      scenario.setControl({ days: [...scenario.control().days, own] });
      return {
        over: () => scenario.setControl({ days: scenario.control().days.filter((one) => one.key !== own.key) }),
      };
    },
    endWatches: () => scenario.setControl({ generation: scenario.control().generation + 1 }),
    setLogs: (uuid: string, lines: readonly string[]) =>
      writeFileSync(scenario.path('logs', uuid), lines.map((line) => `${line}\n`).join('')),
    addLog: (uuid: string, line: string) => appendFileSync(scenario.path('logs', uuid), `${line}\n`),
    accounts: () => scenario.accounts(),
    setAccounts: (names: readonly string[]) => scenario.setAccounts(names),
    /** Every call so far that begins with these words, oldest first. */
    calls: (...words: readonly string[]): readonly LogLine[] =>
      scenario
        .lines()
        .filter((line) => line.code === undefined && words.every((word, index) => plain(line.args)[index] === word)),
    /** Start and end of each call, as they came. */
    log: () => scenario.lines(),
    alive: (): readonly number[] => [...new Set(scenario.lines().map(({ pid }) => pid))].filter(isAlive),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  };
}

/** The arguments without flags that stand before the command. */
function plain(args: readonly string[]): readonly string[] {
  const start = args.findIndex(
    (arg, index) => !arg.startsWith('-') && !/^--(context|omniconfig)$/.test(args[index - 1] ?? ''),
  );
  return start < 0 ? args : args.slice(start);
}

/** Where the npm commands let Node keep what it made of sources; the fake is started hundreds of times. */
const compiled = join(import.meta.dirname, '..', '..', '..', 'out', 'compiled');

function script(env: Readonly<Record<string, string>>): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const exports = Object.entries({ NODE_COMPILE_CACHE: compiled, ...env })
    .filter(([name]) => name !== 'OMNICONFIG' && name !== 'KUBECONFIG')
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  const program = join(import.meta.dirname, 'main.ts');
  return `#!/bin/sh\n${exports.join('')}exec ${quoted(process.execPath)} --disable-warning=MODULE_TYPELESS_PACKAGE_JSON --disable-warning=ExperimentalWarning ${quoted(program)} "$@"\n`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
