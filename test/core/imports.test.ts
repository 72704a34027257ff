// The import direction of the house: core ← live ← lsp | cli, and the client imports live and protocol only. What no
// compiler reference forbids (libraries, `vscode`) is checked here too.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';

const top = join(import.meta.dirname, '..', '..');

/** What files of a room may import: other rooms, and libraries by name. `core` does no I/O, so it gets no Node module. */
const allowed: Readonly<Record<string, { readonly rooms: readonly string[]; readonly libraries: RegExp }>> = {
  'server/src/core': { rooms: [], libraries: /^yaml$/ },
  'server/src/live': { rooms: ['server/src/core'], libraries: /^(node:|yaml$|ssh2$|@kubernetes\/client-node$)/ },
  'server/src/protocol': { rooms: ['server/src/core'], libraries: /^$/ },
  'server/src/lsp': {
    rooms: ['server/src/core', 'server/src/live', 'server/src/protocol'],
    libraries: /^(node:|vscode-languageserver(\/|$))/,
  },
  'server/src/cli': { rooms: ['server/src/core', 'server/src/live'], libraries: /^node:/ },
  'server/src/mcp': { rooms: ['server/src/core', 'server/src/live'], libraries: /^node:/ },
  client: {
    rooms: ['server/src/live', 'server/src/protocol'],
    libraries: /^(node:|vscode$|vscode-languageclient(\/|$))/,
  },
};

test('every import follows the direction of the house', () => {
  const wrong: string[] = [];
  for (const [room, { rooms, libraries }] of Object.entries(allowed)) {
    for (const file of filesOf(join(top, room))) {
      for (const imported of importsOf(file)) {
        if (imported.startsWith('.')) {
          const target = relative(top, resolve(dirname(file), imported));
          const fine = [room, ...rooms].some((owner) => target.startsWith(`${owner}/`)) || target === 'package.json';
          if (!fine) wrong.push(`${relative(top, file)} imports ${target}`);
        } else if (!libraries.test(imported)) {
          wrong.push(`${relative(top, file)} imports ${imported}`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test('the check sees imports at all', () => {
  const file = join(top, 'server/src/lsp/server.ts');
  assert.ok(importsOf(file).includes('./publisher.ts'));
});

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm,
    ),
  ].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? []);
}
