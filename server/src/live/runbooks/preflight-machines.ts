// Whether the machines that a template takes, and that no provider makes, are there: those named by their UUIDs, and those
// that a class finds by their labels.
import { ok, type Result } from '../fault.ts';
import type { OmniResource } from '../omni/resource.ts';
import { listIn, textOf } from './omni-state.ts';
import type { OmniSystem } from './systems.ts';
import type { TemplateSet } from './template.ts';

interface Subject {
  readonly cluster: string;
  readonly sets: readonly TemplateSet[];
}

/** By name; undefined for a class that Omni does not have. */
export type MachineClasses = ReadonlyMap<string, OmniResource | undefined>;

/** What is missing, in words for people. */
export async function missingMachines(
  omni: OmniSystem,
  { cluster, sets }: Subject,
  classes: MachineClasses,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const named = await missingByName(omni, cluster, sets, signal);
  if (!named.ok) return named;
  const found = await missingByClass(omni, cluster, sets, classes, signal);
  return found.ok ? ok([...named.value, ...found.value]) : found;
}

async function missingByName(
  omni: OmniSystem,
  cluster: string,
  sets: readonly TemplateSet[],
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const ids = sets.flatMap(({ machines }) => machines ?? []);
  if (ids.length === 0) return ok([]);
  const all = await omni.get('machinestatuses', { signal });
  if (!all.ok) return all;
  return ok(
    ids.flatMap((id) => {
      const machine = all.value.find((one) => one.id === id);
      if (!machine) return [`Omni has no machine \`${id}\`.`];
      if (!isFree(machine, cluster)) return [`The machine \`${id}\` is in \`${textOf(machine.spec.cluster)}\`.`];
      return machine.spec.connected === true ? [] : [`The machine \`${id}\` is not connected to Omni.`];
    }),
  );
}

/** Classes that a provider makes machines for are left out. */
async function missingByClass(
  omni: OmniSystem,
  cluster: string,
  sets: readonly TemplateSet[],
  classes: MachineClasses,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const problems: string[] = [];
  for (const [name, found] of classes) {
    const { autoprovision, matchlabels } = found?.spec ?? {};
    if (!found || (autoprovision !== undefined && autoprovision !== null)) continue;
    const machines = new Set<string>();
    // Each of the selectors is enough.
    for (const selector of listIn(matchlabels).map(String)) {
      const selected = await omni.get('machinestatuses', { selector, signal });
      if (!selected.ok) return selected;
      for (const one of selected.value) if (isFree(one, cluster) && one.spec.connected === true) machines.add(one.id);
    }
    const own = sets.filter(({ machineClass }) => machineClass === name);
    const needed = own.reduce((sum, { count }) => sum + (count ?? 1), 0);
    if (machines.size < needed)
      problems.push(
        `The machine class \`${name}\` finds ${machines.size} connected machines that are free, and ${needed} are needed.`,
      );
  }
  return ok(problems);
}

/** In no cluster, or in the one that gives it back. */
function isFree({ spec }: OmniResource, cluster: string): boolean {
  const own = textOf(spec.cluster);
  return own === '' || own === cluster;
}
