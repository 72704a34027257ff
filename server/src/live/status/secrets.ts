// External Secrets: each store with the ExternalSecrets that read from it.
import type { KubernetesFacts, LiveObject } from './facts.ts';
import { changedAt, conditionsOf, createdAt, find, goodWhenTrue, isDeleted, nameOf } from './kubernetes.ts';
import { sentence } from './machines.ts';
import type { Condition, Level, Row, Target } from './model.ts';
import { fieldOf, listOf, textOf, timeOf } from './read.ts';
import { detail, moment, problemsFirst, type RowMemo, type Rows, row, worstOf } from './row.ts';

const meanings = { Ready: goodWhenTrue };

export function secretRows(objects: KubernetesFacts['objects'], memo: RowMemo): Rows {
  const { ExternalSecret: secrets, SecretStore: stores, ClusterSecretStore: clusterStores } = objects;
  const known = new Set([...keys('SecretStore', stores), ...keys('ClusterSecretStore', clusterStores)]);
  const complete = { SecretStore: stores !== undefined, ClusterSecretStore: clusterStores !== undefined };
  const byStore = new Map<string, Row[]>();
  const alone: Row[] = [];
  for (const secret of secrets?.values() ?? []) {
    const store = storeOf(secret);
    const missing = store !== undefined && complete[store.kind] && !known.has(store.key);
    const made = memo.row(secret, [missing], () => secretRow(secret, missing ? store : undefined));
    const siblings = store && byStore.get(store.key);
    if (siblings) siblings.push(made);
    else if (store && known.has(store.key)) byStore.set(store.key, [made]);
    else alone.push(made);
  }
  const rows = [
    ...storeRows('SecretStore', stores, byStore, memo),
    ...storeRows('ClusterSecretStore', clusterStores, byStore, memo),
    ...alone,
  ];
  return { rows: problemsFirst(rows), until: Number.POSITIVE_INFINITY };
}

type StoreKind = 'SecretStore' | 'ClusterSecretStore';

interface Store {
  readonly kind: StoreKind;
  readonly name: string;
  readonly key: string;
}

function keys(kind: StoreKind, stores: ReadonlyMap<string, LiveObject> | undefined): readonly string[] {
  return [...(stores?.keys() ?? [])].map((key) => `${kind}:${key}`);
}

/** The store that an ExternalSecret reads from; undefined where its entries name stores or generators of their own. */
function storeOf(secret: LiveObject): Store | undefined {
  const name = textOf(secret.spec, 'secretStoreRef', 'name');
  if (name === undefined) return undefined;
  const kind =
    textOf(secret.spec, 'secretStoreRef', 'kind') === 'ClusterSecretStore' ? 'ClusterSecretStore' : 'SecretStore';
  return {
    kind,
    name,
    key: kind === 'SecretStore' ? `${kind}:${secret.metadata.namespace ?? ''}/${name}` : `${kind}:${name}`,
  };
}

function storeRows(
  kind: StoreKind,
  stores: ReadonlyMap<string, LiveObject> | undefined,
  byStore: ReadonlyMap<string, readonly Row[]>,
  memo: RowMemo,
): readonly Row[] {
  return [...(stores ?? [])].map(([key, store]) => {
    const alone = memo.row(store, [], () => storeRow(kind, store));
    const children = byStore.get(`${kind}:${key}`);
    if (!children) return alone;
    const below = memo.problemsFirst(children);
    return memo.row(alone, [below], () => ({ ...alone, children: below, worst: worstOf(below, alone.level) }));
  });
}

function storeRow(kind: StoreKind, store: LiveObject): Row {
  const { namespace, name } = nameOf(store);
  const conditions = conditionsOf(store, meanings, 'status', 'conditions');
  const cluster = kind === 'ClusterSecretStore';
  const target: Target = cluster ? { kind: 'cluster-secret-store', name } : { kind: 'secret-store', namespace, name };
  const [provider] = Object.keys(Object(fieldOf(store.spec, 'provider')));
  const { state, level, message } = judge(store, conditions, 'The store can not be used');
  return row({
    target,
    name,
    ...{ state, level, message, conditions },
    extra: cluster ? provider : `${namespace}${provider ? ` · ${provider}` : ''}`,
    details: [
      detail('Kind', kind),
      detail('Provider', provider),
      detail('Capabilities', textOf(store.status, 'capabilities')),
      moment('Created', createdAt(store)),
    ],
    changedAt: changedAt(conditions),
  });
}

/** @param missing the store that it names and that the cluster does not have */
function secretRow(secret: LiveObject, missing: Store | undefined): Row {
  const { namespace, name } = nameOf(secret);
  const conditions = conditionsOf(secret, meanings, 'status', 'conditions');
  const judged = judge(secret, conditions, 'The secret can not be written');
  const lacks = missing && `\`${missing.kind}\` \`${missing.name}\` does not exist.`;
  const sources = listOf(secret.spec, 'data').length + listOf(secret.spec, 'dataFrom').length;
  return row({
    target: { kind: 'external-secret', namespace, name },
    name,
    state: judged.state,
    level: lacks && !isDeleted(secret) ? 'error' : judged.level,
    message: [lacks, judged.message].filter((part) => part).join(' '),
    extra: namespace,
    conditions,
    details: [
      detail('Secret', textOf(secret.status, 'binding', 'name') ?? textOf(secret.spec, 'target', 'name') ?? name),
      detail('Store', textOf(secret.spec, 'secretStoreRef', 'name')),
      detail('Entries', sources || undefined),
      detail('Refresh interval', textOf(secret.spec, 'refreshInterval')),
      moment('Refreshed', timeOf(secret.status, 'refreshTime')),
      moment('Created', createdAt(secret)),
    ],
    changedAt: changedAt(conditions),
  });
}

interface Verdict {
  readonly state: string;
  readonly level: Level;
  readonly message?: string;
}

/** The reason of `Ready` says more than its status: SecretSynced, SecretSyncedError, Valid, InvalidProviderConfig. */
function judge(object: LiveObject, conditions: readonly Condition[], trouble: string): Verdict {
  if (isDeleted(object)) return { state: 'Deleting', level: 'busy', message: 'It is being deleted.' };
  const ready = find(conditions, 'Ready');
  if (!ready) return { state: 'Pending', level: 'busy', message: 'The operator has not looked at it yet.' };
  const state = ready.reason ?? (ready.status === 'True' ? 'Ready' : 'NotReady');
  if (ready.level === 'healthy') return { state, level: 'healthy' };
  return { state, level: ready.level, message: sentence(trouble, ready.message) };
}
