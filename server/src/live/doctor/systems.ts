// Checks of the ways to the cluster and to the provider's host.
import type { Result } from '../fault.ts';
import type { ProviderHost } from '../provider/host.ts';
import { type CheckPlan, type Outcome, ofFault, passed, skipped } from './check.ts';

const deadline = 20_000;

/** Asks the cluster that the settings lead to; gives what to tell of it: `context prod-01, Kubernetes v1.36.2`. */
export type AskCluster = (signal: AbortSignal) => Promise<Result<string>>;

export function clusterCheck(ask: AskCluster): CheckPlan {
  return {
    id: 'kubernetes',
    name: 'Kubernetes cluster',
    deadline,
    run: async (signal) => outcomeOf(await ask(signal)),
  };
}

function outcomeOf(answer: Result<string>): Outcome {
  return answer.ok ? passed(answer.value) : ofFault(answer.fault);
}

/** @param host absent where none is set up */
export function hostCheck(host: ProviderHost | undefined): CheckPlan {
  return { id: 'provider-host', name: 'Provider’s host', deadline, run: (signal) => reach(host, signal) };
}

async function reach(host: ProviderHost | undefined, signal: AbortSignal): Promise<Outcome> {
  if (!host)
    return skipped(
      'Not set up. Logs and restarts of the provider need it.',
      'Name the host with the setting `provider.host` (`user@host`).',
    );
  const answer = await host.run('containers', ['docker', '--version'], { deadline, signal });
  if (!answer.ok) return ofFault(answer.fault);
  const { code, stdout } = answer.value;
  if (code === 0) return passed(`${host.name} answers. ${stdout.trim()}.`);
  return {
    verdict: 'problem',
    found: `${host.name} answers, and \`docker\` does not run there.`,
    repair: 'Name the container that runs docker with the setting `provider.lxc`, or let this user run docker.',
  };
}
