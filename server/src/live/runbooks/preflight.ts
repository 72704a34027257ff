// What has to hold before a cluster may be deleted to be made again: whatever is missing is told before anything is lost.
import { failed, ok, type Result } from '../fault.ts';
import { validateTemplate } from '../omni/operations.ts';
import type { OmniResource } from '../omni/resource.ts';
import { counted, fieldOf, find, notLocked, textOf } from './omni-state.ts';
import type { PhaseContext } from './phase.ts';
import { type MachineClasses, missingMachines } from './preflight-machines.ts';
import { duration } from './report.ts';
import type { OmniSystem, Systems } from './systems.ts';
import { expectedMachines, type TemplateSet } from './template.ts';

export interface PreflightInputs {
  readonly cluster: string;
  readonly template: string;
  readonly sets: readonly TemplateSet[];
  /** Milliseconds that the last backup of etcd may be old; absent where none is asked for. */
  readonly backupAge?: number;
}

/** Looks at everything and tells all that is wrong at once. Faults: `conflict` with the list, or one that ends the look. */
export async function preflight(
  { omni, templateProblems }: Pick<Systems, 'omni' | 'templateProblems'>,
  inputs: PreflightInputs,
  context: PhaseContext,
): Promise<Result<void>> {
  const problems: string[] = [];
  const classes = await classesOf(omni, inputs.sets, context.signal);
  if (!classes.ok) return classes;
  const looks = [
    validateTemplate(omni, inputs.template, context.signal),
    templateProblems(inputs.template).then((found) => ok(found)),
    classesExist(omni, classes.value, context),
    missingMachines(omni, inputs, classes.value, context.signal),
    backupIsRecent(omni, inputs, context),
    notLocked(omni, inputs.cluster, context.signal).then((result) => problemOf(result)),
  ];
  for (const look of looks) {
    const found = await look;
    if (!found.ok) return found;
    problems.push(...found.value);
  }
  const machines = counted(expectedMachines(inputs), 'machine');
  context.note(`expects ${machines} in ${counted(inputs.sets.length, 'machine set')}`);
  if (problems.length === 0) return ok(undefined);
  return failed('conflict', problems.join(' '), { next: 'Repair this, then resume; nothing has been changed yet.' });
}

type Look = Promise<Result<readonly string[]>>;

/** Faults of what is looked at are problems to list; faults of the looking end it. */
function problemOf(result: Result<unknown>): Result<readonly string[]> {
  if (result.ok) return ok([]);
  const { kind, message, next } = result.fault;
  return kind === 'conflict' || kind === 'failed' ? ok([next ? `${message} ${next}` : message]) : result;
}

/** The machine classes that the template names, by name; undefined for one that Omni does not have. */
async function classesOf(
  omni: OmniSystem,
  sets: readonly TemplateSet[],
  signal: AbortSignal,
): Promise<Result<MachineClasses>> {
  const classes = new Map<string, OmniResource | undefined>();
  for (const name of new Set(sets.flatMap(({ machineClass }) => machineClass ?? []))) {
    const found = await find(omni, 'machineclasses', name, signal);
    if (!found.ok) return found;
    classes.set(name, found.value);
  }
  return ok(classes);
}

/** Every machine class exists, and the provider behind it is connected. */
async function classesExist(omni: OmniSystem, classes: MachineClasses, context: PhaseContext): Look {
  const problems: string[] = [];
  const providers = new Set<string>();
  for (const [name, found] of classes) {
    if (!found) problems.push(`Omni has no machine class \`${name}\`.`);
    const provider = textOf(fieldOf(found?.spec.autoprovision, 'providerid'));
    if (provider !== '') providers.add(provider);
  }
  for (const provider of providers) {
    const connected = await isConnected(omni, provider, context.signal);
    if (!connected.ok) return connected;
    if (connected.value !== undefined) problems.push(connected.value);
  }
  return ok(problems);
}

/** What is wrong with the connection of a provider to Omni; undefined when nothing is. */
export async function isConnected(
  omni: OmniSystem,
  provider: string,
  signal: AbortSignal,
): Promise<Result<string | undefined>> {
  const found = await omni.get('infraproviderhealthstatuses', {
    id: provider,
    namespace: 'infra-provider-ephemeral',
    signal,
  });
  if (!found.ok && found.fault.kind !== 'not-found') return found;
  const [health] = found.ok ? found.value : [];
  if (!health) return ok(`Omni has not heard of the provider \`${provider}\`.`);
  const error = textOf(health.spec.error);
  if (error !== '') return ok(`The provider \`${provider}\` reports: ${error}`);
  const heartbeat = timeOf(health.spec.lastheartbeattimestamp);
  const age = heartbeat === undefined ? undefined : Date.now() - heartbeat;
  if (age !== undefined && age <= heartbeatLimit) return ok(undefined);
  const heard = age === undefined ? 'has never been heard of' : `was last heard of ${duration(age)} ago`;
  return ok(`The provider \`${provider}\` ${heard}.`);
}

/** A heartbeat comes every 30 s; more is left for clocks that differ. */
const heartbeatLimit = 120_000;

async function backupIsRecent(omni: OmniSystem, inputs: PreflightInputs, context: PhaseContext): Look {
  const found = await omni.get('etcdbackupstatuses', {
    id: inputs.cluster,
    namespace: 'metrics',
    signal: context.signal,
  });
  if (!found.ok && found.fault.kind !== 'not-found') return found;
  const last = found.ok ? timeOf(found.value[0]?.spec.lastbackuptime) : undefined;
  const age = last === undefined ? undefined : Date.now() - last;
  context.note(age === undefined ? 'there is no backup of etcd' : `the last backup of etcd is ${duration(age)} old`);
  if (inputs.backupAge === undefined || (age !== undefined && age <= inputs.backupAge)) return ok([]);
  const what = age === undefined ? 'There is no backup of etcd' : `The last backup of etcd is ${duration(age)} old`;
  return ok([`${what}; whatever only etcd holds is lost (go on regardless with \`--without-backup\`).`]);
}

/** Milliseconds since 1970 of a time as Omni prints it; undefined for none. */
export function timeOf(value: unknown): number | undefined {
  const seconds = fieldOf(value, 'seconds');
  const time = typeof seconds === 'number' ? seconds * 1_000 : typeof value === 'string' ? Date.parse(value) : 0;
  return time > 0 ? time : undefined;
}
