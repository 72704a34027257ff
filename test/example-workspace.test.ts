// The example workspace: every marked mistake is found on its line, and nothing else is reported.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { allRules } from '../server/src/core/rules/all.ts';
import { LanguageService } from '../server/src/core/service.ts';
import { LineIndex } from '../server/src/core/text/lines.ts';
import { hostWith } from '../server/src/live/files/host.ts';
import { loadWorkspace } from '../server/src/live/files/load.ts';

const top = join(import.meta.dirname, 'workspace');

test('the example workspace has exactly its marked mistakes', async () => {
  const service = new LanguageService(
    allRules,
    hostWith((message) => assert.fail(message)),
  );
  const folders = await loadWorkspace(service, [top], { log: (message) => assert.fail(message) });
  assert.deepEqual(
    folders.map((folder) => folder.path.slice(top.length)),
    ['', '/gitops', '/infrastructure'],
  );
  assert.deepEqual(found(service), marked(service));
});

function found(service: LanguageService): string[] {
  return service
    .uris()
    .flatMap((uri) => {
      const lines = new LineIndex(service.file(uri)?.text ?? '');
      return service
        .findings(uri)
        .map((finding) => `${name(uri)}:${lines.position(finding.span.start).line + 1} ${finding.rule}`);
    })
    .sort();
}

/** Reads the comments `# mistake: <rule>[, <rule>]` at the ends of lines, in Markdown inside a comment of HTML. */
function marked(service: LanguageService): string[] {
  return service
    .uris()
    .flatMap((uri) =>
      readFileSync(fileURLToPath(uri), 'utf8')
        .split('\n')
        .flatMap((line, i) => {
          const rules = /# mistake: (.+?)(?: -->)?$/.exec(line)?.[1] ?? '';
          return rules
            .split(',')
            .filter((rule) => rule !== '')
            .map((rule) => `${name(uri)}:${i + 1} ${rule.trim()}`);
        }),
    )
    .sort();
}

function name(uri: string): string {
  return fileURLToPath(uri).slice(top.length + 1);
}
