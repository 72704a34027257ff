// Small changes to YAML, as a person's slips make them: a node renamed, removed, written twice, or of another type.
import { type Span, span } from '../../server/src/core/text/span.ts';
import { walk, type YamlNode, type YamlPair } from '../../server/src/core/yaml/nodes.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';
import { splitDocuments } from '../../server/src/core/yaml/split.ts';

/** Numbers that look random and are the same in every run (xorshift). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state % limit;
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(Math.max(list.length, 1))];
  }
}

export interface Words {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

interface Edit {
  readonly at: Span;
  readonly text: string;
}

/** The text after one random change in one of its documents. */
export function mutate(text: string, dice: Dice, words: Words): string {
  const part = dice.pick(splitDocuments(text).spans);
  if (!part) return text;
  const own = text.slice(part.start, part.end);
  if (dice.below(40) === 0) return text.slice(0, part.start) + text.slice(part.end);
  if (dice.below(40) === 0) return text + (own.startsWith('---') ? own : `---\n${own}`);
  const edit = editOf(own, dice, words);
  if (!edit) return text;
  return text.slice(0, part.start + edit.at.start) + edit.text + text.slice(part.start + edit.at.end);
}

function editOf(own: string, dice: Dice, words: Words): Edit | undefined {
  const { root } = parseYaml(own);
  const nodes: YamlNode[] = [];
  if (root) walk(root, (node) => nodes.push(node));
  const pair = dice.pick(nodes.flatMap((node): readonly YamlPair[] => (node.type === 'map' ? node.pairs : [])));
  const item = dice.pick(nodes.flatMap((node) => (node.type === 'seq' ? node.items : [])));
  const node = dice.pick(nodes);
  const value = dice.pick(words.values) ?? '';
  switch (dice.below(7)) {
    case 0:
      return pair && { at: pair.key.span, text: dice.pick(words.keys) ?? '' };
    case 1:
      return pair && { at: withComma(own, pair.span), text: '' };
    case 2:
      return pair && again(own, pair.span, dice.below(2) === 0 ? undefined : dice.pick(words.keys));
    case 3:
      return item && again(own, item.span, undefined);
    case 4:
      return pair && { at: pair.value.span, text: own[pair.value.span.start - 1] === ':' ? ` ${value}` : value };
    case 5:
      return node && { at: node.span, text: value };
    default: {
      // A keystroke: what is half typed is seldom well formed.
      const at = dice.below(own.length + 1);
      return {
        at: span(at, Math.min(own.length, at + dice.below(3))),
        text: dice.pick(['', ' ', ':', '\n', '"', '- ', '{', 'é', '😀']) ?? '',
      };
    }
  }
}

function withComma(own: string, at: Span): Span {
  const comma = /^\s*,/.exec(own.slice(at.end));
  return comma ? span(at.start, at.end + comma[0].length) : at;
}

/** Writes a pair or an item once more behind itself, in the style it is written in. */
function again(own: string, at: Span, key: string | undefined): Edit {
  const lead = own.slice(own.lastIndexOf('\n', at.start - 1) + 1, at.start);
  const copy = own.slice(at.start, at.end);
  const text = key === undefined ? copy : copy.replace(/^[^:]*/, key);
  const block = /^[ -]*$/.test(lead);
  const indent = lead.endsWith('- ') && key === undefined ? lead : ' '.repeat(lead.length);
  return { at: span(at.end, at.end), text: block ? `\n${indent}${text}` : `, ${text}` };
}
