// The commands of the fake that change something, and those that only look.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { CommandLine } from './arguments.ts';
import { all } from './get.ts';
import { fail, type Output } from './output.ts';
import type { FakeResource, Rendered, Scenario } from './scenario.ts';
import { isGone } from './simulation.ts';
import { asYaml, fieldsOf, listed, readTemplate } from './template.ts';
import { asPrinted, typeOf } from './types.ts';

export interface Call {
  readonly line: CommandLine;
  readonly scenario: Scenario;
  readonly output: Output;
  readonly omniconfig: string;
}

export const offline: Readonly<Record<string, (call: Call) => void>> = {
  'cluster template validate': ({ line }) => {
    readTemplate(line.flags.file ?? '');
  },
  'cluster template render': ({ line, output }) =>
    output.write(
      readTemplate(line.flags.file ?? '')
        .rendered.map(asYaml)
        .join('---\n'),
    ),
  'config contexts': ({ omniconfig, output }) => {
    const { contexts, context } = configOf(omniconfig);
    const rows = Object.entries(fieldsOf(contexts)).map(
      ([name, value]) => `${name === context ? '*' : ''}         ${name}   ${fieldsOf(value).url}\n`,
    );
    output.write(`CURRENT   NAME   URL\n${rows.join('')}`);
  },
  'config info': ({ omniconfig, output }) => {
    const { contexts, context } = configOf(omniconfig);
    const url = fieldsOf(fieldsOf(contexts)[String(context)]).url;
    output.write(`Current context: ${context}\nURL:             ${url}\nIdentity:        ada@example.internal\n`);
  },
  'config context': ({ omniconfig, line }) =>
    writeFileSync(omniconfig, stringify({ ...configOf(omniconfig), context: line.positionals[0] })),
};

export const online: Readonly<Record<string, (call: Call) => void | Promise<void>>> = {
  apply,
  delete: ({ line, scenario }) => {
    const [word = '', ...ids] = line.positionals;
    const type = typeOf(word);
    if (!type) fail(`resource "${word}" is not registered`);
    scenario.setResources(
      type.plural,
      scenario.resources(type.plural).filter((resource) => !ids.includes(resource.id)),
    );
    for (const id of ids) process.stderr.write(`destroyed ${type.name} ${id}\n`);
  },
  'cluster delete': (call) => destroy(call, call.line.positionals[0] ?? ''),
  'cluster template delete': (call) => destroy(call, readTemplate(call.line.flags.file ?? '').name),
  'cluster template diff': ({ line, scenario, output }) => {
    const wanted = readTemplate(line.flags.file ?? '');
    const before = scenario.clusters().find((one) => one.name === wanted.name)?.rendered ?? [];
    for (const next of wanted.rendered) {
      const old = before.find((resource) => resource.type === next.type && resource.id === next.id);
      if (old && asYaml(old) === asYaml(next)) continue;
      output.write(`--- ${old ? `${next.type}(${next.id})` : '/dev/null'}\n+++ ${next.type}(${next.id})\n`);
    }
  },
  'cluster template sync': sync,
  'cluster template export': ({ line, scenario, output }) => {
    const found = scenario.clusters().find((one) => one.name === line.flags.cluster);
    if (!found) fail(`rpc error: code = NotFound desc = resource Clusters.omni.sidero.dev doesn't exist`);
    output.write(`kind: Cluster\nname: ${found.name}\nkubernetes:\n  version: v${found.kubernetesVersion}\n`);
  },
  'cluster status': clusterStatus,
  kubeconfig,
  'machine-logs': machineLogs,
  'serviceaccount create': ({ line, scenario, output }) => {
    const [name = ''] = line.positionals;
    if (scenario.accounts().includes(name))
      fail('rpc error: code = AlreadyExists desc = service account already exists');
    scenario.setAccounts([...scenario.accounts(), name]);
    process.stderr.write(`Created service account "${name}" with public key ID "1f2e3d"\n`);
    output.write(`OMNI_ENDPOINT=https://omni.example.internal\nOMNI_SERVICE_ACCOUNT_KEY=fake-key-of-${name}\n`);
  },
  'serviceaccount list': ({ scenario, output }) => {
    const rows = scenario
      .accounts()
      .map((name) => `${name}   Admin   Never   1f2e3d   -   Never   2027-08-01T10:00:00Z\n`);
    output.write(
      `NAME   ROLE   LAST ACTIVE   PUBLIC KEY ID   KEY CREATED   KEY LAST ACTIVE   EXPIRATION\n${rows.join('')}`,
    );
  },
  'serviceaccount destroy': ({ line, scenario, output }) => {
    const [name = ''] = line.positionals;
    if (!scenario.accounts().includes(name)) fail('rpc error: code = NotFound desc = service account not found');
    scenario.setAccounts(scenario.accounts().filter((other) => other !== name));
    output.write(`destroyed service account: ${name}\n`);
  },
};

function apply({ line, scenario, output }: Call): void {
  const dryRun = line.flags['dry-run'] !== undefined;
  const path = line.flags.file ?? '';
  if (!existsSync(path)) fail(`failed to discover yaml files from "${path}": stat ${path}: no such file or directory`);
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.ya?ml$/.test(name))
        .map((name) => join(path, name))
    : [path];
  if (dryRun) output.write(`Processing ${files.length} resource file(s)\n`);
  for (const file of files) {
    if (dryRun) output.write(`Applying resources from: ${file}\n`);
    for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
      const { metadata, spec } = fieldsOf(document.toJS());
      const { id, type: word, labels } = fieldsOf(metadata);
      const type = typeOf(String(word));
      if (!type || document.errors.length > 0)
        fail(`failed to apply resources from file "${file}": no resource type "${word}"`);
      const before = scenario.resources(type.plural);
      const old = before.find((resource) => resource.id === id);
      if (dryRun) output.write(`${old ? 'Updating' : 'Creating'} resource '${id}'\n\n${document.toString()}\n\n`);
      if (dryRun) continue;
      const next: FakeResource = {
        id: String(id),
        ...(labels
          ? { labels: Object.fromEntries(Object.entries(fieldsOf(labels)).map(([k, v]) => [k, String(v ?? '')])) }
          : {}),
        version: (old?.version ?? 0) + 1,
        spec,
      };
      scenario.setResources(type.plural, [...before.filter((resource) => resource !== old), next]);
    }
  }
}

function sync({ line, scenario, output }: Call): void {
  const wanted = readTemplate(line.flags.file ?? '');
  const dryRun = line.flags['dry-run'] === undefined ? '' : ' (dry run)';
  const classes = scenario.resources('machineclasses').map(({ id }) => id);
  const missing = wanted.sets.filter((set) => !classes.includes(set.machineClass));
  const now = Date.now();
  const before = scenario.clusters().filter((one) => !isGone(one, scenario.control(), now));
  const old = before.find((one) => one.name === wanted.name);
  if (old?.deletedAt !== undefined)
    fail(
      `rpc error: code = FailedPrecondition desc = resource Clusters.omni.sidero.dev(${wanted.name}) is being torn down`,
    );
  const same = (a: Rendered) => (b: Rendered) => a.type === b.type && a.id === b.id;
  for (const resource of wanted.rendered) {
    const known = old?.rendered.find(same(resource));
    if (known && asYaml(known) === asYaml(resource)) continue;
    output.write(`* ${known ? 'updating' : 'creating'}${dryRun} ${resource.type}(${resource.id})\n`);
    if (resource.type.startsWith('MachineSets') && missing.length > 0 && dryRun === '')
      fail(
        `rpc error: code = InvalidArgument desc = failed to validate: ${listed(
          missing.map((set) => `machine class with name "${set.machineClass}" doesn't exist`),
        )}`,
      );
  }
  for (const resource of old?.rendered.filter((one) => !wanted.rendered.some(same(one))) ?? [])
    output.write(
      `* tearing down${dryRun} ${resource.type}(${resource.id})\n* destroyed ${resource.type}(${resource.id})\n`,
    );
  if (dryRun !== '') return;
  const others = before.filter((one) => one.name !== wanted.name);
  scenario.setClusters([...others, { ...wanted, syncedAt: old?.syncedAt ?? now }]);
}

/** Blocks until the cluster is gone; the deletion goes on when this process is killed. */
async function destroy({ line, scenario, output }: Call, name: string): Promise<void> {
  const now = Date.now();
  const dryRun = line.flags['dry-run'] === undefined ? '' : ' (dry run)';
  const there = scenario.clusters().filter((one) => !isGone(one, scenario.control(), now));
  const found = there.find((one) => one.name === name);
  if (!found) return;
  for (const { type, id } of found.rendered) output.write(`* tearing down${dryRun} ${type}(${id})\n`);
  if (dryRun !== '') return;
  const destroyMachines = line.flags['destroy-disconnected-machines'] !== undefined || found.destroyMachines === true;
  const deleted = { ...found, deletedAt: found.deletedAt ?? now, destroyMachines };
  scenario.setClusters([...there.filter((one) => one !== found), deleted]);
  while (!isGone(deleted, scenario.control(), Date.now())) await sleep(10);
  for (const { type, id } of found.rendered) output.write(`* destroyed ${type}(${id})\n`);
}

async function clusterStatus({ line, scenario, output }: Call): Promise<void> {
  const [name = ''] = line.positionals;
  const type = typeOf('clusterstatuses');
  const wait = line.flags.wait === undefined ? 300_000 : durationOf(line.flags.wait);
  const until = Date.now() + wait;
  for (;;) {
    const status = type && all(scenario, type).find((resource) => resource.id === name);
    const spec = fieldsOf(status && asPrinted(type, status).spec);
    const healthy = spec.phase === 3 && spec.ready === true;
    const over = Date.now() >= until;
    if (healthy || (over && status)) {
      output.write(`Cluster "${name}" ${healthy ? 'RUNNING Ready' : 'NOT READY'}\n`);
      if (!healthy) fail(wait === 0 ? 'cluster is not healthy' : 'context deadline exceeded');
      return;
    }
    // A cluster that does not exist is waited for until the deadline, and for ever without one.
    if (over && wait > 0) fail('context deadline exceeded');
    await sleep(20);
  }
}

function kubeconfig({ line, scenario }: Call): void {
  const name = line.flags.cluster ?? '';
  if (!scenario.clusters().some((one) => one.name === name)) fail(`cluster not found: "${name}"`);
  const path = line.positionals[0] ?? process.env.KUBECONFIG ?? join(process.env.HOME ?? '', '.kube', 'config');
  const merge = line.flags.merge !== 'false' && existsSync(path);
  if (existsSync(path) && !merge && line.flags.force === undefined)
    fail(`kubeconfig file already exists, use --force to overwrite: "${path}"`);
  const before = merge ? fieldsOf(parse(readFileSync(path, 'utf8'))) : {};
  const list = (value: unknown) => (Array.isArray(value) ? value : []);
  const contexts = list(before.contexts);
  const taken = contexts.some((context) => fieldsOf(context).name === `omni-${name}`);
  const context = taken && line.flags.force === undefined ? `omni-${name}-1` : `omni-${name}`;
  const added = (entries: unknown, entry: { readonly name: string }) => [
    ...list(entries).filter((other) => fieldsOf(other).name !== entry.name),
    entry,
  ];
  const merged = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: added(before.clusters, { name: context, cluster: { server: 'https://omni.example.internal:8100' } } as {
      name: string;
    }),
    contexts: added(contexts, { name: context, context: { cluster: context, user: context } } as { name: string }),
    users: added(before.users, { name: context, user: { exec: { command: 'kubectl' } } } as { name: string }),
    'current-context': context,
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, stringify(merged));
}

async function machineLogs({ line, scenario, output }: Call): Promise<void> {
  const [uuid = ''] = line.positionals;
  const path = scenario.path('logs', uuid);
  const lines = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);
  if (!existsSync(path))
    fail(`failed to get logs stream for '${uuid}': rpc error: code = NotFound desc = machine not found`);
  const tail = Number(line.flags.tail ?? -1);
  let shown = tail < 0 ? 0 : Math.max(0, lines().length - tail);
  do {
    const now = lines();
    for (const text of now.slice(shown)) output.write(`${text}\n`);
    shown = now.length;
    if (line.flags.follow !== undefined) await sleep(20);
  } while (line.flags.follow !== undefined);
}

function configOf(path: string): Readonly<Record<string, unknown>> {
  return existsSync(path) ? fieldsOf(parse(readFileSync(path, 'utf8'))) : {};
}

function durationOf(text: string): number {
  const [, amount = '0', unit = ''] = /^([\d.]+)(ms|s|m|h)?$/.exec(text) ?? [];
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  return Number(amount) * (units[unit] ?? 0);
}
