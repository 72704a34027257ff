// Markdown as rules see it: which files are read, tables, code, links, fenced blocks and comments with their places.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MarkdownText, markdownOf } from '../../server/src/core/kinds/markdown.ts';
import { isInventory, markdownLimit } from '../../server/src/core/kinds/markdown-paths.ts';
import { referencesIn } from '../../server/src/core/kinds/markdown-references.ts';
import { wavesInComments, wavesInMarkdown, wavesInTree } from '../../server/src/core/kinds/wave-lists.ts';
import { allRules } from '../../server/src/core/rules/all.ts';
import { isReadable } from '../../server/src/live/files/scan.ts';
import { identify, openFiles } from '../support/fixtures.ts';
import { Dice } from '../support/mutate.ts';

test('pages that tell how things are now are read', () => {
  const names = ['README.md', 'readme.md', 'apps/wiki/README.md', 'docs/a.md', 'docs/b/c.md', 'website/docs/d.md'];
  for (const path of names) assert.ok(isInventory(path) && isReadable(path), path);
});

test('history, plans and examples are not', () => {
  const names = [
    ...['CHANGELOG.md', 'notes.md', 'docs/CHANGELOG.md', 'docs/a.txt', 'docs/audits/README.md', 'docs/adrs/ADR-1.md'],
    ...['docs/audit-report.md', 'docs/adr/README.md', 'docs/archive/old.md', 'docs/plans/next.md', 'docs/ROADMAP.md'],
    ...[
      'docs/2025-03-01-outage.md',
      'examples/README.md',
      'node_modules/a/README.md',
      'docs/proposal_x.md',
      'doc/a.md',
    ],
  ];
  for (const path of names) assert.ok(!isInventory(path) && !isReadable(path), path);
});

test('a page that is longer than people write is not judged', () => {
  const text = '[gone](gone.md)\n';
  const files = new Map([
    ['README.md', text],
    ['docs/long.md', text + ' '.repeat(markdownLimit)],
  ]);
  const service = openFiles(files, allRules);
  assert.deepEqual(
    [...files.keys()].map((path) => service.findings(identify(path).uri).map(({ rule }) => rule)),
    [['docs/path-missing'], []],
  );
});

test('a change elsewhere leads back only to pages that speak of it', () => {
  const application = (wave: number): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: wiki, annotations: {argocd.argoproj.io/sync-wave: "${wave}"}}\n`;
  const files = new Map([
    ['README.md', 'Prose about `apps.yaml` and `apps/wiki.yaml`.\n'],
    ['docs/list.md', '- Wave 1: wiki\n'],
    ['apps/wiki.yaml', application(1)],
  ]);
  const service = openFiles(files, allRules);
  service.setText(identify('apps/wiki.yaml'), `# A comment\n${application(1)}`);
  assert.deepEqual(service.outdated(), [identify('apps/wiki.yaml').uri]);
  service.setText(identify('apps/wiki.yaml'), application(2));
  assert.deepEqual(
    service.outdated(),
    ['apps/wiki.yaml', 'docs/list.md'].map((path) => identify(path).uri),
  );
});

/** What was read, as text, with each place checked against the text. */
function shown(text: string): Readonly<Record<string, readonly string[]>> {
  const { tables, fences, blocks, comments } = markdownOf({ text });
  const at = ({ start, end }: { readonly start: number; readonly end: number }): string => text.slice(start, end);
  const all: Record<string, readonly string[]> = {
    tables: tables.map(({ header, rows }) =>
      [header, ...rows]
        .map((cells) => {
          for (const cell of cells) assert.equal(at(cell.span), cell.text);
          return cells.map((cell) => cell.text).join('¦');
        })
        .join('\n'),
    ),
    codes: blocks.flatMap(({ codes }) =>
      codes.map((code) => {
        assert.equal(at(code.span), code.text);
        return code.text;
      }),
    ),
    links: blocks.flatMap(({ links }) =>
      links.map((link) => {
        assert.equal(at(link.span), link.target);
        return link.target;
      }),
    ),
    fences: fences.map(({ language, content }) => `${language}:${at(content)}`),
    headings: blocks.flatMap((block) => (block.heading === undefined ? [] : [`${block.heading} ${at(block.span)}`])),
    comments: comments.map(at),
  };
  return Object.fromEntries(Object.entries(all).filter(([, list]) => list.length > 0));
}

describe('what is read of a text', () => {
  const cases: Readonly<Record<string, readonly [string, Readonly<Record<string, readonly string[]>>]>> = {
    'a table': ['| a | b |\n|---|:-:|\n| 1 | |\n| 2 |\n\n| c |\n', { tables: ['a¦b\n1¦\n2'] }],
    'a table without pipes at its sides': ['a | b\n--|--\n1 | 2\ntext\n', { tables: ['a¦b\n1¦2'] }],
    'escaped pipes, code and links in cells': [
      '| a | b |\r\n| - | - |\r\n| x \\| y | `c` [d](e.md "t") |\r\n',
      { tables: ['a¦b\nx \\| y¦`c` [d](e.md "t")'], codes: ['c'], links: ['e.md'] },
    ],
    'code that a cell leaves open': ['| a | b |\n|-|-|\n| `x | y` |\n', { tables: ['a¦b\n`x¦y`'] }],
    'a table that a fence, a heading or text ends': [
      '|a|\n|-|\n|1|\n# H | x\n|b|\n|-|\n|2|\n```\n|3|\n```\n',
      { tables: ['a\n1', 'b\n2'], headings: ['1 # H | x'], fences: [':|3|\n'] },
    ],
    'no tables': ['a | b\n\n| c | d |\n|---|\n\n| e |\n| f |\n', {}],
    'code spans': ['`a` ``b ` c`` \\`d\\` `e\nf` ` g', { codes: ['a', 'b ` c', 'e\nf'] }],
    'code that nothing closes': ['`` a ` b\n\n`c`\n', { codes: ['c'] }],
    'lists, each item for itself': ['- `a\n- b`\n  c `d`\n1. `e`\n\n    `f`\n', { codes: ['c', 'e', 'f'] }],
    'code by its indentation': ['text\n\n    `a` | b\n    -|-\n\t`c`\n\n`d`\n', { codes: ['d'] }],
    links: [
      '[a](b.md) [c](<d e.md>) ![f](g.png "h") [i]() [j](k(l).md) `[m](n)` \\[o](p.md)\n[q](r.md\n',
      { links: ['b.md', 'd e.md', 'g.png', 'p.md'], codes: ['[m](n)'] },
    ],
    fences: [
      '```Bash title=x\na `b`\n```\n~~~\n```\n~~~\n- ````yaml\n  c\n  ```\n  ````\n> ```\n> d\n> ```\n`e`\n',
      { fences: ['bash:a `b`\n', ':```\n', 'yaml:  c\n  ```\n', ':> d\n'], codes: ['e'] },
    ],
    'a fence that nothing closes': ['```sh\na\n# b\n', { fences: ['sh:a\n# b\n'] }],
    'a line of code in three backticks': ['```a``` | b\n', { codes: ['a'] }],
    comments: [
      '<!-- a\n\n`b`\n--> `c`\nd <!-- `e` --> `f`\n| g <!-- h --> |\n|---|\n<!-- i',
      {
        comments: ['<!-- a\n\n`b`\n-->', '<!-- `e` -->', '<!-- h -->', '<!-- i'],
        codes: ['c', 'f'],
        tables: ['g <!-- h -->'],
      },
    ],
    'no comments': [
      '`<!-- a -->`\n```\n<!-- b -->\n```\n\\<!-- c -->\n',
      { codes: ['<!-- a -->'], fences: [':<!-- b -->\n'] },
    ],
    'front matter': ['---\ntitle: `a`\n---\n`b`\n', { codes: ['b'] }],
    'an empty text': ['', {}],
  };
  for (const [name, [text, expected]] of Object.entries(cases)) {
    test(name, () => assert.deepEqual(shown(text), expected));
  }
});

test('paths are those that plainly are', () => {
  const text = [
    'See `apps/a.yaml`, `./apps/b.yaml:12`, `apps/c/`, `apps/d.md#top`, [e](../e.md#x), [`f/g.sh`](f/g.sh).',
    'Not `apps/h`, `i.yaml`, `apps/{j}.yaml`, `apps/k l.yaml`, `$M/n.yaml`, [o](https://p.example/q.md), [r](#s), `t/…/u.md`.',
    '```sh\nsudo kubectl apply -n v -f w/x.yaml # y/z.yaml\nbash a1/b1.sh c1/d1.yaml\ncat e1/f1.yaml',
    'helm install g1 h1/i1 -f "j1/k1.yaml" --values=l1/m1.yaml\n./n1/o1.sh\ncd p1\n./q1/r1.sh\n```',
    '```yaml\npath: s1/t1.yaml\n```',
  ].join('\n');
  const found = referencesIn({ text }).all.map(({ path, at, by }) => {
    assert.equal(text.slice(at.start, at.end), path);
    return `${by} ${path}`;
  });
  assert.deepEqual(found, [
    ...['code apps/a.yaml', 'code apps/b.yaml', 'code apps/c/', 'code apps/d.md', 'link ../e.md', 'link f/g.sh'],
    ...['command w/x.yaml', 'command a1/b1.sh', 'command n1/o1.sh'],
  ]);
});

test('waves are read from comments, lists and trees', () => {
  const read = (list: ReturnType<typeof wavesInTree>, text: string): readonly string[] =>
    list.map(({ name, wave, at }) => {
      assert.equal(text.slice(at.start, at.end), name);
      return `${name} ${wave}`;
    });
  const text =
    '# Wave 1: a, b\n- **Sync wave 2:** c (x), `d` & e\nWave -3 → f\n> 1. wave 4: g.\nWave 5 is h\nWaves 6: i\nWave 7: two words\n';
  assert.deepEqual(read(wavesInComments(text), text), ['a 1', 'b 1']);
  assert.deepEqual(read(wavesInMarkdown(text), text), ['c 2', 'd 2', 'e 2', 'f -3', 'g 4']);
  const tree =
    'apps/\n├── a/   # x (wave 1)\n│   └── b.yaml # (y, sync wave -2, z)\n  c/ # (wave 3-4)\n  d/ # wave 5\n  apps/e/  # (wave 6)\n  f # (wave 7)\n';
  assert.deepEqual(read(wavesInTree(tree), tree), ['a 1', 'b -2', 'e 6']);
});

test('any text can be read, with every place inside it', () => {
  const pieces = [
    '|',
    '`',
    '```',
    '~~~',
    '\n',
    '\n\n',
    '---',
    '|-|-|',
    '<!--',
    '-->',
    '](',
    ')',
    '<',
    '\\',
    '    ',
    '\t',
    '# ',
    '- ',
    '> ',
  ];
  const words = [
    'a',
    'apps/wiki/values.yaml',
    'Wave 2:',
    '\r\n',
    '"',
    '[',
    '(wave 2)',
    '❌',
    '\u0000',
    'kubectl apply -f ',
  ];
  const dice = new Dice(7);
  for (let i = 0; i < 3000; i++) {
    let text = '';
    for (let n = dice.below(60); n >= 0; n--) text += dice.pick([...pieces, ...words]) ?? '';
    const read: MarkdownText = markdownOf({ text });
    const places = [
      ...read.comments,
      ...read.blocks.flatMap(({ span, codes, links }) => [span, ...[...codes, ...links].map((one) => one.span)]),
      ...read.fences.flatMap(({ content, whole }) => [content, whole]),
      ...referencesIn({ text }).all.map(({ at }) => at),
    ];
    for (const { start, end } of places)
      assert.ok(0 <= start && start <= end && end <= text.length, JSON.stringify(text));
    shown(text);
  }
});
