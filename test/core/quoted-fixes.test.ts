// Fixes in documents that stand in a quoted text: every fixture with a block of text, its blocks rewritten in quotes. A fix
// there leaves YAML that can be read, outside and inside, or is not offered.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isMap, isScalar, parseAllDocuments, stringify, visit } from 'yaml';
import { applyEdits, type TextEdit } from '../../server/src/core/text/edits.ts';
import { span } from '../../server/src/core/text/span.ts';
import { checkEachFix } from '../support/each-fix.ts';
import { readCases } from '../support/fixtures.ts';

const fixtures = join(import.meta.dirname, '..', 'rules');

type Files = ReadonlyMap<string, string>;

const inSingle = (value: string): string => `'${value.replaceAll("'", "''").replaceAll('\n', '\n\n          ')}'`;

const styles: Readonly<Record<string, (value: string) => string>> = {
  'double quotes': (value) => JSON.stringify(value),
  'single quotes': inSingle,
  'flow style in double quotes': (value) => JSON.stringify(inFlow(value)),
  'flow style in single quotes': (value) => inSingle(inFlow(value)),
  'JSON in double quotes': (value) => JSON.stringify(asJson(value)),
};

function inFlow(text: string): string {
  return anew(text, (value) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }));
}

function asJson(text: string): string {
  return anew(text, (value) => JSON.stringify(value));
}

/** A text of one mapping written anew; any other as it is. */
function anew(text: string, write: (value: unknown) => string): string {
  const [document, more] = parseAllDocuments(text, { logLevel: 'silent' });
  if (!document || more || document.errors.length > 0 || !isMap(document.contents)) return text;
  try {
    return write(document.toJS());
  } catch {
    return text;
  }
}

for (const [style, write] of Object.entries(styles)) {
  test(`fixes in texts in ${style} break nothing`, () => {
    let fixes = 0;
    for (const name of readdirSync(fixtures, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.txt')) continue;
      for (const { files, title, remotes } of readCases(readFileSync(join(fixtures, name), 'utf8'))) {
        const rewritten = rewrite(files, write);
        if (rewritten) fixes += checkEachFix(rewritten, remotes, `${name}: ${title}`);
      }
    }
    assert.ok(fixes > 80, `only ${fixes} fixes`);
  });
}

/** The files with their blocks of text in quotes; undefined where there are none. */
function rewrite(files: Files, write: (value: string) => string): Files | undefined {
  const made = new Map(files);
  for (const [path, text] of files) {
    if (!/\.ya?ml$/.test(path) || path.startsWith('committed ')) continue;
    const edits: TextEdit[] = [];
    for (const document of parseAllDocuments(text, { logLevel: 'silent' })) {
      visit(document, (_, node) => {
        if (!isScalar<string>(node) || !node.range || !/^BLOCK_/.test(node.type ?? '')) return;
        const [start, end] = node.range;
        // Where a line in single quotes begins is not part of the text.
        if (/^ /m.test(node.value) && write === styles['single quotes']) return;
        const isLast = text.slice(0, end).endsWith('\n');
        edits.push({ span: span(start, isLast ? end - 1 : end), newText: write(node.value) });
      });
    }
    if (edits.length > 0) made.set(path, applyEdits(text, edits));
  }
  return [...made].some(([path, text]) => text !== files.get(path)) ? made : undefined;
}
