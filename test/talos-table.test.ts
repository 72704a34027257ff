// The Talos table against what is known of Talos, without the schemas it was made from. Nothing here speaks of the newest
// release, so that adding one is a single command.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldAt } from '../server/src/core/schema/fields.ts';
import {
  mainKind,
  newestMinor,
  oldestMinor,
  pathsOfKey,
  type TalosField,
  type TalosTable,
  talosKind,
  talosKindNames,
} from '../server/src/core/schema/talos.ts';
import { docs, replacements } from '../server/src/core/schema/talos-notes.ts';

function table(kind: string): TalosTable {
  const found = talosKind(kind);
  assert.ok(found, `the table has no ${kind}`);
  return found.table;
}

/** A field of the main document with the versions that list it, as "type first-last". */
function field(path: string, kind = mainKind): string {
  const found = fieldAt(table(kind), path.split('.'));
  assert.ok(found && 'first' in found && 'last' in found, `the table has no ${path}`);
  return `${found.type} ${found.first}-${found.last}`;
}

/** A field that the newest release at hand may list too, as "type first". */
function since(path: string, kind = mainKind): string {
  return field(path, kind).replace(/-\d+$/, '');
}

test('the table covers Talos 1.9 to 1.14, and what came after', () => {
  assert.equal(oldestMinor, 9);
  assert.ok(newestMinor >= 14);
  assert.ok(talosKindNames().length >= 89);
});

test('fields say their type and the versions that list them', () => {
  assert.equal(field('machine.network.hostname'), 'string 9-11');
  assert.equal(field('machine.network.kubespan.enabled'), 'boolean 9-12');
  assert.equal(field('machine.disks'), 'list 9-9');
  assert.equal(field('machine.install.grubUseUKICmdline'), 'boolean 12-13');
  assert.equal(field('machine.features.kubePrism.port'), 'integer 9-13');
  assert.equal(field('machine.files.permissions'), 'integer 9-13');
  assert.equal(field('machine.registries.mirrors.docker_io.endpoints'), 'list 9-11');
  assert.equal(since('cluster.etcd.advertisedSubnets'), 'list 9');
  assert.equal(field('cluster.allowSchedulingOnMasters'), 'boolean 0-0');
});

test('words and formats', () => {
  assert.deepEqual(fieldAt(table(mainKind), ['cluster', 'network', 'cni', 'name'])?.enum, [
    'flannel',
    'custom',
    'none',
  ]);
  assert.deepEqual(fieldAt(table('HostnameConfig'), ['auto'])?.enum, ['stable', 'off']);
  const timeout: TalosField | undefined = table(mainKind).machine?.fields?.time?.fields?.bootTimeout;
  assert.equal(timeout?.format, 'duration');
});

test('kinds say since when they exist', () => {
  const first = (kind: string): number | undefined => talosKind(kind)?.first;
  assert.deepEqual(
    ['VolumeConfig', 'UserVolumeConfig', 'ZswapConfig', 'HostnameConfig', 'KubeSpanConfig', 'KubeNodeConfig'].map(
      first,
    ),
    [9, 10, 11, 12, 13, 14],
  );
  assert.equal(first('ImageVerificationConfig'), 13);
  assert.equal(first('Deployment'), undefined);
  assert.equal(since('mount.secure', 'UserVolumeConfig'), 'boolean 13');
});

test('the kinds that the schemas misname have the names of the loader', () => {
  assert.ok(talosKind('KubeSpanEndpointsConfig') && talosKind('UnattendedInstallConfig'));
  assert.equal(talosKind('KubeSpanEndpoints') ?? talosKind('UnattendedInstall'), undefined);
});

test('where a schema is wrong, the loader counts', () => {
  assert.equal(since('machine.acceptedCAs'), 'list 9');
  assert.equal(since('machine.acceptedCAs.crt'), 'string 9');
  assert.equal(since('clientIdentity.cert', 'RegistryTLSConfig'), 'string 12');
  assert.equal(fieldAt(table('RegistryTLSConfig'), ['clientIdentity', 'crt']), undefined);
});

test('every note names a field of the table, and every replacement a deprecated one', () => {
  const all = fieldsByName();
  for (const [name, { last }] of all) if (name in replacements) assert.ok(last < newestMinor, name);
  for (const name of [...Object.keys(replacements), ...Object.keys(docs)]) assert.ok(all.has(name), name);
  assert.ok(all.size > 700);
});

/** Every field of every kind, by the name it has in the notes. */
function fieldsByName(): ReadonlyMap<string, TalosField> {
  const found = new Map<string, TalosField>();
  const visit = (fields: TalosTable): void => {
    for (const one of Object.values(fields)) {
      found.set(one.name, one);
      let inner: TalosField | undefined = one;
      while (inner?.items) inner = inner.items;
      if (inner?.fields) visit(inner.fields);
    }
  };
  for (const kind of [mainKind, ...talosKindNames()]) visit(table(kind));
  return found;
}

test('a key is found wherever it may stand', () => {
  assert.deepEqual(pathsOfKey(table(mainKind), 'extraMounts'), ['machine.kubelet.extraMounts']);
  assert.ok(pathsOfKey(table(mainKind), 'certSANs').length === 2);
});
