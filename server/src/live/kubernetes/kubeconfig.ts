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

/**
 * Reads the kubeconfig and chooses the context. Contacts nothing. Faults: `not-set-up` (there is none, or it chooses no
 * context), `wrong-setting` (there is no such file or context), `unreadable`.
 */
export async function loadKubeconfig(settings: KubernetesSettings): Promise<Result<KubeConfig>> {
  const read = await readFiles(settings);
  if (!read.ok) return read;
  const config = read.value;
  const name = settings.context ?? config.currentContext;
  if (!config.getContextObject(name)) return noContext(name, config);
  config.setCurrentContext(name);
  if (!config.getCurrentCluster())
    return failed('unreadable', `The kubeconfig has no cluster for the context \`${name}\`.`, { next: getOne });
  const provider: unknown = config.getCurrentUser()?.authProvider?.name;
  // The library would run their programs through a shell, and stand still meanwhile.
  if (provider === 'gcp' || provider === 'azure')
    return failed(
      'wrong-setting',
      `The kubeconfig signs in by \`${provider}\`, which Kubernetes does not have any more.`,
      {
        next: getOne,
      },
    );
  return ok(config);
}

async function readFiles(settings: KubernetesSettings): Promise<Result<KubeConfig>> {
  const named = kubeconfigFiles(settings);
  const files = named.filter(existsSync);
  if (files.length === 0) return noFile(settings, named);
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
    return failed('unreadable', `The kubeconfig \`${files.join(delimiter)}\` can not be read.`, {
      next: getOne,
      details: error instanceof Error ? error.message : String(error),
    });
  }
  return ok(config);
}

/** The contexts of the kubeconfig, without any connection; it need not have chosen one. */
export async function contexts(settings: KubernetesSettings): Promise<Result<readonly KubernetesContext[]>> {
  const config = await readFiles(settings);
  if (!config.ok) return config;
  const { currentContext } = config.value;
  return ok(config.value.contexts.map(({ name, cluster }) => ({ name, cluster, current: name === currentContext })));
}

/** The files that kubectl would read too, as far as they exist. */
function kubeconfigFiles({ kubeconfig }: KubernetesSettings): readonly string[] {
  const home = join(homedir(), '.kube', 'config');
  const named = (kubeconfig ?? process.env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  return (named.length > 0 ? named : [home]).map((file) =>
    file.startsWith('~/') ? join(homedir(), file.slice(2)) : file,
  );
}

const getOne = 'Get one with `omnictl kubeconfig -c <cluster>`.';

function noFile({ kubeconfig }: KubernetesSettings, files: readonly string[]): Result<never> {
  const message = `There is no kubeconfig at ${files.map((file) => `\`${file}\``).join(' or ')}.`;
  // A file that KUBECONFIG names may still have to be made, by `omnictl kubeconfig`.
  return kubeconfig
    ? failed('wrong-setting', message, {
        next: 'Correct `omniScale.kubernetes.kubeconfig` (`--kubeconfig`), which names it.',
      })
    : failed('not-set-up', message, {
        next: `Name one: \`omniScale.kubernetes.kubeconfig\` (\`--kubeconfig\`). ${getOne}`,
      });
}

function noContext(name: string | undefined, { contexts: all }: KubeConfig): Result<never> {
  const known = all.map((context) => `\`${context.name}\``).join(', ');
  const next = known
    ? `Set \`omniScale.kubernetes.context\` (\`--kube-context\`) to one that it has: ${known}.`
    : getOne;
  return name
    ? failed('wrong-setting', `The kubeconfig has no context \`${name}\`.`, { next })
    : failed('not-set-up', 'The kubeconfig has no current context.', { next });
}
