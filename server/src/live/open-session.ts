// Opens a session on the real systems: which sources there are follows from the settings.
import { KubernetesSource } from './kubernetes/source.ts';
import { OmniLists } from './omni/lists.ts';
import { Omnictl, type OmniEnvironment } from './omni/omnictl.ts';
import { OmniSource } from './omni/source.ts';
import type { ProviderHost } from './provider/host.ts';
import { nobody, type Person } from './provider/person.ts';
import { ProviderSource } from './provider/source.ts';
import { SshHost } from './provider/ssh-host.ts';
import { ProxmoxSource } from './proxmox/source.ts';
import { LiveSession } from './session.ts';
import type { LiveSettings } from './settings.ts';

/** A session, with the programs and connections that its sources use, so that commands use the same. */
export interface LiveSystems {
  readonly session: LiveSession;
  /** One sign-in and one queue for all calls. */
  readonly omnictl: Omnictl;
  /** Absent where no host is set up. */
  readonly host?: ProviderHost;
  /** Ends the session and the connection to the host. */
  close(): void;
}

export interface OpenOptions {
  /** Who answers questions of SSH (a passphrase, an unknown host key); nobody when absent. */
  readonly person?: Person;
  /** For omnictl. */
  readonly environment?: OmniEnvironment;
  /** For one report: Omni's lists are asked for once, and nothing is watched there. */
  readonly isOnce?: boolean;
}

/** Starts nothing: sources start when something is watched. */
export function openSession(settings: LiveSettings, options: OpenOptions = {}): LiveSystems {
  const { person = nobody, environment, isOnce = false } = options;
  const omnictl = new Omnictl(settings.omni, environment);
  const host = settings.provider.host ? new SshHost(settings.provider, person) : undefined;
  const session = new LiveSession(
    {
      omni: (onFacts) =>
        isOnce ? new OmniLists(omnictl, onFacts) : new OmniSource(settings.omni, onFacts, {}, omnictl),
      kubernetes: (onFacts) => new KubernetesSource(settings.kubernetes, onFacts),
      ...(host
        ? {
            provider: (onFacts) => new ProviderSource(host, settings.provider, onFacts),
            proxmox: (onFacts) => new ProxmoxSource(host, onFacts),
          }
        : {}),
    },
    settings,
  );
  const close = (): void => {
    session.close();
    host?.close();
  };
  return { session, omnictl, ...(host ? { host } : {}), close };
}
