// The files of a Helm chart as facts: which values it has, and what its templates read of them.
import { enclosed } from '../text/enclosed.ts';
import { sliceSpan } from '../text/span.ts';
import type { ChartDependency, ChartKey } from '../workspace/chart-facts.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isNull, itemsOf, keyText, stringOf, walk, type YamlMap, type YamlNode } from '../yaml/nodes.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import type { Kind } from './kind.ts';

const place = { start: 0, end: 0 };

/** True for a file in which a chart keeps named pieces of templates. */
export function isTemplateHelper(path: string): boolean {
  return /(?:^|\/)templates\/(?:.+\/)?[^/]+\.tpl$/.test(path);
}

/** Facts that a document gives by its place in a chart, whatever it looks like. */
export function chartFileFacts(kind: Kind, { root, text }: YamlDocument, path: string): readonly Fact[] {
  if (kind === 'chart') return chartFacts(root);
  if (/(?:^|\/)values\.yaml$/.test(path) && root?.type === 'map') return keysFacts(root, text);
  if (/(?:^|\/)templates\/.+\.ya?ml$/.test(path) || isTemplateHelper(path)) return templateFacts(text);
  return [];
}

function chartFacts(root: YamlNode | undefined): readonly Fact[] {
  const dependencies = itemsOf(at(root, 'dependencies')).flatMap((item): ChartDependency[] => {
    const name = stringOf(at(item, 'name'));
    if (name === undefined) return [];
    const words = new Set<string>();
    for (const key of ['condition', 'import-values']) {
      const part = at(item, key);
      if (part) walk(part, (node) => addWords(words, stringOf(node) ?? '', /[\w-]+/g));
    }
    return [{ name, key: stringOf(at(item, 'alias')) ?? name, words: [...words].sort() }];
  });
  const isLibrary = stringOf(at(root, 'type')) === 'library';
  const data = { ...(isLibrary ? { isLibrary: true as const } : {}), dependencies };
  return [fact('chart', stringOf(at(root, 'name')) ?? '', place, data)];
}

/** What nobody writes by hand; aliases can make a small text a large tree. */
const keyLimit = 5000;

function keysFacts(root: YamlMap, text: string): readonly Fact[] {
  const budget = { left: keyLimit };
  const keys = keysOf(root, budget);
  if (budget.left <= 0) return [];
  const words = new Set<string>();
  for (const [comment] of text.matchAll(/#.*/g)) {
    addWords(words, comment, /[\w-]+(?=\s*[:=])/g);
    for (const [path] of comment.matchAll(/[\w-]+(?:\.[\w-]+)+|@(?:param|extra|skip)\s+[\w.-]+/g))
      addWords(words, path, /[\w-]+/g);
  }
  return [fact('chart-keys', '', place, { keys, words: [...words].sort() })];
}

/** The keys of a mapping; where one of them may bring in others, or is filled in elsewhere, it takes anything. */
function keysOf(map: YamlMap, budget: { left: number }): readonly ChartKey[] {
  return map.pairs.flatMap((pair): ChartKey[] => {
    if (budget.left-- <= 0 || isNull(pair.key)) return [];
    const { value } = pair;
    const isFree =
      value.type !== 'map' || value.pairs.length === 0 || value.pairs.some(({ key }) => key.value === '<<');
    return [{ key: keyText(pair), ...(isFree ? {} : { keys: keysOf(value, budget) }) }];
  });
}

function templateFacts(text: string): readonly Fact[] {
  const paths = new Set<string>();
  const words = new Set<string>();
  for (const place of enclosed(text, '{{', '}}')) {
    const action = sliceSpan(text, place);
    for (const [, path = ''] of action.matchAll(/\.Values((?:\.[\w-]+)*)/g)) paths.add(path.slice(1));
    addWords(words, action, /(?<=\.)[A-Za-z_][\w-]*/g);
    for (const [, quoted = ''] of action.matchAll(/["`]([^"`]*)["`]/g)) addWords(words, quoted, /[\w-]+/g);
  }
  return [fact('chart-template', '', place, { paths: [...paths].sort(), words: [...words].sort() })];
}

function addWords(words: Set<string>, text: string, pattern: RegExp): void {
  for (const [word] of text.matchAll(pattern)) words.add(word);
}
