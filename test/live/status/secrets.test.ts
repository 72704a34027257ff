// External Secrets: stores with what reads from them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveObject } from '../../../server/src/live/status/facts.ts';
import { condition, kubernetesFacts, lines, object, rowsOf } from './given.ts';

const valid = { conditions: [condition('Ready', 'True', 'store validated', 'Valid')] };
const synced = { conditions: [condition('Ready', 'True', 'secret synced', 'SecretSynced')] };

function secret(key: string, store: object, status: object = synced, more: object = {}): LiveObject {
  return object('ExternalSecret', key, { spec: { secretStoreRef: store }, status: { ...status }, ...more });
}

const vault = object('SecretStore', 'web/vault', { status: valid });
const infisical = object('ClusterSecretStore', 'infisical', { spec: { provider: { infisical: {} } }, status: valid });

function shown(
  secrets: readonly LiveObject[],
  stores: readonly LiveObject[] = [vault],
  clusterStores: readonly LiveObject[] = [infisical],
) {
  const facts = kubernetesFacts({ ExternalSecret: secrets, SecretStore: stores, ClusterSecretStore: clusterStores });
  return lines(rowsOf('secrets', { kubernetes: facts }));
}

test('secrets stand below the store that they read from', () => {
  const rows = shown([
    secret('web/token', { name: 'vault' }),
    secret('api/token', { name: 'infisical', kind: 'ClusterSecretStore' }),
    secret('api/generated', {}),
  ]);
  assert.deepEqual(rows, [
    'healthy generated: SecretSynced',
    'healthy infisical: Valid',
    '  healthy token: SecretSynced',
    'healthy vault: Valid',
    '  healthy token: SecretSynced',
  ]);
});

test('every reason is told', () => {
  const ill = (status: string, reason: string) => ({ conditions: [condition('Ready', status, 'not found', reason)] });
  const of = (status: object, more = {}) =>
    shown([secret('web/token', { name: 'vault' }, status, more)])
      .find((line) => line.includes('token'))
      ?.trim();
  assert.equal(
    of(ill('False', 'SecretSyncedError')),
    'error token: SecretSyncedError – The secret can not be written: not found.',
  );
  assert.equal(
    of(ill('False', 'SecretMissing')),
    'error token: SecretMissing – The secret can not be written: not found.',
  );
  assert.equal(of(ill('True', 'ResourceSynced')), 'healthy token: ResourceSynced');
  assert.equal(
    of(ill('Unknown', 'SecretSyncedError')),
    'unknown token: SecretSyncedError – The secret can not be written: not found.',
  );
  assert.equal(of({}), 'busy token: Pending – The operator has not looked at it yet.');
  assert.equal(of(synced, { deleted: true }), 'busy token: Deleting – It is being deleted.');
});

test('a store that can not be used comes first and is counted beside its secrets', () => {
  const bad = object('SecretStore', 'web/bad', {
    status: { conditions: [condition('Ready', 'False', 'access denied', 'InvalidProviderConfig')] },
  });
  assert.equal(
    shown([], [vault, bad])[0],
    'error bad: InvalidProviderConfig – The store can not be used: access denied.',
  );
});

test('a secret whose store does not exist says so', () => {
  assert.equal(
    shown([secret('web/token', { name: 'valut' })])[0],
    'error token: SecretSynced – `SecretStore` `valut` does not exist.',
  );
});

test('a store of the same name in another namespace is another store', () => {
  assert.match(shown([secret('api/token', { name: 'vault' })]).join('\n'), /does not exist/);
});

test('nothing is missing where the stores are not known', () => {
  const facts = kubernetesFacts({ ExternalSecret: [secret('web/token', { name: 'vault' })] });
  const { SecretStore: _, ...objects } = facts.objects;
  const watches = {
    ...facts.watches,
    SecretStore: { phase: 'waiting', fault: { kind: 'forbidden', message: 'no' } } as const,
  };
  assert.deepEqual(lines(rowsOf('secrets', { kubernetes: { ...facts, objects, watches } })), [
    'healthy token: SecretSynced',
  ]);
});
