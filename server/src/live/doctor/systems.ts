// Checks of the ways to the cluster and to the provider's host.
import { connect } from '../kubernetes/cluster.ts';
import type { ProviderHost } from '../provider/host.ts';
import type { LiveSettings } from '../settings.ts';
import { type CheckPlan, type Outcome, ofFault, passed, skipped } from './check.ts';

const deadline = 20_000;

export function clusterCheck(settings: LiveSettings['kubernetes']): CheckPlan {
  return { id: 'kubernetes', name: 'Kubernetes cluster', deadline, run: (signal) => askCluster(settings, signal) };
}

async function askCluster(settings: LiveSettings['kubernetes'], signal: AbortSignal): Promise<Outcome> {
  const cluster = await connect(settings);
  if (!cluster.ok) return ofFault(cluster.fault);
  const version = await cluster.value.version(signal);
  return version.ok ? passed(`${cluster.value.name}, Kubernetes ${version.value}`) : ofFault(version.fault);
}

/** @param host absent where none is set up */
export function hostCheck(host: ProviderHost | undefined): CheckPlan {
  return { id: 'provider-host', name: 'Provider’s host', deadline, run: (signal) => reach(host, signal) };
}

async function reach(host: ProviderHost | undefined, signal: AbortSignal): Promise<Outcome> {
  if (!host)
    return skipped(
      'Not set up. Logs and restarts of the provider need it.',
      'Name the host, as `user@host`: `omniScale.provider.host` (`--host`).',
    );
  const answer = await host.run('containers', ['docker', '--version'], { deadline, signal });
  if (!answer.ok) return ofFault(answer.fault);
  const { code, stdout } = answer.value;
  if (code === 0) return passed(`${host.name} answers. ${stdout.trim()}.`);
  return {
    verdict: 'problem',
    found: `${host.name} answers, and \`docker\` does not run there.`,
    repair: 'Name the LXC that runs docker, `omniScale.provider.lxc` (`--lxc`), or let this user run docker.',
  };
}
