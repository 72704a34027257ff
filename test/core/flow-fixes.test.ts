// Fixes in styles that few fixtures are written in: every fixture of Omni's side, rewritten in flow style and as JSON. A
// fix there removes its finding and leaves YAML that can be read.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments, stringify } from 'yaml';
import { checkEachFix } from '../support/each-fix.ts';
import { readCases } from '../support/fixtures.ts';

const fixtures = join(import.meta.dirname, '..', 'rules');
const domains = ['machine-class', 'cluster-template', 'talos-patch', 'provider', 'omni-server', 'compose'];

const styles: Readonly<Record<string, (value: unknown) => string>> = {
  'flow style': (value) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }),
  'flow style over several lines': (value) => stringify(value, { collectionStyle: 'flow', lineWidth: 30 }),
  JSON: (value) => `${JSON.stringify(value)}\n`,
};

type Files = ReadonlyMap<string, string>;

for (const [style, write] of Object.entries(styles)) {
  test(`fixes in ${style} remove their findings and break nothing`, () => {
    let fixes = 0;
    for (const domain of domains) {
      for (const name of readdirSync(join(fixtures, domain))) {
        for (const { files, title, remotes } of readCases(readFileSync(join(fixtures, domain, name), 'utf8'))) {
          const rewritten = rewrite(files, write);
          if (rewritten) fixes += checkEachFix(rewritten, remotes, `${domain}/${name}: ${title}`);
        }
      }
    }
    assert.ok(fixes > 300, `only ${fixes} fixes`);
  });
}

/** The files in another style; undefined where one of them is no YAML. */
function rewrite(files: Files, write: (value: unknown) => string): Files | undefined {
  const made = new Map(files);
  for (const [path, text] of files) {
    if (!/\.ya?ml(?:\.example)?$/.test(path) || path.startsWith('committed ')) continue;
    const documents = [...parseAllDocuments(text, { logLevel: 'silent' })];
    if (documents.some(({ errors }) => errors.length > 0)) return undefined;
    try {
      made.set(path, documents.map((document) => write(document.toJS({ mapAsMap: false }))).join('---\n'));
    } catch {
      return undefined;
    }
  }
  return made;
}
