// Rules whose severity depends on what is known: how sure a refusal is, or what the team asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import { identify, openFiles } from '../support/fixtures.ts';

function severities(rule: string, files: Readonly<Record<string, string>>): readonly string[] {
  const service = openFiles(new Map(Object.entries(files)), allRules);
  return Object.keys(files)
    .flatMap((path) => service.findings(identify(path).uri))
    .filter((finding) => finding.rule === rule)
    .map(({ severity }) => severity);
}

const unknownKind =
  'kind: Cluster\nname: lab\npatches: [{name: a, inline: {apiVersion: v1alpha1, kind: FooConfig, a: b}}]\n';

for (const [omni, severity] of [
  ['1.9.3', 'error'],
  ['1.10.4', 'error'],
  ['1.25.0', 'warning'],
  ['', 'warning'],
]) {
  test(`a kind that no Talos at hand knows, with Omni ${omni || 'of an unknown version'}: ${severity}`, () => {
    const files = { 'clusters/lab.yaml': unknownKind, 'omni-scale.yaml': `versions: {omni: '${omni}'}\n` };
    assert.deepEqual(severities('talos-patch/kind', files), [severity]);
  });
}

test('a document of another program is refused by every Talos: error', () => {
  const files = { 'clusters/lab.yaml': unknownKind.replace('v1alpha1', 'kustomize.config.k8s.io/v1beta1') };
  assert.deepEqual(severities('talos-patch/kind', files), ['error']);
});

const floating = 'services: {provider: {image: "ghcr.io/siderolabs/omni-infra-provider-proxmox:latest"}}\n';

for (const [wish, severity] of [
  ['pinned', 'information'],
  ['digest', 'error'],
]) {
  test(`a floating tag, where the team wants it ${wish}: ${severity}`, () => {
    const files = { 'compose.yml': floating, 'omni-scale.yaml': `conventions: {providerImage: ${wish}}\n` };
    assert.deepEqual(severities('provider/image-pin', files), [severity]);
  });
}

test('a document that is too large to be looked at is no fault of its own: information', () => {
  const files = { 'clusters/lab.yaml': `kind: Cluster\nname: lab\n# ${'x'.repeat(1_000_000)}\n` };
  assert.deepEqual(severities('yaml/syntax', files), ['information']);
});

for (const [omni, severity] of [
  ['1.9.3', 'error'],
  ['', 'information'],
]) {
  test(`a patch that is there from the top of the folder only, with Omni ${omni || 'of an unknown version'}: ${severity}`, () => {
    const files = {
      'clusters/lab.yaml': 'kind: Cluster\nname: lab\npatches: [{file: clusters/patches/a.yaml}]\n',
      'clusters/patches/a.yaml': 'machine: {}\n',
      'omni-scale.yaml': `versions: {omni: '${omni}'}\n`,
    };
    assert.deepEqual(severities('cluster-template/file-missing', files), [severity]);
  });
}
