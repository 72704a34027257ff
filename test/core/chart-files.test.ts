// What the files of a chart tell of its values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartFileFacts, isTemplateHelper } from '../../server/src/core/kinds/chart-files.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';
import { isReadable } from '../../server/src/live/files/scan.ts';

test('helpers of templates are read, and no other file of that ending', () => {
  for (const path of ['templates/_helpers.tpl', 'charts/a/templates/sub/b.tpl'])
    assert.ok(isTemplateHelper(path) && isReadable(path), path);
  for (const path of ['a.tpl', 'infra/user-data.tpl', 'mytemplates/a.tpl', 'templates/a.tpl.bak'])
    assert.ok(!isTemplateHelper(path) && !isReadable(path), path);
});

test('a template reads paths of values, and mentions names', () => {
  const text =
    'a: {{ .Values.image.tag }}\nb: {{ with $.Values.env }}{{ .inner }}{{ end }}\nc: {{ index .Values "x-y" }} .Values.no\n';
  const [fact] = chartFileFacts('opaque', { text, root: undefined, problems: [] }, 'charts/a/templates/a.yaml');
  assert.deepEqual(fact?.data, {
    paths: ['', 'env', 'image.tag'],
    words: ['Values', 'env', 'image', 'inner', 'tag', 'x-y'],
  });
});

test('values have keys, and mappings that are empty or joined from others take any', () => {
  const text = 'a: {b: 1, c: {}}\n# d: 1\n## @param e.f Words here\ng: {<<: {h: 1}}\ni: [j]\n';
  const [fact] = chartFileFacts('unknown', parseYaml(text), 'values.yaml');
  assert.deepEqual(fact?.data, {
    keys: [{ key: 'a', keys: [{ key: 'b' }, { key: 'c' }] }, { key: 'g' }, { key: 'i' }],
    words: ['d', 'e', 'f', 'param'],
  });
});

test('a chart names the charts it brings along by the keys of their values', () => {
  const text = 'name: a\ntype: library\ndependencies: [{name: b, alias: c, condition: "c.on,x.y"}, {name: d}]\n';
  const [fact] = chartFileFacts('chart', parseYaml(text), 'Chart.yaml');
  assert.deepEqual(fact?.data, {
    isLibrary: true,
    dependencies: [
      { name: 'b', key: 'c', words: ['c', 'on', 'x', 'y'] },
      { name: 'd', key: 'd', words: [] },
    ],
  });
});
