// Makes the inputs of a runbook from what a person asks for and from what the files and Omni say; and the phases from the
// inputs, also when a run is resumed.
import { failed, ok, type Result } from '../fault.ts';
import { type DisasterRecoveryInputs, disasterRecoveryPhases } from './disaster-recovery.ts';
import { type GitOpsInputs, gitOpsPhases } from './gitops-bootstrap.ts';
import { confirmBootstrap } from './gitops-confirm.ts';
import type { JournalFile } from './journal.ts';
import { fieldOf, find, machineSetsOf, textOf } from './omni-state.ts';
import type { Phase } from './phase.ts';
import type { Systems } from './systems.ts';
import { readTemplate } from './template.ts';

export const runbooks = {
  'disaster-recovery': { title: 'Disaster recovery', summary: 'Delete a cluster and make it again from its template' },
  'gitops-bootstrap': { title: 'GitOps bootstrap', summary: 'Bring a bare cluster to where Argo CD fills it from git' },
} as const;

export type RunbookId = keyof typeof runbooks;

export interface DisasterRecoveryWish {
  readonly cluster: string;
  /** Absolute path. */
  readonly template: string;
  readonly drill: boolean;
  /** Milliseconds; absent where no backup is asked for. */
  readonly backupAge?: number;
  readonly serviceAccounts: readonly string[];
  readonly kubeconfig?: string;
  readonly gitOps?: GitOpsInputs;
}

/**
 * The inputs of a disaster recovery. Without `systems`, for a dry run, nothing is contacted.
 * Faults: those of the template; `conflict` when it is of another cluster; those of omnictl.
 */
export async function planDisasterRecovery(
  wish: DisasterRecoveryWish,
  systems: Systems | undefined,
  providerHost: string | undefined,
  signal: AbortSignal,
): Promise<Result<DisasterRecoveryInputs>> {
  const template = await readTemplate(wish.template);
  if (!template.ok) return template;
  if (template.value.cluster !== wish.cluster)
    return failed(
      'conflict',
      `\`${wish.template}\` is the template of \`${template.value.cluster}\`, not of \`${wish.cluster}\`.`,
      {
        next: 'Name the cluster and its own template.',
      },
    );
  const live = systems ? await liveParts(wish.cluster, template.value.sets, systems, signal) : ok(nothingLive);
  if (!live.ok) return live;
  return ok({ ...wish, ...template.value, ...live.value, ...(providerHost === undefined ? {} : { providerHost }) });
}

type LiveParts = Pick<DisasterRecoveryInputs, 'formerSets' | 'providers' | 'provisionedClasses'>;

const nothingLive: LiveParts = { formerSets: [], providers: [], provisionedClasses: [] };

async function liveParts(
  cluster: string,
  sets: DisasterRecoveryInputs['sets'],
  { omni }: Systems,
  signal: AbortSignal,
): Promise<Result<LiveParts>> {
  const formerSets = await machineSetsOf(omni, cluster, signal);
  if (!formerSets.ok) return formerSets;
  const providers = new Set<string>();
  const provisionedClasses: string[] = [];
  for (const name of new Set(sets.flatMap(({ machineClass }) => machineClass ?? []))) {
    const found = await find(omni, 'machineclasses', name, signal);
    if (!found.ok) return found;
    const provider = textOf(fieldOf(found.value?.spec.autoprovision, 'providerid'));
    if (provider === '') continue;
    providers.add(provider);
    provisionedClasses.push(name);
  }
  return ok({ formerSets: formerSets.value, providers: [...providers], provisionedClasses });
}

/** The phases of a GitOps bootstrap that runs by itself. */
export function bootstrapPhases(inputs: GitOpsInputs, systems: Systems, drill: boolean): readonly Phase[] {
  return [confirmBootstrap(inputs, systems), ...gitOpsPhases(inputs, systems, drill)];
}

/** The phases of a run that is taken up, made from the inputs in its journal. Fault: `version` for another's inputs. */
export function phasesOf({ state, id }: JournalFile, systems: Systems): Result<readonly Phase[]> {
  if (state.runbook === 'disaster-recovery' && isDisasterRecovery(state.inputs))
    return ok(disasterRecoveryPhases(state.inputs, systems));
  if (state.runbook === 'gitops-bootstrap' && isGitOps(state.inputs))
    return ok(bootstrapPhases(state.inputs, systems, state.drill));
  return failed('version', `The journal of \`${id}\` is not one that this version of Omni Scale can take up.`, {
    next: 'Abort it and start the runbook anew: phases that are done are skipped.',
  });
}

// The journal's version says who wrote it; these look whether the parts are there that the phases are made from.
function isDisasterRecovery(inputs: unknown): inputs is DisasterRecoveryInputs {
  const lists = ['sets', 'formerSets', 'providers', 'provisionedClasses', 'serviceAccounts'];
  const gitOps = fieldOf(inputs, 'gitOps');
  return (
    ['cluster', 'template', 'digest'].every((key) => textOf(fieldOf(inputs, key)) !== '') &&
    lists.every((key) => Array.isArray(fieldOf(inputs, key))) &&
    (gitOps === undefined || isGitOps(gitOps))
  );
}

function isGitOps(inputs: unknown): inputs is GitOpsInputs {
  const versions = fieldOf(inputs, 'versions');
  return (
    textOf(fieldOf(inputs, 'cluster')) !== '' &&
    typeof fieldOf(inputs, 'mtu') === 'number' &&
    ['cilium', 'external-secrets', 'longhorn', 'argo-cd'].every((chart) => fieldOf(versions, chart) !== undefined) &&
    Array.isArray(fieldOf(inputs, 'privilegedNamespaces'))
  );
}
