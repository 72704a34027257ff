// A repository as people run it: charts with manifests beside them, stores, egress, SOPS, a kustomization, a chart.
// The rules of secrets, addresses and Pod Security have nothing to say of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import { identify, openFiles, readFiles } from '../support/fixtures.ts';

const { files } = readFiles(readFileSync(join(import.meta.dirname, 'healthy-gitops.txt'), 'utf8'));
const domains = /^(?:external-secrets|ingress|pod-security|helm-values|longhorn|secret)\//;
const remote = 'git@git.example.com:otter/gitops.git';

for (const [situation, remotes] of Object.entries({ 'its remote known': [remote], 'no remote known': [] })) {
  test(`a healthy repository gets no findings, ${situation}`, () => {
    const rules = allRules.filter((rule) => domains.test(rule.id));
    const service = openFiles(files, rules, remotes);
    const found = [...files.keys()].flatMap((path) =>
      service
        .findings(identify(path).uri)
        .filter((finding) => domains.test(finding.rule))
        .map((finding) => `${path}: ${finding.rule}: ${finding.message}`),
    );
    assert.deepEqual(found, []);
  });
}
