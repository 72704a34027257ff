// Where Argo CD's own interface is, for a row that opens an Application in it.
import { failed, ok, type Result } from '../fault.ts';
import type { LiveObject } from '../status/facts.ts';
import type { ApplicationName } from './applications.ts';
import type { Cluster } from './cluster.ts';
import { isRecord } from './objects.ts';

/**
 * The address of an Application's page: from `url` in `argocd-cm`, else from the Ingress of the server, whose host Tailscale
 * writes into its status. Fault `not-found` when neither says it.
 */
export async function applicationAddress(
  cluster: Cluster,
  { namespace, name }: ApplicationName,
  argocdNamespace: string,
  signal?: AbortSignal,
): Promise<Result<string>> {
  const base =
    (await fromConfigMap(cluster, argocdNamespace, signal)) ?? (await fromIngress(cluster, argocdNamespace, signal));
  if (base === undefined)
    return failed('not-found', 'The address of Argo CD is not known.', {
      next: 'Set `url` in the ConfigMap `argocd-cm`.',
    });
  return ok(`${base.replace(/\/$/, '')}/applications/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`);
}

async function fromConfigMap(cluster: Cluster, namespace: string, signal?: AbortSignal): Promise<string | undefined> {
  const found = await cluster.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'argocd-cm' }, signal);
  const data = found.ok ? found.value : undefined;
  const url = data && 'data' in data && isRecord(data.data) ? data.data.url : undefined;
  return typeof url === 'string' && /^https?:\/\//.test(url) ? url : undefined;
}

async function fromIngress(cluster: Cluster, namespace: string, signal?: AbortSignal): Promise<string | undefined> {
  const found = await cluster.list({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace }, signal);
  const host = (found.ok ? found.value : [])
    .filter(leadsToArgocd)
    .map(hostOf)
    .find((each) => each !== undefined);
  return host && `https://${host}`;
}

function leadsToArgocd({ spec }: LiveObject): boolean {
  return /"name":"[^"]*argocd-server"/.test(JSON.stringify(spec ?? {}));
}

/** The first host of the load balancer's status. */
function hostOf({ status }: LiveObject): string | undefined {
  const balancer = isRecord(status?.loadBalancer) ? status.loadBalancer : {};
  const [first] = Array.isArray(balancer.ingress) ? balancer.ingress : [];
  return isRecord(first) && typeof first.hostname === 'string' ? first.hostname : undefined;
}
