// What bad input gets: a clear finding or silence, never a crash or a hang.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRules } from '../../server/src/core/rules/all.ts';
import { identify, openFiles } from '../support/fixtures.ts';

// The rules this test speaks of; others may have more to say of the same text.
const basic = new Set([
  'yaml/syntax',
  'yaml/duplicate-key',
  'cluster-template/version',
  'cluster-template/unknown-field',
  'machine-class/vm-migration',
]);

const cases: Readonly<
  Record<
    string,
    { readonly path?: string; readonly text: string; readonly rules: readonly string[]; readonly says?: string }
  >
> = {
  'an empty file': { text: '', rules: [] },
  'only comments': { text: '# nothing\n\n# here\n', rules: [] },
  'a tab as indentation': {
    text: 'kind: Cluster\nname: lab\ntalos:\n\tversion: v1.13.6\n',
    rules: ['yaml/syntax'],
    says: 'tab',
  },
  'a quote that is not closed': {
    text: 'kind: Cluster\nname: "lab\ntalos: {version: v1.13.6}\n',
    rules: ['yaml/syntax'],
  },
  'a bracket that is not closed': {
    text: 'kind: Cluster\nname: lab\nsystemExtensions: [a, b\n',
    rules: ['yaml/syntax'],
  },
  'an alias without an anchor': { text: 'kind: Cluster\nname: *nobody\n', rules: ['yaml/syntax'] },
  'a file of NUL bytes': { text: `kind: Cluster\n${'\0'.repeat(100)}`, rules: ['file/unread'], says: 'not text' },
  'a file of 50 MB': {
    text: `kind: Cluster\n${'# filler\n'.repeat(5_600_000)}`,
    rules: ['file/unread'],
    says: '50.4 MB',
  },
  'a document of 2 MB': {
    text: `kind: Workers\nname: ${'x'.repeat(2_000_000)}\n`,
    rules: ['yaml/syntax'],
    says: '2000 kB',
  },
  'a million documents': {
    text: '---\na: 1\n'.repeat(1_000_000).slice(0, 4_900_000),
    rules: ['file/unread'],
    says: '2000 documents',
  },
  'fifty thousand open brackets': { text: `a: ${'['.repeat(50_000)}`, rules: [] },
  'thousands of nested braces': {
    text: `kind: Workers\nlabels: ${'{a: '.repeat(3000)}${'}'.repeat(3000)}\n`,
    rules: ['yaml/syntax'],
    says: 'nested too deeply',
  },
  'fifty thousand nested mappings': {
    text: Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    rules: [],
  },
  'an alias that holds itself': {
    text: 'kind: Workers\nlabels: &a {self: *a}\nmachineClass: {name: x}\n',
    rules: ['yaml/syntax'],
  },
  'aliases that multiply': {
    text: `kind: Workers\nx0: &x0 [a, a]\n${Array.from({ length: 60 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]`).join('\n')}\n`,
    rules: Array.from({ length: 61 }, () => 'cluster-template/unknown-field'),
  },
  'a Helm template': {
    path: 'charts/x/templates/a.yaml',
    text: 'apiVersion: v1\nkind: Service\nmetadata:\n  {{- include "x" . | nindent 2 }}\n',
    rules: [],
  },
  'the helpers of a Helm chart': {
    path: 'charts/x/templates/_helpers.tpl',
    text: '{{- define "x" -}}\nkind: Cluster\n  name: {{ .Values.x }}\n{{- end }}\n---\n: a: b\n',
    rules: [],
  },
  'aliases that multiply in the values of a chart': {
    path: 'charts/x/values.yaml',
    text: `x0: &x0 {a: a, b: b}\n${Array.from({ length: 60 }, (_, i) => `x${i + 1}: &x${i + 1} {a: *x${i}, b: *x${i}}`).join('\n')}\n`,
    rules: [],
  },
  'fifty thousand aliases of one anchor': {
    text: `kind: Workers\nname: &a x\nmachineClass: {name: c}\nlist: [${'*a , '.repeat(50_000)}x]\n`,
    rules: ['cluster-template/unknown-field'],
  },
  'thousands of merge keys one above the other': {
    path: 'apps/a.yaml',
    text: `kind: ConfigMap\nx0: &x0 {a: b}\n${Array.from({ length: 5000 }, (_, i) => `x${i + 1}: &x${i + 1}\n  <<: [*x${i}, *x${i}]`).join('\n')}\n`,
    rules: [],
  },
  'thousands of tags': {
    path: 'apps/a.yaml',
    text: `kind: ConfigMap\n${Array.from({ length: 30_000 }, (_, i) => `k${i}: !x a`).join('\n')}\n`,
    rules: [],
  },
  'thousands of lines of tabs between quotes': {
    path: 'apps/a.yaml',
    text: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${Array.from({ length: 30_000 }, (_, i) => `k${i}: "a"\n \t`).join('\n')}\n`,
    rules: ['yaml/syntax', 'yaml/syntax', 'yaml/syntax'],
    says: 'tab',
  },
  'actions of a template that are never closed': {
    path: 'charts/x/templates/_helpers.tpl',
    text: '{{ '.repeat(1_000_000),
    rules: [],
  },
  'the names of an ApplicationSet full of braces and spaces': {
    path: 'apps/a.yaml',
    text: `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec:\n  template:\n    metadata: {name: '${'{{'.repeat(200_000)}'}\n    spec: {project: '{{${' '.repeat(200_000)}'}\n`,
    rules: [],
  },
  'a size of a million digits': {
    text: `kind: Cluster\nname: lab\nkubernetes: {version: v1.36.2}\ntalos: {version: v1.13.6}\npatches:\n  - name: a\n    inline: {apiVersion: v1alpha1, kind: VolumeConfig, name: EPHEMERAL, provisioning: {maxSize: '${'1'.repeat(400_000)} a', minSize: '${'1'.repeat(400_000)} a b'}}\n`,
    rules: [],
  },
  'an address of a million slashes': {
    path: 'apps/a.yaml',
    text: `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  source: {repoURL: 'https://x${'/'.repeat(400_000)}x', path: 'a${'/'.repeat(400_000)}b'}\n`,
    rules: [],
  },
  'an annotation of a hundred thousand options, and an endless expression of jq': {
    path: 'apps/a.yaml',
    text: `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, annotations: {argocd.argoproj.io/sync-options: '${'${a},'.repeat(100_000)}'}}\nspec:\n  ignoreDifferences: [{group: apps, kind: Deployment, jqPathExpressions: ['${'a'.repeat(400_000)}']}]\n`,
    rules: [],
  },
  'Markdown whose comments are never closed': {
    path: 'README.md',
    text: `| Application | Wave |\n| --- | --- |\n| ${'<!-- '.repeat(100_000)} | 1 |\n\nSee \`apps/a.yaml\` ${'<!--\n'.repeat(400_000)}`,
    rules: [],
  },
  'Markdown with long lines of tildes, backticks and hyphens': {
    path: 'README.md',
    text: `${'~'.repeat(500_000)}\`\n\n\`\`\`${'a'.repeat(500_000)}\`\n\n| a | b |\n| -${' '.repeat(500_000)}:\n`,
    rules: [],
  },
  'thousands of comments that silence one line': {
    path: 'apps/a.yaml',
    text: `kind: ConfigMap\n${'# omni-scale-ignore yaml/syntax\n'.repeat(30_000)}a: b\n`,
    rules: Array.from({ length: 500 }, () => 'suppression/unused'),
  },
  'a comment that silences, of a million spaces': {
    path: 'README.md',
    text: `<!-- omni-scale-ignore${' '.repeat(1_000_000)}yaml/syntax${' '.repeat(1_000_000)}x -->\n`,
    rules: ['suppression/unknown-rule'],
  },
  'thousands of brackets where none belongs': {
    text: `kind: Cluster\nname: ${'}'.repeat(100_000)}\n`,
    rules: ['yaml/syntax', 'yaml/syntax', 'yaml/syntax'],
  },
  'a quoted text of carriage returns': {
    path: 'apps/a.yaml',
    text: `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  a: '${'\r'.repeat(400_000)}'\n`,
    rules: [],
  },
  'a Jinja file': { text: '{% for x in y %}\nkind: {{ x }}\n{% endfor %}\n', rules: [] },
  'YAML that is none of ours': {
    path: 'mkdocs.yml',
    text: 'site_name: x\nplugins:\n  - search: !!python/name:a.b\n  bad indent\n',
    rules: [],
  },
  'a shell script': { path: 'scripts/a.sh', text: '#!/bin/sh\nkind: Cluster\n---\n', rules: [] },
  'a byte order mark and CRLF': {
    text: '\uFEFFkind: Cluster\r\nname: lab\r\nkubernetes: {version: v1.36.2}\r\ntalos: {version: 1.13.6}\r\n',
    rules: ['cluster-template/version'],
  },
};

for (const [name, { path = 'clusters/lab.yaml', text, rules, says = '' }] of Object.entries(cases)) {
  test(`${name} gives ${rules.length === 0 ? 'silence' : [...new Set(rules)].join(', ')}`, () => {
    const service = openFiles(
      new Map([[path, text]]),
      allRules.filter((rule) => basic.has(rule.id)),
    );
    const findings = service.findings(identify(path).uri);
    assert.deepEqual(
      findings.map((finding) => finding.rule),
      rules,
    );
    assert.ok(findings.every((finding) => finding.span.end <= text.length));
    assert.ok(rules.length === 0 || findings.some((finding) => finding.message.includes(says)), findings[0]?.message);
  });
}

for (const [name, { path = 'clusters/lab.yaml', text }] of Object.entries(cases)) {
  test(`${name} is no trouble for any rule`, () => {
    const findings = openFiles(new Map([[path, text]]), allRules).findings(identify(path).uri);
    assert.ok(findings.every((finding) => finding.span.end <= text.length));
  });
}
