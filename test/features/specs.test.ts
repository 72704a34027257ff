// Completion and hover in specs and in the configuration of the Proxmox provider.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from '../../server/src/core/features/complete.ts';
import { hover } from '../../server/src/core/features/hover.ts';
import type { SourceFile } from '../../server/src/core/workspace/file.ts';
import { identify, openFiles } from '../support/fixtures.ts';

/** Opens a file with a cursor, written as `|`. */
function cursorIn(path: string, marked: string): { file: SourceFile; offset: number } {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const file = openFiles(new Map([[path, text]]), []).file(identify(path).uri);
  assert.ok(file);
  return { file, offset };
}

function labels(path: string, marked: string): readonly string[] {
  const { file, offset } = cursorIn(path, marked);
  return complete(file, offset, []).map(({ label }) => label);
}

test('offers the keys of the provider’s configuration, and its booleans', () => {
  const keys = labels('proxmox-provider/config.yaml', 'proxmox:\n  tokenID: omni@pve!provider\n  |');
  assert.ok(keys.includes('tokenSecret') && keys.includes('url'));
  const values = labels('proxmox-provider/config.yaml', 'proxmox:\n  tokenID: a\n  insecureSkipVerify: |');
  assert.deepEqual(values, ['true', 'false']);
});

test('offers the statuses of phases and components, and the types of dependencies', () => {
  const phase = 'initiative: {name: racks}\nphases:\n  gpu:\n    status: |\n';
  assert.deepEqual(labels('specs/racks.yaml', phase), ['not-started', 'in-progress', 'complete']);
  const component = 'apiVersion: homelab/v1\nkind: Node\nstatus:\n  phase: |\n';
  assert.deepEqual(labels('specs/rack-a.yaml', component), ['Planning', 'Implementing', 'Deployed', 'Deprecated']);
  const dependency = 'apiVersion: homelab/v1\nkind: Node\ndependencies:\n  - name: omni\n    type: |\n';
  assert.deepEqual(labels('specs/rack-a.yaml', dependency), ['hard', 'soft']);
});

test('explains a key below an id of one’s own choice', () => {
  const { file, offset } = cursorIn(
    'specs/racks.yaml',
    'constraints:\n  mtu:\n    work|around: 1450\ninitiative: {name: racks}\n',
  );
  assert.match(hover(file, offset)?.markdown ?? '', /gets around/);
});
