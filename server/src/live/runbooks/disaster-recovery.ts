// Disaster recovery: a cluster is deleted and made again from its template, then filled again from git. Omni's resources
// say when a phase is over; what a command prints does not.
import { basename } from 'node:path';
import { failed, ok, type Result } from '../fault.ts';
import { deleteCluster, diffTemplate, syncTemplate } from '../omni/operations.ts';
import { quote } from '../provider/quote.ts';
import { omnictl } from './commands.ts';
import { type GitOpsInputs, gitOpsPhases } from './gitops-bootstrap.ts';
import * as state from './omni-state.ts';
import { type Check, minute, notYet, type Phase, type PhaseContext, second, type Verification, yes } from './phase.ts';
import { isConnected, preflight } from './preflight.ts';
import { recoveryLooks } from './recovery-looks.ts';
import { isThisCluster } from './same-cluster.ts';
import type { OmniSystem, Systems } from './systems.ts';
import { expectedMachines, readTemplate, type TemplateFacts } from './template.ts';

/** What a run is made from. It is kept in the journal, so it holds no secret. */
export interface DisasterRecoveryInputs extends Omit<TemplateFacts, 'digest'>, state.Subject {
  /** Absolute path. */
  readonly template: string;
  readonly digest: string;
  readonly drill: boolean;
  /** Milliseconds that the last backup may be old; absent where none is asked for. */
  readonly backupAge?: number;
  /** Whether the provider is restarted over SSH, or by a person. */
  readonly providerHost?: string;
  readonly providers: readonly string[];
  /** Omni's service accounts that have to be made again. */
  readonly serviceAccounts: readonly string[];
  /** File that the kubeconfig is merged into; absent for the user's own. */
  readonly kubeconfig?: string;
  /** Without it the runbook ends when the nodes are ready. */
  readonly gitOps?: GitOpsInputs;
}

/** The phases in their order. With the CNI turned off, Cilium comes before the nodes can be ready. */
export function disasterRecoveryPhases(inputs: DisasterRecoveryInputs, systems: Systems): readonly Phase[] {
  const gitOps = inputs.gitOps ? gitOpsPhases(inputs.gitOps, systems, inputs.drill) : [];
  const first = inputs.withoutCni ? gitOps.filter(({ id }) => id === 'cilium') : [];
  const rest = inputs.gitOps?.bootstrap === undefined ? [] : gitOps.filter((phase) => !first.includes(phase));
  const looks = recoveryLooks(inputs, systems);
  const own = (phases: readonly Phase[]): readonly Phase[] =>
    phases.map((phase) => ({ ...phase, looks: looks[phase.id] ?? [] }));
  const before = [
    checkFirst(inputs, systems),
    confirmCluster(inputs),
    restartProvider(inputs, systems),
    ...deletion(inputs, systems),
    sync(inputs, systems),
    ...machines(inputs, systems),
    mergeKubeconfig(inputs, systems),
  ];
  return [
    ...own(before),
    ...first,
    ...own([nodes(inputs, systems), cleanUp(inputs, systems)]),
    ...rest,
    ...own([serviceAccounts(inputs, systems)]),
  ];
}

function checkFirst(inputs: DisasterRecoveryInputs, systems: Systems): Phase {
  return {
    id: 'preflight',
    title: 'Check what is needed',
    precondition: (context) => preflight(systems, inputs, context),
    whenFailed: ['Nothing has been changed. `omni-scale check` shows the findings of the files.'],
  };
}

function confirmCluster(inputs: DisasterRecoveryInputs): Phase {
  const { cluster, formerSets, template, drill, withoutCni, gitOps } = inputs;
  const lost = drill
    ? ['This is a drill: nothing is deleted, and the template is only compared.']
    : [
        `\`${cluster}\` is deleted with all its machines and their disks${formerSets.length > 0 ? ` (${formerSets.join(', ')})` : ''}.`,
        `It is made again from \`${template}\` with ${expectedMachines(inputs)} machines.`,
      ];
  const cni =
    withoutCni && !gitOps
      ? ['The template turns the CNI off and no `--bootstrap` is given: the nodes will not be ready by themselves.']
      : [];
  return {
    id: 'confirm-cluster',
    title: 'Confirm the cluster',
    gate: {
      kind: 'typed',
      expected: cluster,
      question: drill
        ? `Type \`${cluster}\` to begin the drill.`
        : `Type \`${cluster}\` to delete it and make it again.`,
      lines: [...lost, ...cni],
    },
    whenFailed: [],
  };
}

function restartProvider({ providers, providerHost }: DisasterRecoveryInputs, systems: Systems): Phase {
  const { omni, provider, providerFlags } = systems;
  const base = {
    id: 'restart-provider',
    title: 'Restart the provider',
    verify: {
      pauses: [2 * second, 5 * second],
      limit: 2 * minute,
      async test({ signal }): Promise<Result<Check>> {
        for (const id of providers) {
          const problem = await isConnected(omni, id, signal);
          if (!problem.ok) return problem;
          if (problem.value !== undefined) return ok(notYet(problem.value));
        }
        const status = await provider?.status(signal);
        if (status && !status.ok) return status;
        if (!status) return ok(yes());
        const { state: word, health } = status.value;
        const fine = word === 'running' && (health === undefined || health === 'healthy');
        return ok(fine ? yes() : notYet(`the container is ${word}${health ? `, ${health}` : ''}`));
      },
    } satisfies Verification,
    whenFailed: ['`omni-scale provider logs` shows why it does not come up, `omni-scale provider status` its state.'],
  };
  if (!provider || providerHost === undefined)
    return {
      ...base,
      gate: {
        kind: 'confirm',
        question: 'Has the provider been restarted?',
        lines: ['No host of the provider is set up (`omniScale.provider.host`), so restart its container yourself.'],
      },
    };
  return {
    ...base,
    action: {
      commands: [quote(['omni-scale', 'provider', 'restart', ...providerFlags])],
      limit: minute,
      async run({ signal }) {
        const restarted = await provider.restart(signal);
        return restarted.ok ? ok(undefined) : restarted;
      },
      once: {
        visibleAfter: 15 * second,
        // By the host's own clock, before and after.
        async before({ signal }) {
          const status = await provider.status(signal);
          return status.ok ? ok(String(status.value.startedAt ?? '')) : status;
        },
        async evidence({ signal }, before) {
          const status = await provider.status(signal);
          if (!status.ok) return status;
          const { startedAt } = status.value;
          const isNew = startedAt !== undefined && before !== undefined && String(startedAt) !== before;
          return ok(isNew ? 'done' : 'not-begun');
        },
      },
    },
  };
}

function deletion(inputs: DisasterRecoveryInputs, systems: Systems): readonly Phase[] {
  const { omni } = systems;
  const { cluster, template } = inputs;
  const drill = 'A drill deletes nothing.';
  const isGone = ({ signal }: PhaseContext) => state.nothingRemains(omni, inputs, signal);
  return [
    {
      id: 'delete',
      title: 'Delete the cluster',
      drill,
      async done(context) {
        const gone = await isGone(context);
        return gone.ok ? ok(gone.value.state === 'yes' ? 'Omni does not have it.' : undefined) : gone;
      },
      precondition: ({ signal }) => state.notLocked(omni, cluster, signal),
      action: {
        commands: [omnictl(systems, ['cluster', 'delete', cluster, '--destroy-disconnected-machines'])],
        limit: 10 * minute,
        run: ({ signal, progress }) =>
          deleteCluster(omni, cluster, { signal, onLine: progress, destroyDisconnectedMachines: true }),
        progress: ({ signal }) => state.deletionProgress(omni, inputs, signal),
        once: {
          destructive: true,
          visibleAfter: minute,
          before: ({ signal }) => state.creationOf(omni, cluster, signal),
          evidence: ({ signal }, before) => state.deletionEvidence(omni, inputs, before, signal),
        },
      },
      whenFailed: [`\`omnictl get clusters ${cluster}\` shows whether Omni has begun to delete it.`],
    },
    {
      id: 'gone',
      title: 'Wait until nothing remains',
      drill,
      verify: { pauses: [10 * second], limit: 10 * minute, test: isGone },
      whenFailed: [
        `\`omnictl get clustermachinestatuses -l omni.sidero.dev/cluster=${cluster}\` lists the machines that are left.`,
        `A machine that does not go is dropped with \`${omnictl(systems, ['cluster', 'machine', 'delete', '<uuid>'])}\`.`,
      ],
    },
    {
      id: 'confirm-gone',
      title: 'Confirm that it may be made again',
      drill,
      gate: {
        kind: 'confirm',
        question: `Nothing of \`${cluster}\` is left in Omni. Make it again from \`${template}\`?`,
        lines: ['Proxmox should show no virtual machine of the old cluster either.'],
      },
      whenFailed: [],
    },
  ];
}

function sync(inputs: DisasterRecoveryInputs, systems: Systems): Phase {
  const { omni } = systems;
  const { template, drill, digest } = inputs;
  return {
    id: 'sync',
    title: drill ? 'Compare the template' : 'Sync the template',
    // What is waited for and what is made must be the same.
    async precondition() {
      const now = await readTemplate(template);
      if (!now.ok || now.value.digest === digest) return now.ok ? ok(undefined) : now;
      return failed('conflict', `\`${template}\` has changed since the run began.`, {
        next: 'Undo the change and resume, or abort the run and start it anew: a cluster that is gone is not deleted again.',
      });
    },
    action: {
      // A drill only looks.
      commands: drill ? [] : [omnictl(systems, ['cluster', 'template', 'sync', '-f', template])],
      limit: 5 * minute,
      run: (context) =>
        drill
          ? compare(omni, template, context)
          : syncTemplate(omni, template, { signal: context.signal, onLine: context.progress }),
    },
    verify: {
      pauses: [2 * second, 5 * second],
      limit: 2 * minute,
      test: ({ signal }) => state.isDeclared(omni, inputs, signal),
    },
    whenFailed: [`\`omnictl cluster template diff --file ${basename(template)}\` shows what Omni does not have yet.`],
  };
}

/** Says whether the template and Omni are the same; changes nothing. */
async function compare(omni: OmniSystem, template: string, { signal, note }: PhaseContext): Promise<Result<void>> {
  const difference = await diffTemplate(omni, template, signal);
  if (!difference.ok) return difference;
  const { live, local } = difference.value;
  note(live === local ? 'the template and Omni are the same' : 'the template differs from what Omni has');
  return ok(undefined);
}

/** From requests for machines to a Kubernetes API that answers. */
function machines(inputs: DisasterRecoveryInputs, { omni }: Systems): readonly Phase[] {
  const { cluster } = inputs;
  const wait = (
    id: string,
    title: string,
    test: typeof state.provisioned,
    limit: number,
    whenFailed: readonly string[],
  ): Phase => ({
    id,
    title,
    verify: {
      pauses: [5 * second, 10 * second, 10 * second, 30 * second],
      limit,
      test: ({ signal }) => test(omni, inputs, signal),
    },
    whenFailed,
  });
  return [
    wait('provisioning', 'Wait until the machines are made', state.provisioned, 20 * minute, [
      '`omni-scale provider logs` shows what the provider does; `omnictl get machinerequeststatuses -n infra-provider` what Omni asked for.',
    ]),
    wait('registering', 'Wait until the machines register', state.registered, 10 * minute, [
      'Look at the console of a virtual machine in Proxmox: it says whether it reaches Omni.',
    ]),
    wait('bootstrapping', 'Wait until Talos and etcd run', state.running, 20 * minute, [
      `\`omnictl get clustermachinestatuses -l omni.sidero.dev/cluster=${cluster}\` shows the stage of each machine, \`omnictl machine-logs <uuid>\` its log.`,
    ]),
    wait('api', 'Wait until the Kubernetes API answers', state.apiAnswers, 10 * minute, [
      `\`omnictl cluster status ${cluster} --wait 10s\` shows what is not ready.`,
    ]),
  ];
}

function mergeKubeconfig({ cluster, kubeconfig }: DisasterRecoveryInputs, systems: Systems): Phase {
  const { omni } = systems;
  const args = ['kubeconfig', ...(kubeconfig ? [kubeconfig] : []), '--cluster', cluster, '--merge', '--force'];
  return {
    id: 'kubeconfig',
    title: 'Merge the kubeconfig',
    action: {
      commands: [omnictl(systems, args)],
      limit: minute,
      async run({ signal, remaining }) {
        const called = await omni.call(args, { deadline: remaining, signal });
        return called.ok ? ok(undefined) : called;
      },
    },
    verify: {
      pauses: [2 * second, 5 * second, 10 * second],
      limit: 3 * minute,
      test: ({ signal }) => isThisCluster(cluster, systems, signal),
    },
    whenFailed: ['`omniScale.kubernetes.context` (`--kube-context`) names the context that is used.'],
  };
}

function nodes(inputs: DisasterRecoveryInputs, { omni }: Systems): Phase {
  return {
    id: 'nodes',
    title: 'Wait until the nodes are ready',
    verify: {
      pauses: [10 * second, 10 * second, 30 * second],
      limit: 10 * minute,
      async test({ signal }) {
        const check = await state.nodesReady(omni, inputs, signal);
        if (!check.ok || check.value.state !== 'not-yet' || !inputs.withoutCni || inputs.gitOps) return check;
        return ok(notYet(`${check.value.text}; the template turns the CNI off, so install one now`));
      },
    },
    whenFailed: [
      '`kubectl get nodes -o wide` and `kubectl describe node <name>` say what a node waits for; without a CNI it is the network.',
    ],
  };
}

function cleanUp({ serviceAccounts: accounts }: DisasterRecoveryInputs, systems: Systems): Phase {
  return {
    id: 'clean-up',
    title: 'Clean up outside the cluster',
    drill: 'Nothing was deleted, so there is nothing to clean up.',
    gate: {
      kind: 'confirm',
      question: 'Is everything outside the cluster cleaned up?',
      lines: [
        'Remove the old cluster’s devices in Tailscale: while one is there, the new one gets its name with `-1`.',
        'Remove service accounts of the old cluster that are no longer used (`omnictl serviceaccount list`).',
        ...accounts.map((name) => `\`${omnictl(systems, ['serviceaccount', 'destroy', name])}\``),
      ],
    },
    whenFailed: [],
  };
}

function serviceAccounts({ serviceAccounts: names }: DisasterRecoveryInputs, systems: Systems): Phase {
  const { omni } = systems;
  const create = (name: string) =>
    omnictl(systems, ['serviceaccount', 'create', name, '--use-user-role=false', '--role', '<role>']);
  const listed: Verification = {
    pauses: [2 * second, 5 * second],
    limit: minute,
    async test({ signal }) {
      const called = await omni.call(['serviceaccount', 'list'], { deadline: 20 * second, signal });
      if (!called.ok) return called;
      const rows = called.value.stdout.split('\n').map((row) => row.trim().split(/\s+/)[0]);
      const missing = names.filter((name) => !rows.includes(name));
      return ok(missing.length === 0 ? yes() : notYet(`Omni does not have ${missing.join(', ')}`));
    },
  };
  return {
    id: 'service-accounts',
    title: 'Make the service accounts again',
    drill: 'No service account was removed.',
    gate: {
      kind: 'confirm',
      question: 'Are the service accounts made again, and their keys where they are used?',
      // A person does it: the key is printed once, and goes to where it is used and nowhere else.
      lines: [
        'Without `--use-user-role=false` the role is ignored.',
        ...(names.length > 0 ? names : ['<name>']).map((name) => `\`${create(name)}\``),
      ],
    },
    ...(names.length > 0 ? { verify: listed } : {}),
    whenFailed: ['`omnictl serviceaccount list` shows those that Omni has.'],
  };
}
