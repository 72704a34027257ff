// Comments and omni-scale.yaml that silence a rule, and what is said when they do nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suppressionEdit } from '../../server/src/core/features/suppress.ts';
import { allRules } from '../../server/src/core/rules/all.ts';
import { applyEdits } from '../../server/src/core/text/edits.ts';
import { applyFixes } from '../support/apply.ts';
import { identify, openFiles } from '../support/fixtures.ts';

const cluster = (comment: string): string => `kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos:
${comment}  version: 1.13.6
`;

const checked = new Set(['cluster-template/version', 'cluster-template/kind']);

function rulesIn(files: Readonly<Record<string, string>>, path = 'clusters/lab.yaml'): string[] {
  const service = openFiles(
    new Map(Object.entries(files)),
    allRules.filter((rule) => checked.has(rule.id)),
  );
  return service.findings(identify(path).uri).map((finding) => finding.rule);
}

const id = 'cluster-template/version';
const comments: Readonly<Record<string, { readonly text: string; readonly left: readonly string[] }>> = {
  'no comment': { text: cluster(''), left: [id] },
  'a comment above the line': {
    text: cluster(`  # omni-scale-ignore ${id}: the template is made by a script\n`),
    left: [],
  },
  'other comments between': {
    text: cluster(`  # omni-scale-ignore ${id}: made by a script\n  # see docs\n\n`),
    left: [],
  },
  'a comment at the end of the line': {
    text: cluster('').replace('1.13.6', `1.13.6 # omni-scale-ignore ${id}: made by a script`),
    left: [],
  },
  'two rules in one comment': {
    text: cluster(`  # omni-scale-ignore ${id}, cluster-template/kind: made by a script\n`),
    left: [],
  },
  'a block': {
    text: `# omni-scale-ignore-start ${id}: made by a script\n${cluster('')}# omni-scale-ignore-end ${id}\n`,
    left: [],
  },
  'a block that never ends': { text: `# omni-scale-ignore-start ${id}: made by a script\n${cluster('')}`, left: [] },
  'the file': { text: `# omni-scale-ignore-file ${id}: made by a script\n${cluster('')}`, left: [] },
  'a line that is not the next': {
    text: `# omni-scale-ignore ${id}: made by a script\n${cluster('')}`,
    left: ['suppression/unused', id],
  },
  'no reason': { text: cluster(`  # omni-scale-ignore ${id}\n`), left: ['suppression/reason'] },
  'a misspelt rule': {
    text: cluster('  # omni-scale-ignore cluster-template/versoin: x\n'),
    left: ['suppression/unknown-rule', id],
  },
};

for (const [name, { text, left }] of Object.entries(comments)) {
  test(`${name} leaves ${left.join(', ') || 'nothing'}`, () => {
    const known = rulesIn({ 'clusters/lab.yaml': text });
    assert.deepEqual(known, left);
  });
}

test('the fixes of an unused and of a misspelt suppression leave it out or right', () => {
  const files = new Map([
    ['clusters/a.yaml', `# omni-scale-ignore ${id}: x\n${cluster('').replace('1.13.6', 'v1.13.6')}`],
    ['clusters/b.yaml', cluster('  # omni-scale-ignore cluster-template/versoin: made by a script\n')],
  ]);
  const service = openFiles(
    files,
    allRules.filter((rule) => rule.id === id),
  );
  const findings = new Map([...files.keys()].map((path) => [path, service.findings(identify(path).uri)]));
  const fixed = applyFixes(
    files,
    new Map(
      [...findings].map(([path, list]) => [path, list.filter((finding) => finding.rule.startsWith('suppression/'))]),
    ),
  );
  assert.equal(fixed.get('clusters/a.yaml'), cluster('').replace('1.13.6', 'v1.13.6'));
  assert.equal(fixed.get('clusters/b.yaml'), cluster(`  # omni-scale-ignore ${id}: made by a script\n`));
});

const conventions: Readonly<Record<string, { readonly text: string; readonly left: readonly string[] }>> = {
  'a rule switched off': { text: `rules:\n  ${id}: off\n`, left: [] },
  'a file that is ignored': { text: 'ignore: [clusters/lab.yaml]\n', left: [] },
  'a folder that is ignored': { text: 'ignore: [clusters]\n', left: [] },
  'a glob that fits': { text: 'ignore: ["**/lab.*"]\n', left: [] },
  'a glob that does not fit': { text: 'ignore: ["clusters/prod-*.yaml"]\n', left: [id] },
  'an override for these files': { text: `overrides:\n  - files: [clusters/**]\n    rules: {${id}: off}\n`, left: [] },
  'an override for other files': {
    text: `rules: {${id}: warning}\noverrides:\n  - files: [test/**]\n    rules: {${id}: off}\n`,
    left: [id],
  },
  'a later override that wins': {
    text: `overrides:\n  - {files: ["**"], rules: {${id}: off}}\n  - {files: [clusters], rules: {${id}: error}}\n`,
    left: [id],
  },
};

for (const [name, { text, left }] of Object.entries(conventions)) {
  test(`omni-scale.yaml: ${name}`, () => {
    assert.deepEqual(rulesIn({ 'omni-scale.yaml': text, 'clusters/lab.yaml': cluster('') }), left);
  });
}

test('omni-scale.yaml: a rule that does not exist is reported, with the right one as fix', () => {
  const files = new Map([
    [
      'omni-scale.yaml',
      'rules:\n  cluster-template/versoin: off\noverrides:\n  - files: [a]\n    rules: {nobody/knows: off}\n',
    ],
  ]);
  const service = openFiles(files, allRules);
  const findings = service.findings(identify('omni-scale.yaml').uri);
  assert.deepEqual(
    findings.map((finding) => finding.rule),
    ['conventions/unknown-rule', 'conventions/unknown-rule'],
  );
  const fixed = applyFixes(files, new Map([['omni-scale.yaml', findings]]));
  assert.match(fixed.get('omni-scale.yaml') ?? '', /cluster-template\/version: off/);
});

const missing = 'docs/path-missing';
const inTable = '| File |\n|---|\n| [a](gone.md) |\n| [b](lost.md) |\n';
const pages: Readonly<Record<string, { readonly text: string; readonly left: readonly string[] }>> = {
  'no comment': { text: inTable, left: [missing, missing] },
  'a comment in a row': {
    text: inTable.replace('gone.md)', `gone.md) <!-- omni-scale-ignore ${missing}: comes back -->`),
    left: [missing],
  },
  'a comment before the text of its line': {
    text: `<!-- omni-scale-ignore ${missing}: comes back --> [a](gone.md)\n[b](lost.md)\n`,
    left: [missing],
  },
  'a comment above a paragraph': {
    text: `<!-- omni-scale-ignore ${missing}: comes back -->\n<!-- more -->\n\n[a](gone.md)\n[b](lost.md)\n`,
    left: [missing],
  },
  'a block': {
    text: `<!-- omni-scale-ignore-start ${missing}: x -->\n\n${inTable}\n<!-- omni-scale-ignore-end ${missing} -->\n[c](c.md)\n`,
    left: [missing],
  },
  'the file': { text: `${inTable}\n<!-- omni-scale-ignore-file ${missing}: x -->\n`, left: [] },
  'a comment above a fenced block': {
    text: `<!-- omni-scale-ignore ${missing}: x -->\n\`\`\`sh\ntrue\nkubectl apply -f apps/gone.yaml\n\`\`\`\n`,
    left: [],
  },
  'no reason': {
    text: inTable.replace('gone.md)', `gone.md) <!-- omni-scale-ignore ${missing}: -->`),
    left: ['suppression/reason', missing],
  },
  'one that silences nothing': {
    text: `Fine. <!-- omni-scale-ignore ${missing}: x -->\n`,
    left: ['suppression/unused'],
  },
  'a heading, and comments that are shown': {
    text: `# omni-scale-ignore ${missing}: x\n\`<!-- omni-scale-ignore ${missing}: x -->\`\n\`\`\`yaml\n# omni-scale-ignore ${missing}: x\n\`\`\`\n[a](gone.md)\n`,
    left: [missing],
  },
};

function pageOf(text: string): {
  readonly files: ReadonlyMap<string, string>;
  readonly service: ReturnType<typeof openFiles>;
} {
  const files = new Map([
    ['README.md', text],
    ['apps/wiki.yaml', '# The wiki\n'],
  ]);
  const service = openFiles(
    files,
    allRules.filter((rule) => rule.id === missing),
  );
  return { files, service };
}

for (const [name, { text, left }] of Object.entries(pages)) {
  test(`in Markdown, ${name} leaves ${left.join(', ') || 'nothing'}`, () => {
    const { service } = pageOf(text);
    assert.deepEqual(
      service.findings(identify('README.md').uri).map(({ rule }) => rule),
      left,
    );
  });
}

test('in pages that are not judged, nothing is said of comments', () => {
  const files = new Map([['CHANGELOG.md', `# omni-scale-ignore ${missing}: x\n[a](gone.md)\n`]]);
  assert.deepEqual(openFiles(files, allRules).findings(identify('CHANGELOG.md').uri), []);
});

const edited: Readonly<Record<string, readonly [string, string]>> = {
  'a row': [
    '| [a](gone.md) | b |\n|---|---|\n',
    `| [a](gone.md) | b <!-- omni-scale-ignore ${missing}: --> |\n|---|---|\n`,
  ],
  'a row with an empty last cell': [
    '| a | b |\n|-|-|\n| [a](gone.md) | |\n',
    `| a | b |\n|-|-|\n| [a](gone.md) | <!-- omni-scale-ignore ${missing}: --> |\n`,
  ],
  'a line of text': [
    '1. [a](gone.md)  \r\n   b\r\n',
    `1. [a](gone.md) <!-- omni-scale-ignore ${missing}: -->  \r\n   b\r\n`,
  ],
  'a fenced block': [
    '- ~~~bash\n  # run\n  kubectl apply -f apps/gone.yaml\n  ~~~\n',
    `<!-- omni-scale-ignore ${missing}: -->\n- ~~~bash\n  # run\n  kubectl apply -f apps/gone.yaml\n  ~~~\n`,
  ],
};
for (const [name, [text, expected]] of Object.entries(edited)) {
  test(`in Markdown, the comment that is offered for ${name} silences it`, () => {
    const { service } = pageOf(text);
    const [finding, ...others] = service.findings(identify('README.md').uri);
    assert.ok(finding && others.length === 0);
    const after = applyEdits(text, [suppressionEdit(text, finding, 'README.md')]);
    assert.equal(after, expected);
    assert.deepEqual(
      pageOf(after)
        .service.findings(identify('README.md').uri)
        .map(({ rule }) => rule),
      ['suppression/reason'],
    );
  });
}

test('in Markdown, a comment that is of no use goes without the text beside it', () => {
  const comment = `<!-- omni-scale-ignore ${missing}: x -->`;
  const { files, service } = pageOf(`${comment}\n${comment} a\nb ${comment}\n`);
  const fixed = applyFixes(files, new Map([['README.md', service.findings(identify('README.md').uri)]]));
  assert.equal(fixed.get('README.md'), ' a\nb\n');
});
