// The kubeconfig, read by Kubernetes' own client library: contexts, certificates, exec and OIDC plugins. The library is
// loaded only when somebody asks for a cluster.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { failed, ok, type Result } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';

export type KubernetesSettings = LiveSettings['kubernetes'];

export interface KubernetesContext {
  readonly name: string;
  readonly cluster: string;
  readonly current: boolean;
}

/** Reads the kubeconfig and chooses the context. Contacts nothing. Fault: `not-set-up`. */
export async function loadKubeconfig(settings: KubernetesSettings): Promise<Result<KubeConfig>> {
  const files = kubeconfigFiles(settings);
  if (files.length === 0)
    return failed('not-set-up', 'There is no kubeconfig.', {
      next: 'Set `omniScale.kubernetes.kubeconfig`, or get one with `omnictl kubeconfig -c <cluster>`.',
    });
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const config = new Config();
  try {
    const [first = '', ...others] = files;
    config.loadFromFile(first);
    for (const file of others) {
      const more = new Config();
      more.loadFromFile(file);
      config.mergeConfig(more, true);
    }
  } catch (error) {
    return failed('not-set-up', `The kubeconfig \`${files.join(delimiter)}\` cannot be read.`, {
      details: error instanceof Error ? error.message : String(error),
    });
  }
  const name = settings.context ?? config.currentContext;
  if (!config.getContextObject(name)) return noContext(name, config);
  config.setCurrentContext(name);
  if (!config.getCurrentCluster())
    return failed('not-set-up', `The kubeconfig has no cluster for the context \`${name}\`.`);
  return ok(config);
}

/** The contexts of the kubeconfig, without any connection. */
export async function contexts(settings: KubernetesSettings): Promise<Result<readonly KubernetesContext[]>> {
  const config = await loadKubeconfig(withoutContext(settings));
  if (!config.ok) return config;
  const { currentContext } = config.value;
  return ok(config.value.contexts.map(({ name, cluster }) => ({ name, cluster, current: name === currentContext })));
}

/** The files that kubectl would read too, those that exist. */
function kubeconfigFiles({ kubeconfig }: KubernetesSettings): readonly string[] {
  const home = join(homedir(), '.kube', 'config');
  const named = kubeconfig ?? process.env.KUBECONFIG;
  const files = named ? named.split(delimiter).filter((file) => file !== '') : [home];
  return files.map((file) => (file.startsWith('~/') ? join(homedir(), file.slice(2)) : file)).filter(existsSync);
}

function noContext(name: string | undefined, { contexts: all }: KubeConfig): Result<never> {
  const known = all.map((context) => `\`${context.name}\``).join(', ');
  return failed(
    'not-set-up',
    name ? `The kubeconfig has no context \`${name}\`.` : 'The kubeconfig has no current context.',
    {
      next: known ? `Choose one of ${known}.` : 'Get one with `omnictl kubeconfig -c <cluster>`.',
    },
  );
}

function withoutContext({ context: _, ...rest }: KubernetesSettings): KubernetesSettings {
  return rest;
}
