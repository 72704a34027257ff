// The tables of versions: which Kubernetes a Talos release runs, which Talos an Omni release takes, what each Omni reads.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fieldSince } from '../server/src/core/rules/cluster-template/field-since.ts';
import { kernelArgs as templateKernelArgs } from '../server/src/core/rules/cluster-template/kernel-args.ts';
import { labelLimits } from '../server/src/core/rules/cluster-template/label-limits.ts';
import { talosRelease } from '../server/src/core/rules/cluster-template/talos-release.ts';
import { version } from '../server/src/core/rules/cluster-template/version.ts';
import { versionMatrix } from '../server/src/core/rules/cluster-template/version-matrix.ts';
import { kernelArgs } from '../server/src/core/rules/machine-class/kernel-args.ts';
import { metadataLimits } from '../server/src/core/rules/machine-class/metadata-limits.ts';
import type { Rule } from '../server/src/core/rules/rule.ts';
import { type Gate, isFrom, omniGates, omniHas, talosGates } from '../server/src/core/versions/gates.ts';
import { compareVersions, isTolerantVersion, parseVersion } from '../server/src/core/versions/version.ts';
import { identify, openFiles } from './support/fixtures.ts';

/** Talos minor, and the oldest and newest Kubernetes minor it runs. */
const matrix = [
  [5, 26, 28],
  [6, 24, 29],
  [7, 25, 30],
  [8, 26, 31],
  [9, 27, 32],
  [10, 28, 33],
  [11, 29, 34],
  [12, 30, 35],
  [13, 31, 36],
  [14, 32, 37],
] as const;

describe('Talos and Kubernetes', () => {
  for (const [talos, oldest, newest] of matrix) {
    test(`Talos 1.${talos} runs Kubernetes 1.${oldest} to 1.${newest}`, () => {
      const runs = [];
      for (let minor = 20; minor <= 40; minor++) {
        if (messages(versionMatrix, `v1.${talos}.3`, `v1.${minor}.1`).length === 0) runs.push(minor);
      }
      assert.deepEqual(runs, range(oldest, newest));
    });
  }
  test('a Talos that is not in the table runs anything', () => {
    for (const talos of ['v1.4.8', 'v1.15.0', 'v2.13.0'])
      assert.deepEqual(messages(versionMatrix, talos, 'v1.60.0'), []);
  });
  test('a pre-release counts as its minor', () => {
    assert.equal(messages(versionMatrix, 'v1.14.0-rc.1', 'v1.38.0-rc.0').length, 1);
    assert.equal(messages(versionMatrix, 'v1.14.0-rc.1', '1.37.0-rc.0').length, 0);
  });
});

describe('Omni and Talos', () => {
  const rows: readonly (readonly [omni: string | undefined, talos: string, taken: boolean])[] = [
    ['1.5.0', 'v1.6.9', false],
    ['1.5.0', 'v1.7.0', true],
    ['1.5.0', 'v1.14.0', true],
    ['1.6.2', 'v1.7.9', false],
    ['1.6.2', 'v1.8.0', true],
    ['1.7.4', 'v1.8.0', true],
    ['1.8.0', 'v1.8.4', false],
    ['1.8.0', 'v1.9.0', true],
    ['1.9.3', 'v1.13.6', true],
    ['1.9.3', 'v1.14.0', false],
    ['1.9.3', 'v1.14.0-rc.1', false],
    ['v1.10.4', 'v1.13.99', true],
    ['1.10.4', 'v1.14.0', false],
    ['1.11.0', 'v1.14.0', true],
    ['1.11.0', 'v1.8.0', false],
    ['1.4.0', 'v1.5.0', true],
    [undefined, 'v1.5.0', true],
    [undefined, 'v1.14.0', true],
    [undefined, 'v1.13.1', false],
    ['1.9.3', 'v1.13.1', false],
    [undefined, 'v1.13.1-rc.0', true],
  ];
  for (const [omni, talos, taken] of rows) {
    test(`Omni ${omni ?? 'of any version'} ${taken ? 'takes' : 'refuses'} Talos ${talos}`, () => {
      assert.equal(messages(talosRelease, talos, 'v1.36.2', omni).length, taken ? 0 : 1);
    });
  }
});

describe('Omni and the keys of a template', () => {
  const rows = [
    ['1.4.9', ['kernelArgs', 'upgradeStrategy', 'inline text', 'manifests', 'healthchecks', 'enableNodeAuditSkip']],
    ['1.5.0', ['upgradeStrategy', 'inline text', 'manifests', 'healthchecks', 'enableNodeAuditSkip']],
    ['1.6.0', ['inline text', 'manifests', 'healthchecks', 'enableNodeAuditSkip']],
    ['1.7.0', ['inline text', 'healthchecks', 'enableNodeAuditSkip']],
    ['1.8.0', ['healthchecks', 'enableNodeAuditSkip']],
    ['1.9.3', ['enableNodeAuditSkip']],
    ['1.10.0', []],
  ] as const;
  const text = `kind: Cluster
name: lab
kubernetes: {version: v1.36.2, manifests: [{file: a, mode: full}], healthchecks: [{name: a, file: b}]}
talos: {version: v1.13.6}
features: {enableNodeAuditSkip: true}
---
kind: Workers
machines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]
kernelArgs: [quiet]
upgradeStrategy: {type: Rolling}
patches: [{name: a, inline: "machine: {}"}]
`;
  for (const [omni, unknown] of rows) {
    test(`Omni ${omni} does not know ${unknown.join(', ') || 'none of the later keys'}`, () => {
      const found = findingsIn(fieldSince, text, omni).map(({ span, message }) =>
        message.startsWith('A patch as text') ? 'inline text' : text.slice(span.start, span.end),
      );
      assert.deepEqual(found.sort(), [...unknown].sort());
    });
  }
  test('an unknown Omni has everything', () => {
    assert.ok(omniHas(undefined, omniGates.providerIds));
    assert.ok(omniHas(parseVersion('latest'), omniGates.providerIds));
    assert.ok(!omniHas(parseVersion('1.9'), omniGates.providerIds));
  });
});

describe('gates', () => {
  const rows: readonly (readonly [Gate, before: string, from: string, early: boolean])[] = [
    [omniGates.sqlite, '1.3.9', '1.4.0', true],
    [omniGates.filesOfTemplate, '1.7.4', '1.8.0', true],
    [omniGates.inlineText, '1.7.4', '1.8.0', true],
    [omniGates.limits, '1.8.2', '1.9.0', true],
    [omniGates.allDocuments, '1.9.3', '1.10.0', true],
    [omniGates.providerIds, '1.9.3', '1.10.0', true],
    [omniGates.diskSelector, '1.10.4', '1.11.0', true],
    [talosGates.diskEncryption, '1.4.8', '1.5.0', false],
    [talosGates.hostnameConfig, '1.11.6', '1.12.0', true],
    [talosGates.argumentLists, '1.12.9', '1.13.0', true],
    [talosGates.publicDiscovery, '1.13.99', '1.14.0', true],
    [talosGates.networkDocuments, '1.13.99', '1.14.0', true],
    [talosGates.secureVolumes, '1.13.99', '1.14.0', true],
  ];
  for (const [gate, before, from, early] of rows) {
    test(`not in ${before}, from ${from} on (${gate.source})`, () => {
      const holds = (text: string) => [parseVersion(text)].map((read) => read && isFrom(read, gate))[0];
      assert.deepEqual([before, from, `v${from}-beta.0`, '2.0.0'].map(holds), [false, true, early, true]);
    });
  }
});

describe('limits that came with Omni 1.9', () => {
  const metadata = 'metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab';
  const long = 'x'.repeat(300);
  const rows: readonly (readonly [Rule, text: string])[] = [
    [kernelArgs, `${metadata}}\nspec: {autoprovision: {providerid: rack, kernelargs: [${long}]}}\n`],
    [metadataLimits, `${metadata}, labels: {note: "a\\nb"}}\nspec: {matchlabels: [a]}\n`],
    [templateKernelArgs, `kind: Workers\nmachines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]\nkernelArgs: [${long}]\n`],
    [labelLimits, 'kind: Workers\nlabels: {note: "a\\nb"}\nmachineClass: {name: lab, size: 1}\n'],
  ];
  for (const [rule, text] of rows) {
    test(`${rule.id} is silent before`, () => {
      const found = (omni?: string) => findingsIn(rule, text, omni).length;
      assert.deepEqual([found('1.8.2'), found('1.9.0'), found()], [0, 1, 1]);
    });
  }
});

describe('versions as Omni reads them', () => {
  const rows: readonly (readonly [text: string, readable: boolean])[] = [
    ['v1.13.6', true],
    ['1.13.6', true],
    [' v1.13.6 ', true],
    ['1.13', true],
    ['1', true],
    ['v01.013.006', true],
    ['1.14.0-rc.1+build.5', true],
    ['1.14.0-0', true],
    ['1.14.0-01', false],
    ['1.14.0-', false],
    ['1.14.0+', false],
    ['1.14-rc.1', false],
    ['1.13.6.1', false],
    ['V1.13.6', false],
    ['vv1.13.6', false],
    ['1.x', false],
    ['', false],
    ['latest', false],
  ];
  for (const [text, readable] of rows) {
    test(`\`${text}\` is ${readable ? '' : 'not '}read`, () => assert.equal(isTolerantVersion(text), readable));
  }
  test('only full versions are releases', () => {
    assert.equal(messages(version, 'v1.13', 'v1.36.2').length, 1);
    assert.equal(messages(version, 'v1.13.6', '1.36').length, 1);
    assert.equal(messages(version, 'v1.13.6', '1.36.2').length, 0);
  });
  test('are ordered, a pre-release before its release', () => {
    const sorted = ['1.9.3', '1.10.0-beta.0', '1.10.0', '1.10.4'].flatMap((text) => parseVersion(text) ?? []);
    assert.deepEqual([...sorted].reverse().sort(compareVersions), sorted);
  });
});

function messages(rule: Rule, talos: string, kubernetes: string, omni?: string): readonly string[] {
  const text = `kind: Cluster\nname: lab\nkubernetes: {version: ${kubernetes}}\ntalos: {version: ${talos}}\n`;
  return findingsIn(rule, text, omni).map(({ message }) => message);
}

function findingsIn(rule: Rule, text: string, omni?: string): ReturnType<ReturnType<typeof openFiles>['findings']> {
  const agreed = omni === undefined ? [] : [['omni-scale.yaml', `versions: {omni: ${omni}}\n`] as const];
  const service = openFiles(new Map([...agreed, ['clusters/lab.yaml', text]]), [rule]);
  return service.findings(identify('clusters/lab.yaml').uri).filter((finding) => finding.rule === rule.id);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
