// The live systems of a run, as a person has set them up. The cluster is compared with what Omni knows before anything is
// done to it, and helm is sent to the very context that was compared.
import { ok, type Result } from '../fault.ts';
import { type Cluster, connect, contexts } from '../kubernetes/cluster.ts';
import { Omnictl, type OmniEnvironment } from '../omni/omnictl.ts';
import { run } from '../process.ts';
import { ProviderContainer } from '../provider/container.ts';
import type { Person } from '../provider/person.ts';
import { SshHost } from '../provider/ssh-host.ts';
import type { LiveSettings } from '../settings.ts';
import { sameCluster } from './same-cluster.ts';
import type { Systems } from './systems.ts';

export interface LiveSystemsOptions {
  readonly settings: LiveSettings;
  readonly cluster: string;
  readonly person: Person;
  readonly signal: AbortSignal;
  /** Asks a person for a secret that the environment does not have. */
  readonly askSecret: (name: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Added to the environment of omnictl: a service account that is kept elsewhere. */
  readonly omniEnvironment?: OmniEnvironment;
  /** Absent where omnictl's own validation has to do. */
  readonly templateProblems?: Systems['templateProblems'];
}

export interface LiveSystems extends Systems {
  close(): void;
}

/** Contacts nothing until a phase needs it. */
export function liveSystems(options: LiveSystemsOptions): LiveSystems {
  const { settings, cluster, person, signal, askSecret, templateProblems = async () => [] } = options;
  const omni = new Omnictl(settings.omni, options.omniEnvironment);
  const host = settings.provider.host ? new SshHost(settings.provider, person) : undefined;
  const container = host && new ProviderContainer(host, settings.provider);
  let connected: Cluster | undefined;
  const reconnect = async (): Promise<Result<Cluster>> => {
    connected?.close();
    connected = undefined;
    const fresh = await connect(settings.kubernetes);
    if (!fresh.ok) return fresh;
    const same = await sameCluster(cluster, omni, fresh.value, signal);
    const wrong = same.ok ? (same.value.state === 'never' ? same.value.fault : undefined) : same.fault;
    // A cluster that Omni does not manage can not be compared; then the person's typed word has to do.
    if (wrong && wrong.kind !== 'not-set-up' && wrong.kind !== 'program-missing') {
      fresh.value.close();
      return { ok: false, fault: wrong };
    }
    connected = fresh.value;
    return ok(connected);
  };
  return {
    omni,
    ...(container ? { provider: container } : {}),
    providerFlags: flagsOf(settings.provider),
    kubernetes: async (fresh = false) => (connected && !fresh ? ok(connected) : reconnect()),
    helm: {
      program: settings.helmPath || 'helm',
      get target() {
        const { kubeconfig, context: set } = settings.kubernetes;
        // A recovery brings the context with it; until then no command may be taken for one of the current context.
        const context = connected?.name.replace(/^context /, '') ?? set ?? `<the context of ${cluster}>`;
        return [...(kubeconfig ? ['--kubeconfig', kubeconfig] : []), '--kube-context', context];
      },
      run,
    },
    templateProblems,
    secret: async (name, until) => process.env[name] || askSecret(name, until),
    close() {
      connected?.close();
      host?.close();
    },
  };
}

function flagsOf(settings: LiveSettings['provider']): readonly string[] {
  const { host, jumpHost, lxc, service, container, identityFile } = settings;
  const flags = {
    ...{ host, lxc, service, container },
    ...{ 'jump-host': jumpHost, 'identity-file': identityFile },
  };
  return Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : []));
}

/**
 * The settings with what they leave open now made fixed, so that a run that is resumed works on the same systems.
 * @param withKubernetes false where the run itself brings the context
 */
export async function fixedSettings(settings: LiveSettings, withKubernetes: boolean): Promise<LiveSettings> {
  const omni = await currentOmniContext(settings.omni);
  const all = withKubernetes ? await contexts(settings.kubernetes) : undefined;
  const current = all?.ok ? all.value.find((context) => context.current)?.name : undefined;
  return {
    ...settings,
    omni: { ...settings.omni, ...(omni === undefined ? {} : { context: omni }) },
    kubernetes: { ...(current === undefined ? {} : { context: current }), ...settings.kubernetes },
  };
}

/** Nothing where a service account of the environment says which Omni it is. */
async function currentOmniContext(settings: LiveSettings['omni']): Promise<string | undefined> {
  if (settings.context !== undefined) return settings.context;
  const omnictl = new Omnictl(settings);
  const access = await omnictl.access();
  if (!access.ok || access.value.serviceAccount) return undefined;
  const config = await omnictl.contexts();
  return config.ok ? config.value.current : undefined;
}
