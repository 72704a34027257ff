// The live systems as runbooks need them, and nothing more of them.
import type { Result } from '../fault.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Omnictl } from '../omni/omnictl.ts';
import type { Invocation, Output } from '../process.ts';
import type { ContainerStatus } from '../status/facts.ts';

export type OmniSystem = Omnictl;

export interface ProviderSystem {
  /** For people: `root@rack-a, container 200`. */
  readonly name: string;
  status(signal: AbortSignal): Promise<Result<ContainerStatus>>;
  restart(signal: AbortSignal): Promise<Result<ContainerStatus>>;
}

/** A cluster, for questions and changes that are made once. */
export type KubernetesSystem = Pick<Cluster, 'name' | 'get' | 'list' | 'create' | 'apply' | 'mergePatch'>;

export interface HelmSystem {
  readonly program: string;
  /** Arguments that name the cluster that `kubernetes` gave, or will give: `--kubeconfig`, `--kube-context`. */
  readonly target: readonly string[];
  run(invocation: Invocation): Promise<Result<Output>>;
}

export interface Systems {
  readonly omni: OmniSystem;
  /** Absent where no host of the provider is set up. */
  readonly provider?: ProviderSystem;
  /** What tells `omni-scale provider` the same container. */
  readonly providerFlags: readonly string[];
  /**
   * The cluster that the runbook is about; `fresh` reads the kubeconfig anew, which a runbook changes on its way. Fault:
   * `conflict` when the context leads to another cluster.
   */
  kubernetes(fresh?: boolean): Promise<Result<KubernetesSystem>>;
  readonly helm: HelmSystem;
  /** What our own rules report as errors in a template, with everything beside it; messages for people. */
  templateProblems(path: string): Promise<readonly string[]>;
  /** A secret of this name from the environment, or typed by a person; undefined when there is none to be had. */
  secret(name: string, signal: AbortSignal): Promise<string | undefined>;
}
