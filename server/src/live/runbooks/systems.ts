// The live systems as runbooks need them, and nothing more of them.
import type { Result } from '../fault.ts';
import type { Omnictl } from '../omni/omnictl.ts';
import type { Invocation, Output } from '../process.ts';
import type { ContainerStatus, LiveObject } from '../status/facts.ts';

export type OmniSystem = Omnictl;

export interface ProviderSystem {
  /** For people: `root@rack-a, container 200`. */
  readonly name: string;
  status(signal: AbortSignal): Promise<Result<ContainerStatus>>;
  restart(signal: AbortSignal): Promise<Result<ContainerStatus>>;
}

export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** An object to be sent. */
export interface ObjectDraft {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: LiveObject['metadata'];
  readonly [field: string]: unknown;
}

export interface KubernetesSystem {
  /** For people: `context prod-01`. */
  readonly name: string;
  /** Undefined when there is no such object, or no such kind. */
  get(reference: ObjectReference, signal: AbortSignal): Promise<Result<LiveObject | undefined>>;
  /** Empty where the cluster does not have the kind. */
  list(
    kind: Pick<ObjectReference, 'apiVersion' | 'kind' | 'namespace'>,
    signal: AbortSignal,
  ): Promise<Result<readonly LiveObject[]>>;
  create(object: ObjectDraft, signal: AbortSignal): Promise<Result<LiveObject>>;
  /** Server-side apply. */
  apply(object: ObjectDraft, signal: AbortSignal): Promise<Result<LiveObject>>;
  mergePatch(reference: ObjectReference, patch: unknown, signal: AbortSignal): Promise<Result<LiveObject>>;
  serves(apiVersion: string, kind: string, signal: AbortSignal): Promise<Result<boolean>>;
}

export interface HelmSystem {
  readonly program: string;
  /** Arguments that name the cluster: `--kubeconfig`, `--kube-context`. */
  readonly target: readonly string[];
  run(invocation: Invocation): Promise<Result<Output>>;
}

export interface Systems {
  readonly omni: OmniSystem;
  /** Absent where no host of the provider is set up. */
  readonly provider?: ProviderSystem;
  /** Connects anew at each call: a runbook changes the kubeconfig on its way. */
  kubernetes(): Promise<Result<KubernetesSystem>>;
  readonly helm: HelmSystem;
  /** A secret of this name from the environment, or typed by a person; undefined when there is none to be had. */
  secret(name: string, signal: AbortSignal): Promise<string | undefined>;
}
