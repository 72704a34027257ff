// Which secret stores there are, and who may use them.
import type { LiveStores } from './live.ts';
import type { WorkspaceView } from './view.ts';

export interface StoreView {
  readonly cluster: ReadonlyMap<
    string,
    { readonly names: readonly string[]; readonly patterns: readonly string[] } | undefined
  >;
  /** Namespaces in which a SecretStore of the name exists; undefined for one whose namespace is not written. */
  readonly local: ReadonlyMap<string, readonly (string | undefined)[]>;
}

/** Stores by name. A store in any folder counts: another repository may bring it into the same cluster. */
export function storesOf(view: WorkspaceView): StoreView {
  return view.derive({
    name: 'secret-stores',
    compute(tracked): StoreView {
      const cluster = new Map<
        string,
        { readonly names: readonly string[]; readonly patterns: readonly string[] } | undefined
      >();
      const local = new Map<string, (string | undefined)[]>();
      for (const { fact } of tracked.facts('secret-store')) {
        // Two of a name, for two clusters: what the wider one admits is admitted.
        if (fact.data.cluster) cluster.set(fact.name, cluster.has(fact.name) ? undefined : fact.data.admits);
        else local.set(fact.name, [...(local.get(fact.name) ?? []), fact.data.namespace]);
      }
      return { cluster, local };
    },
  });
}

/** True when the cluster has a store of the name, of either kind and in any namespace. */
export function isLiveStore({ cluster, local }: LiveStores, name: string): boolean {
  return cluster.includes(name) || local.some((store) => store.name === name);
}

/** True when a ClusterSecretStore with these conditions serves the namespace; also where that cannot be told. */
export function admits(
  conditions: { readonly names: readonly string[]; readonly patterns: readonly string[] } | undefined,
  namespace: string,
): boolean {
  if (!conditions || conditions.names.includes(namespace)) return true;
  return conditions.patterns.some((pattern) => {
    // A repetition inside a repetition could take for ever, and Go's syntax is not quite ours: then it may match.
    if (/[+*}]\)?[+*{]|\(\?/.test(pattern) || pattern.length > 200) return true;
    try {
      return new RegExp(pattern).test(namespace);
    } catch {
      return true;
    }
  });
}
