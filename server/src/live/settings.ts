// What a person sets up to reach live systems. The editor fills it from its settings, the command line from
// environment variables and flags; nothing in it is a secret.

export interface LiveSettings {
  readonly omni: {
    /** Default `omnictl`, found on PATH. */
    readonly omnictlPath?: string;
    readonly omniconfig?: string;
    readonly context?: string;
  };
  readonly kubernetes: {
    /** Default: KUBECONFIG, then the user's own file. */
    readonly kubeconfig?: string;
    readonly context?: string;
    /** Default `argocd`. */
    readonly argocdNamespace?: string;
  };
  readonly provider: {
    /** `user@host[:port]` or an alias of ~/.ssh/config; without it the provider is not set up. */
    readonly host?: string;
    readonly jumpHost?: string;
    /** Id of the LXC that runs the containers. */
    readonly lxc?: string;
    /** Compose service of the provider's container; default `omni-infra-provider-proxmox`. */
    readonly service?: string;
    /** Name of the container, where it is not found by its service. */
    readonly container?: string;
    readonly identityFile?: string;
  };
  readonly helmPath?: string;
  /** Milliseconds after which a fact counts as stale; default 35,000. */
  readonly staleAfter: number;
}

export const defaultStaleAfter = 35_000;
