// Libraries that are loaded only when they are needed have bundles of their own, which hold what the sources take of them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

const top = join(import.meta.dirname, '..', '..');
const load = createRequire(import.meta.url);

/** Libraries that sources load lazily, and the names they take. */
function lazyImports(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const folder of ['server/src', 'client/src']) {
    for (const file of readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const text = readFileSync(join(top, folder, file), 'utf8');
      for (const [, list = '', library = ''] of text.matchAll(/\{([^{}]*)\} = await import\('([^.'][^']*)'\)/g)) {
        const names = found.get(library) ?? new Set();
        for (const name of list.split(',')) names.add(name.split(':')[0]?.trim() ?? '');
        found.set(library, names);
      }
    }
  }
  return found;
}

const bundleOf = (library: string) => join(top, 'dist', `${library.replace(/^@/, '').replaceAll('/', '-')}.js`);

test('each lazily loaded library is in its own bundle, with the names that are taken of it', () => {
  const libraries = [...lazyImports()].filter(([library]) => !library.startsWith('node:'));
  assert.deepEqual(libraries.map(([library]) => library).sort(), ['@kubernetes/client-node', 'ssh2']);
  for (const [library, names] of libraries) {
    const bundle = load(bundleOf(library)) as Readonly<Record<string, unknown>>;
    for (const name of names) assert.ok(name === 'default' || bundle[name] !== undefined, `${library}: ${name}`);
  }
});

test('what the lazily loaded libraries bring is not in the others', () => {
  for (const bundle of ['cli.js', 'client.js', 'server.js']) {
    const text = readFileSync(join(top, 'dist', bundle), 'utf8');
    for (const sign of ['node_modules/ssh2/', 'node_modules/@kubernetes/', 'node_modules/undici/'])
      assert.ok(!text.includes(sign), `${bundle} holds ${sign}`);
  }
});

test('the bundles need neither native parts nor a newer Node than the package does', () => {
  const kubernetes = readFileSync(bundleOf('@kubernetes/client-node'), 'utf8');
  assert.ok(!kubernetes.includes('createZstdDecompress'));
  const ssh = load(bundleOf('ssh2')) as { readonly utils: { parseKey(text: string): unknown } };
  assert.ok(ssh.utils.parseKey('no key') instanceof Error);
});
