// The ProxyClasses and ProxyGroups that there are.
import type { ProxyKind } from '../kinds/tailscale-proxies.ts';
import type { FileIdentity } from './file.ts';
import { knownLive } from './live-cluster.ts';
import type { Derivation, WorkspaceView } from './view.ts';

/** Those that files define, by kind. */
export const definedProxies: Derivation<Readonly<Record<ProxyKind, readonly string[]>>> = {
  name: 'tailscale-proxies',
  compute(view) {
    const of = (kind: ProxyKind): readonly string[] =>
      view.facts('manifest').flatMap(({ fact }) => (fact.data.kind === kind ? [fact.name] : []));
    return { ProxyClass: of('ProxyClass'), ProxyGroup: of('ProxyGroup') };
  },
};

/** Those that the cluster has which the file belongs to; undefined where that is not known. */
export function liveProxies(view: WorkspaceView, file: FileIdentity, kind: ProxyKind): readonly string[] | undefined {
  return knownLive(view, file, kind === 'ProxyClass' ? 'proxyClasses' : 'proxyGroups');
}
