// What people do with templates, classes and clusters: look before, then send. Each is one call of omnictl or a few, told
// line by line, ended by a deadline or a signal. Source: omni client/pkg/omnictl, client/pkg/template.
import { access, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type FaultKind, failed, ok, type Result } from '../fault.ts';
import { canonicalYaml, type Declared, readDeclared } from './canonical.ts';
import { lines } from './lines.ts';
import { isRecord } from './normalise.ts';
import { isName, type Omnictl } from './omnictl.ts';
import type { OmniResource } from './resource.ts';

export interface Progress {
  readonly signal?: AbortSignal;
  /** Gets what omnictl prints, line by line, without secrets. */
  readonly onLine?: (line: string) => void;
}

/** Two texts for a diff editor. They hold what the file and Omni hold, secrets too: they are for the screen only. */
export interface Difference {
  /** What it is about: `prod-01`, `rack-worker`. */
  readonly name: string;
  /** What Omni has; empty when it does not have it yet. */
  readonly live: string;
  /** What would be sent. */
  readonly local: string;
}

const minute = 60_000;
const offlineDeadline = 30_000;
/** A sync that takes machines out waits until they are gone; deletions too. omnictl has no limit of its own. */
const longDeadline = 30 * minute;

/** The problems that omnictl finds in a template, without contacting Omni; none when it is valid. */
export async function validateTemplate(
  omnictl: Omnictl,
  file: string,
  signal?: AbortSignal,
): Promise<Result<readonly string[]>> {
  const missing = await missingFile(file);
  if (missing) return missing;
  const args = ['cluster', 'template', 'validate', '-f', resolve(file)];
  const called = await omnictl.call(args, {
    ...inFolderOf(file),
    ...given(signal),
    deadline: offlineDeadline,
    offline: true,
  });
  return refusals(called, notChecked);
}

/** What a sync would change: all resources of the template's cluster as Omni has them, and as the template renders. */
export async function diffTemplate(omnictl: Omnictl, file: string, signal?: AbortSignal): Promise<Result<Difference>> {
  const rendered = await render(omnictl, file, signal);
  if (!rendered.ok) return rendered;
  const { cluster, resources } = rendered.value;
  const live = await liveOf(omnictl, cluster, resources, signal);
  if (!live.ok) return live;
  return ok({ name: cluster, live: canonicalYaml(live.value), local: canonicalYaml(resources) });
}

/** The name of a template's cluster that Omni has, asked before a person is. Faults: those of a call; `not-found`. */
export async function clusterToDelete(omnictl: Omnictl, file: string, signal?: AbortSignal): Promise<Result<string>> {
  const rendered = await render(omnictl, file, signal);
  if (!rendered.ok) return rendered;
  const { cluster } = rendered.value;
  const found = await omnictl.get('clusters', { id: cluster, ...given(signal) });
  if (found.ok) return ok(cluster);
  return found.fault.kind === 'not-found' ? failed('not-found', `Omni has no cluster \`${cluster}\`.`) : found;
}

async function render(
  omnictl: Omnictl,
  file: string,
  signal: AbortSignal | undefined,
): Promise<Result<{ readonly cluster: string; readonly resources: readonly Declared[] }>> {
  const missing = await missingFile(file);
  if (missing) return missing;
  const args = ['cluster', 'template', 'render', '-f', resolve(file)];
  const rendered = await omnictl.call(args, {
    ...inFolderOf(file),
    ...given(signal),
    deadline: offlineDeadline,
    offline: true,
  });
  if (!rendered.ok) return rendered;
  const resources = readDeclared(rendered.value.stdout, file);
  if (!resources.ok) return resources;
  const cluster = resources.value.find(({ type }) => type.startsWith('Clusters.'))?.id;
  return cluster === undefined
    ? failed('unreadable', `\`${file}\` renders to no cluster.`)
    : ok({ cluster, resources: resources.value });
}

/** Sends a template. Ending it in between is safe: what was sent stays, and a second sync sends the rest. */
export async function syncTemplate(
  omnictl: Omnictl,
  file: string,
  progress: Progress = {},
): Promise<Result<undefined>> {
  const missing = await missingFile(file);
  if (missing) return missing;
  return follow(
    omnictl,
    ['cluster', 'template', 'sync', '-f', resolve(file)],
    progress,
    longDeadline,
    inFolderOf(file),
  );
}

/** Deletes a cluster and waits until it is gone. Ending the wait does not end the deletion in Omni. */
export async function deleteCluster(
  omnictl: Omnictl,
  cluster: string,
  progress: Progress & { readonly destroyDisconnectedMachines?: boolean } = {},
): Promise<Result<undefined>> {
  if (!isName(cluster)) return failed('not-found', `There is no cluster \`${cluster}\`.`);
  const destroy = progress.destroyDisconnectedMachines ? ['--destroy-disconnected-machines'] : [];
  const deleted = await follow(omnictl, ['cluster', 'delete', cluster, ...destroy], progress, longDeadline);
  if (deleted.ok || deleted.fault.kind !== 'timeout') return deleted;
  return failed('timeout', `\`${cluster}\` is not gone after ${longDeadline / minute} minutes.`, {
    next: 'Omni goes on deleting it; look at what is left of its machines.',
  });
}

/** The problems that omnictl finds in the resources of a file when it goes through their sending; nothing is sent. */
export async function validateClasses(
  omnictl: Omnictl,
  file: string,
  signal?: AbortSignal,
): Promise<Result<readonly string[]>> {
  const missing = await missingFile(file);
  if (missing) return missing;
  const called = await omnictl.call(['apply', '-f', resolve(file), '--dry-run'], {
    ...given(signal),
    deadline: minute,
  });
  return refusals(called, [...notChecked, 'sign-in', 'not-set-up', 'unreachable', 'forbidden']);
}

/** Sends the resources of a file. */
export async function applyClasses(
  omnictl: Omnictl,
  file: string,
  progress: Progress = {},
): Promise<Result<undefined>> {
  const missing = await missingFile(file);
  if (missing) return missing;
  return follow(omnictl, ['apply', '-f', resolve(file)], progress, minute);
}

/** The ids of the machine classes that a file declares. Fault: `unreadable`. */
export async function classesOf(file: string): Promise<Result<readonly string[]>> {
  const declared = await declaredIn(file);
  if (!declared.ok) return declared;
  return ok(declared.value.filter((each) => plural(each) === classType).map(({ id }) => id));
}

/**
 * Whether Omni would let a class go, asked before a person is. Faults: `not-found`; `conflict` while machine sets take
 * their machines from it. Source: omni internal/backend/runtime/omni/state_validation.go.
 */
export async function mayDeleteClass(omnictl: Omnictl, id: string, signal?: AbortSignal): Promise<Result<undefined>> {
  const found = await omnictl.get(classType, { id, ...given(signal) });
  if (!found.ok) return found.fault.kind === 'not-found' ? noClass(id) : found;
  const sets = await omnictl.get('machinesets', given(signal));
  if (!sets.ok) return sets;
  const users = sets.value.filter(({ spec }) => classIn(spec) === id).map((set) => `\`${set.id}\``);
  if (users.length === 0) return ok(undefined);
  return failed('conflict', `The machine class \`${id}\` is used by ${users.join(', ')}.`, {
    next: 'Give these machine sets another class first, or delete their clusters.',
  });
}

/** Deletes a machine class. Machines that were made from it stay. */
export function deleteClass(omnictl: Omnictl, id: string, progress: Progress = {}): Promise<Result<undefined>> {
  if (!isName(id)) return Promise.resolve(noClass(id));
  return follow(omnictl, ['delete', classType, id], progress, minute);
}

function noClass(id: string): Result<never> {
  return failed('not-found', `Omni has no machine class \`${id}\`.`);
}

const classType = 'machineclasses';

/** The class that a machine set takes its machines from; an older Omni names the field otherwise. */
function classIn({ machineallocation, machineclass }: OmniResource['spec']): string | undefined {
  const allocation = isRecord(machineallocation) ? machineallocation : machineclass;
  // A name of digits is printed as a number.
  return isRecord(allocation) ? String(allocation.name) : undefined;
}

/** What `applyClasses` would change, one difference for each resource of the file. */
export async function classDiff(
  omnictl: Omnictl,
  file: string,
  signal?: AbortSignal,
): Promise<Result<readonly Difference[]>> {
  const local = await declaredIn(file);
  if (!local.ok) return local;
  const differences: Difference[] = [];
  for (const declared of local.value) {
    const live = await one(omnictl, declared, signal);
    if (!live.ok) return live;
    const name = declared.id;
    differences.push({ name, live: canonicalYaml(live.value), local: canonicalYaml([declared]) });
  }
  return ok(differences);
}

/**
 * Merges a cluster's kubeconfig into KUBECONFIG or the user's own file. A context of the same name is kept and the new
 * one gets another name, unless `force` overwrites it.
 */
export function mergeKubeconfig(
  omnictl: Omnictl,
  cluster: string,
  options: Progress & { readonly force?: boolean } = {},
): Promise<Result<undefined>> {
  const force = options.force ? ['--force'] : [];
  return follow(omnictl, ['kubeconfig', `--cluster=${cluster}`, '--merge', ...force], options, minute);
}

/** The log of a machine: its last lines, and with `follow` what comes until the signal ends it. */
export async function machineLogs(
  omnictl: Omnictl,
  uuid: string,
  options: Progress & { readonly tail?: number; readonly follow?: boolean } = {},
): Promise<Result<undefined>> {
  if (!isName(uuid)) return failed('not-found', `There is no machine \`${uuid}\`.`);
  const { tail, follow: following } = options;
  const args = [
    ...['machine-logs', uuid, '--log-format', 'omni'],
    ...(tail === undefined ? [] : ['--tail', String(tail)]),
    ...(following ? ['--follow'] : []),
  ];
  return follow(omnictl, args, options, following ? undefined : minute);
}

/** Runs a call beside others and hands on its lines. */
async function follow(
  omnictl: Omnictl,
  args: readonly string[],
  { signal, onLine }: Progress,
  deadline: number | undefined,
  more: { readonly cwd?: string } = {},
): Promise<Result<undefined>> {
  let failing = false;
  const notes = (line: string) => {
    // The error that ends the call comes as the fault.
    failing ||= line.startsWith('Error: ');
    if (!failing) onLine?.(line);
  };
  const told = { stdout: lines((line) => onLine?.(line)), stderr: lines(notes) };
  const called = await omnictl.call(args, {
    ...given(signal),
    ...more,
    deadline,
    alongside: true,
    onOutput: (from, text) => told[from].push(text),
  });
  told.stdout.end();
  told.stderr.end();
  return called.ok ? ok(undefined) : called;
}

/** Types of which everything that belongs to a cluster is compared. Source: omni client/pkg/template/template.go. */
export const clusterTypes = [
  'machinesets',
  'machinesetnodes',
  'configpatches',
  'extensionsconfigurations',
  'kubernetesmanifestgroups',
  'kuberneteshealthchecks',
];

/** Nodes that Omni itself adds to a set that takes its machines from a class. */
const addedByOmni = 'omni.sidero.dev/managed-by-machine-set-node-controller';

/** What a sync would compare with, as omnictl itself collects it. */
async function liveOf(
  omnictl: Omnictl,
  cluster: string,
  local: readonly Declared[],
  signal: AbortSignal | undefined,
): Promise<Result<readonly OmniResource[]>> {
  const live: OmniResource[] = [];
  for (const type of clusterTypes) {
    const list = await omnictl.get(type, { selector: `omni.sidero.dev/cluster=${cluster}`, ...given(signal) });
    // An older Omni does not have all of them.
    if (!list.ok && list.fault.kind !== 'not-found') return list;
    const declared = list.ok ? list.value.filter((one) => !one.owner && one.labels[addedByOmni] === undefined) : [];
    live.push(...declared);
  }
  for (const declared of local) {
    if (clusterTypes.includes(plural(declared))) continue;
    const found = await one(omnictl, declared, signal);
    if (!found.ok) return found;
    live.push(...found.value);
  }
  return ok(live);
}

/** The resource of this type and id: a list of one, or of none. */
async function one(
  omnictl: Omnictl,
  declared: Declared,
  signal: AbortSignal | undefined,
): Promise<Result<readonly OmniResource[]>> {
  const found = await omnictl.get(plural(declared), { id: declared.id, ...given(signal) });
  return found.ok || found.fault.kind !== 'not-found' ? found : ok([]);
}

function plural({ type }: Declared): string {
  return (type.split('.')[0] ?? '').toLowerCase();
}

async function declaredIn(file: string): Promise<Result<readonly Declared[]>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (typeof text === 'string') return readDeclared(text, file);
  return failed('unreadable', `\`${file}\` can not be read (${text.code ?? text.message}).`);
}

async function missingFile(file: string): Promise<Result<never> | undefined> {
  const there = await access(file).then(
    () => true,
    () => false,
  );
  return there ? undefined : failed('not-found', `There is no file \`${file}\`.`);
}

/** Patch files are named relative to the template since 1.8, and before relative to where omnictl runs. */
function inFolderOf(file: string): { readonly cwd: string } {
  return { cwd: dirname(resolve(file)) };
}

function given(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal ? { signal } : {};
}

/** Faults that say nothing of the file: omnictl did not come to check it. */
const notChecked: readonly FaultKind[] = ['program-missing', 'version', 'timeout', 'cancelled'];

/** What a call that only checks finds wrong; nothing when it ends well. */
function refusals(called: Result<unknown>, lacking: readonly FaultKind[]): Result<readonly string[]> {
  if (called.ok) return ok([]);
  const { kind, details } = called.fault;
  return lacking.includes(kind) || details === undefined ? called : ok(problemsIn(details));
}

/**
 * omnictl lists several problems with asterisks after their number, lists within lists too, and indents none of them. A
 * problem within another is told with it: `error validating cluster "lab": version is required`.
 */
function problemsIn(details: string): readonly string[] {
  const said = details.split('Error: ').at(-1) ?? details;
  const [head = '', ...items] = said.split(/^\s*\* /m).map((item) => item.replaceAll(/\s+/g, ' ').trim());
  const problems = items.length > 0 && several.test(head) ? listOf(items, Number(several.exec(head)?.[1])) : [];
  return problems.length > 0 ? problems : [said.replaceAll(/\s+/g, ' ').trim()];
}

const several = /(\d+) errors? occurred:$/;

/** Takes so many problems from the front of the list. */
function listOf(items: string[], count: number): readonly string[] {
  const problems: string[] = [];
  for (let n = 0; n < count && items.length > 0; n++) {
    const item = items.shift() ?? '';
    const inner = Number(several.exec(item)?.[1] ?? 0);
    if (inner === 0) problems.push(item);
    else problems.push(...listOf(items, inner).map((problem) => item.replace(several, '') + problem));
  }
  return problems;
}
