// Checks of the ways to the cluster and to the provider's host.
import { connect } from '../kubernetes/cluster.ts';
import type { ProviderHost } from '../provider/host.ts';
import type { LiveSettings } from '../settings.ts';
import { type CheckPlan, type Outcome, ofFault, passed, type Repairs, skipped } from './check.ts';

// Longer than the questions in them take at most, whose faults say more.
const deadline = 25_000;
const answerDeadline = 20_000;

const clusterRepairs: Repairs = {
  'program-missing': 'Install it: the kubeconfig’s user names it under `exec`, to sign in.',
  timeout: 'Run `kubectl get nodes` in a terminal and see what it waits for.',
  unreachable: 'Check the network and the VPN, and that the address in the kubeconfig is the cluster’s.',
  forbidden: 'Ask an administrator of the cluster for a role that may read it.',
  failed: 'Run `kubectl get --raw "/readyz?verbose"` to see which part of the API server is not well.',
};

export function clusterCheck(settings: LiveSettings['kubernetes']): CheckPlan {
  return {
    ...{ id: 'kubernetes', name: 'Kubernetes cluster', deadline, repairs: clusterRepairs },
    run: (signal) => askCluster(settings, signal),
  };
}

async function askCluster(settings: LiveSettings['kubernetes'], signal: AbortSignal): Promise<Outcome> {
  const cluster = await connect(settings);
  if (!cluster.ok) return ofFault(cluster.fault, clusterRepairs);
  const version = await cluster.value.version(signal);
  cluster.value.close();
  return version.ok
    ? passed(`${cluster.value.name}, Kubernetes ${version.value}`)
    : ofFault(version.fault, clusterRepairs);
}

/** @param host absent where none is set up */
export function hostCheck(host: ProviderHost | undefined): CheckPlan {
  return {
    ...{ id: 'provider-host', name: 'Provider’s host', deadline, repairs: hostRepairs },
    run: (signal) => reach(host, signal),
  };
}

const hostRepairs: Repairs = {
  timeout: 'Connect with `ssh` in a terminal and see what it waits for.',
  unreachable: 'Check the host’s name and port, the VPN, and that sshd runs there.',
  failed: 'Connect with `ssh` in a terminal and see what it says.',
};

async function reach(host: ProviderHost | undefined, signal: AbortSignal): Promise<Outcome> {
  if (!host)
    return skipped(
      'Not set up. Logs and restarts of the provider need it.',
      'Name the host, as `user@host`: `omniScale.provider.host` (`--host`).',
    );
  const answer = await host.run('containers', ['docker', '--version'], { deadline: answerDeadline, signal });
  if (!answer.ok) return ofFault(answer.fault, hostRepairs);
  const { code, stdout } = answer.value;
  if (code === 0) return passed(`${host.name} answers. ${stdout.trim()}.`);
  return {
    verdict: 'problem',
    found: `${host.name} answers, and \`docker\` does not run there.`,
    repair: 'Name the LXC that runs docker, `omniScale.provider.lxc` (`--lxc`), or let this user run docker.',
  };
}
