// A repository as people run it: charts with manifests beside them, stores, egress, SOPS, a kustomization, a chart.
// No rule has anything to say of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import { identify, openFiles, readFiles } from '../support/fixtures.ts';

const { files } = readFiles(readFileSync(join(import.meta.dirname, 'healthy-gitops.txt'), 'utf8'));
const remote = 'git@git.example.com:otter/gitops.git';

for (const [situation, remotes] of Object.entries({ 'its remote known': [remote], 'no remote known': [] })) {
  test(`a healthy repository gets no findings, ${situation}`, () => {
    const service = openFiles(files, allRules, remotes);
    const found = [...files.keys()].flatMap((path) =>
      service.findings(identify(path).uri).map((finding) => `${path}: ${finding.rule}: ${finding.message}`),
    );
    assert.deepEqual(found, []);
  });
}
