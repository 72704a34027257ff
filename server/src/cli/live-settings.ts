// From flags and environment variables to the settings of the live systems; the same for every command that contacts them.
// A flag wins over its variable. Paths are relative to where the command runs.
import { resolve } from 'node:path';
import { defaultStaleAfter, type LiveSettings } from '../live/settings.ts';
import type { Terminal } from './command.ts';

/** How to reach Omni. */
export const omniOptions = {
  omnictl: { type: 'string' },
  omniconfig: { type: 'string' },
  context: { type: 'string' },
} as const;

export const omniHelp: readonly string[] = [
  '  --omnictl PATH       the program (default: `omnictl` on PATH; OMNI_SCALE_OMNICTL)',
  '  --omniconfig FILE    its configuration (default: as omnictl finds it; OMNICONFIG)',
  '  --context NAME       a context of it other than the current one (OMNI_SCALE_OMNI_CONTEXT)',
];

/** How to reach the provider's host and its container. */
export const providerOptions = {
  host: { type: 'string' },
  'jump-host': { type: 'string' },
  lxc: { type: 'string' },
  service: { type: 'string' },
  container: { type: 'string' },
  'identity-file': { type: 'string' },
} as const;

export const providerHelp: readonly string[] = [
  '  --host USER@HOST     the provider’s host (OMNI_SCALE_PROVIDER_HOST); a name of ~/.ssh/config will do',
  '  --jump-host HOST     host to go through (OMNI_SCALE_PROVIDER_JUMP_HOST)',
  '  --lxc ID             LXC that runs the containers, on a Proxmox node (OMNI_SCALE_PROVIDER_LXC)',
  '  --service NAME       Compose service of the container (OMNI_SCALE_PROVIDER_SERVICE)',
  '  --container NAME     name of the container (OMNI_SCALE_PROVIDER_CONTAINER)',
  '  --identity-file FILE key to sign in with (OMNI_SCALE_PROVIDER_IDENTITY_FILE)',
];

export const liveOptions = {
  ...omniOptions,
  kubeconfig: { type: 'string' },
  'kube-context': { type: 'string' },
  'argocd-namespace': { type: 'string' },
  helm: { type: 'string' },
  ...providerOptions,
} as const;

export const liveHelp: readonly string[] = [
  ...omniHelp,
  '  --kubeconfig FILE    configuration of kubectl (default: KUBECONFIG, then ~/.kube/config)',
  '  --kube-context NAME  a context of it other than the current one (OMNI_SCALE_KUBE_CONTEXT)',
  '  --argocd-namespace NAME',
  '                       where Argo CD is (default: argocd; OMNI_SCALE_ARGOCD_NAMESPACE)',
  '  --helm PATH          the program (default: `helm` on PATH; OMNI_SCALE_HELM)',
  ...providerHelp,
];

/** The values that `parseArgs` gives for `liveOptions`, or for those of them that a command takes. */
export type LiveFlags = { readonly [name in keyof typeof liveOptions]?: string | undefined };

type Variables = Readonly<Record<string, string | undefined>>;

export function liveSettings(
  flags: LiveFlags,
  { cwd }: Pick<Terminal, 'cwd'>,
  variables: Variables = process.env,
): LiveSettings {
  /** An empty variable is one that is not set. */
  const told = (flag: keyof LiveFlags, variable?: string): string | undefined =>
    flags[flag] ?? ((variable && variables[variable]) || undefined);
  const path = (text: string | undefined): string | undefined => (text === undefined ? undefined : resolve(cwd, text));
  const program = (text: string | undefined): string | undefined => (text?.includes('/') ? resolve(cwd, text) : text);
  return {
    omni: present({
      omnictlPath: program(told('omnictl', 'OMNI_SCALE_OMNICTL')),
      omniconfig: path(told('omniconfig')),
      context: told('context', 'OMNI_SCALE_OMNI_CONTEXT'),
    }),
    kubernetes: present({
      kubeconfig: path(told('kubeconfig')),
      context: told('kube-context', 'OMNI_SCALE_KUBE_CONTEXT'),
      argocdNamespace: told('argocd-namespace', 'OMNI_SCALE_ARGOCD_NAMESPACE'),
    }),
    provider: present({
      host: told('host', 'OMNI_SCALE_PROVIDER_HOST'),
      jumpHost: told('jump-host', 'OMNI_SCALE_PROVIDER_JUMP_HOST'),
      lxc: told('lxc', 'OMNI_SCALE_PROVIDER_LXC'),
      service: told('service', 'OMNI_SCALE_PROVIDER_SERVICE'),
      container: told('container', 'OMNI_SCALE_PROVIDER_CONTAINER'),
      identityFile: identityFile(told('identity-file', 'OMNI_SCALE_PROVIDER_IDENTITY_FILE'), cwd),
    }),
    ...present({ helmPath: program(told('helm', 'OMNI_SCALE_HELM')) }),
    staleAfter: defaultStaleAfter,
  };
}

/** `~` is left for the connection, which knows whose home it is. */
function identityFile(file: string | undefined, cwd: string): string | undefined {
  return file === undefined || file.startsWith('~') ? file : resolve(cwd, file);
}

type Present<T> = { readonly [name in keyof T]?: Exclude<T[name], undefined> };

/** The same without what is undefined. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
