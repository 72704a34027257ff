// Completion and hover inside Talos patches, wherever they are written. `|` marks the cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete } from '../../server/src/core/features/complete.ts';
import { hover } from '../../server/src/core/features/hover.ts';
import type { SourceFile } from '../../server/src/core/workspace/file.ts';
import { identify, openFiles } from '../support/fixtures.ts';

function open(path: string, marked: string): { readonly file: SourceFile; readonly offset: number } {
  const offset = marked.indexOf('|CURSOR|');
  const file = openFiles(new Map([[path, marked.replace('|CURSOR|', '')]]), []).file(identify(path).uri);
  assert.ok(file && offset >= 0);
  return { file, offset };
}

function labels(path: string, marked: string): readonly string[] {
  const { file, offset } = open(path, marked);
  return complete(file, offset, []).map(({ label }) => label);
}

function hoverText(path: string, marked: string): string | undefined {
  const { file, offset } = open(path, marked);
  return hover(file, offset)?.markdown;
}

const inTemplate = (lines: string): string => `kind: Workers\npatches:\n  - name: a\n    inline:${lines}`;

test('keys in a patch file', () => {
  assert.ok(labels('patches/a.yaml', 'machine:\n  kubelet:\n    |CURSOR|\n').includes('extraMounts'));
  assert.ok(
    labels('patches/a.yaml', 'machine:\n  kubelet:\n    extraMounts:\n      - des|CURSOR|\n').includes('destination'),
  );
});

test('words and kinds in a patch file', () => {
  const cni = 'cluster:\n  network:\n    cni:\n      name: |CURSOR|\n';
  assert.deepEqual(labels('patches/a.yaml', cni), ['flannel', 'custom', 'none']);
  assert.ok(labels('patches/a.yaml', 'apiVersion: v1alpha1\nkind: H|CURSOR|\n').includes('HostnameConfig'));
  assert.deepEqual(labels('patches/a.yaml', 'apiVersion: v1alpha1\nkind: HostnameConfig\nauto: |CURSOR|\n'), [
    'stable',
    'off',
  ]);
});

test('keys in a template: mapping, text, list, and nothing yet', () => {
  assert.ok(labels('clusters/a.yaml', inTemplate('\n      machine:\n        |CURSOR|\n')).includes('sysctls'));
  assert.ok(labels('clusters/a.yaml', inTemplate(' |\n      machine:\n        |CURSOR|\n')).includes('sysctls'));
  const listed =
    '\n      - apiVersion: v1alpha1\n        kind: UserVolumeConfig\n        provisioning:\n          |CURSOR|\n';
  assert.deepEqual(labels('clusters/a.yaml', inTemplate(listed)), ['diskSelector', 'grow', 'maxSize', 'minSize']);
  assert.ok(labels('clusters/a.yaml', inTemplate('\n      |CURSOR|\n')).includes('machine'));
});

test('beside a patch the template has its own keys', () => {
  const beside = `${inTemplate('\n      machine: {}\n')}  - |CURSOR|\n`;
  assert.ok(labels('clusters/a.yaml', beside).includes('idOverride'));
});

test('a hover tells what a key is, since when, and what takes its place', () => {
  assert.equal(
    hoverText('patches/a.yaml', 'machine:\n  network:\n    host|CURSOR|name: a\n'),
    '**machine.network.hostname**\n\nA fixed host name, for one machine only. Deprecated since Talos 1.12: use a `HostnameConfig` document.',
  );
  const resource =
    'metadata: {type: ConfigPatches.omni.sidero.dev, id: a}\nspec:\n  data: |\n    apiVersion: v1alpha1\n    kind: UserVolumeConfig\n    mo|CURSOR|unt: {}\n';
  assert.equal(hoverText('a.yaml', resource), '**mount**\n\nSince Talos 1.13.');
});
