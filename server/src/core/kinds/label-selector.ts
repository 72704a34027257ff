// The selectors of `matchlabels`, read as Omni reads them (omni client/pkg/cosi/labels): terms joined by commas, all of
// which a machine has to fulfil. White space before a word is skipped; after an operator it belongs to the word, also at
// its end, so `a = b ` asks for the value `b ` with a space.
import { type Span, span } from '../text/span.ts';

export type SelectorOperator = 'exists' | '=' | '==' | '!=' | 'in' | 'notin' | '<' | '<=' | '>' | '>=';

export interface SelectorWord {
  readonly text: string;
  /** Where it stands in the selector, quotes included. */
  readonly span: Span;
  readonly quoted: boolean;
}

export interface SelectorTerm {
  readonly key: SelectorWord;
  readonly operator: SelectorOperator;
  /** True for `!key`. */
  readonly absent: boolean;
  readonly values: readonly SelectorWord[];
}

export interface SelectorProblem {
  readonly span: Span;
  /** What is wrong, as a sentence. */
  readonly message: string;
}

export interface Selector {
  readonly terms: readonly SelectorTerm[];
  /** Why Omni refuses the selector; the terms are those before it. */
  readonly problem?: SelectorProblem;
}

type TokenKind = 'word' | 'end' | 'open-quote' | '(' | ')' | ',' | '!' | Exclude<SelectorOperator, 'exists'>;

interface Token extends SelectorWord {
  readonly kind: TokenKind;
}

const comparisons: readonly string[] = ['=', '==', '!=', 'in', 'notin', '<', '<=', '>', '>='];

/** Reads one selector. It never fails: the first problem is part of the result. */
export function parseSelector(text: string): Selector {
  const parser = new Parser(tokens(text), text.length);
  const problem = parser.run();
  return problem ? { terms: parser.terms, problem } : { terms: parser.terms };
}

const space = /[ \t\r\n]/;
const symbol = /[=!(),<>]/;
const symbols: readonly TokenKind[] = ['(', ')', ',', '!', '=', '==', '!=', '<', '<=', '>', '>='];

/** Splits the text; what a word holds depends on whether an operator was seen since the last comma. */
function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let afterOperator = false;
  let inList = false;
  let at = 0;
  for (;;) {
    while (at < text.length && space.test(text[at] ?? '')) at++;
    const token = nextToken(text, at, afterOperator);
    found.push(token);
    if (token.kind === 'end' || token.kind === 'open-quote') return found;
    at = token.span.end;
    if (token.quoted) continue;
    if (token.kind === '!' || comparisons.includes(token.kind)) afterOperator = true;
    else if (token.kind === '(') inList = true;
    else if (token.kind === ')') inList = false;
    else if (token.kind === ',' && !inList) afterOperator = false;
  }
}

function nextToken(text: string, at: number, afterOperator: boolean): Token {
  const char = text[at];
  if (char === undefined) return make('end', '', at, at);
  if (char === '"') return quoted(text, at);
  if (symbol.test(char)) {
    const two = symbols.find((candidate) => candidate === text.slice(at, at + 2));
    const kind = two ?? symbols.find((candidate) => candidate === char) ?? 'word';
    return make(kind, kind, at, at + kind.length);
  }
  let end = at;
  while (end < text.length && !symbol.test(text[end] ?? '')) {
    if (!afterOperator && space.test(text[end] ?? '')) break;
    end++;
  }
  const word = text.slice(at, end);
  return make(word === 'in' || word === 'notin' ? word : 'word', word, at, end);
}

function quoted(text: string, from: number): Token {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') return { ...make('word', value, from, at + 1), quoted: true };
    if (char === '\\') at++;
    value += text[at] ?? '';
  }
  return { ...make('open-quote', value, from, text.length), quoted: true };
}

function make(kind: TokenKind, text: string, start: number, end: number): Token {
  return { kind, text, span: span(start, end), quoted: false };
}

class Parser {
  readonly terms: SelectorTerm[] = [];
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #next = 0;

  constructor(found: readonly Token[], length: number) {
    this.#tokens = found;
    this.#end = make('end', '', length, length);
  }

  run(): SelectorProblem | undefined {
    if (this.#peek().kind === 'end') return undefined;
    for (;;) {
      const problem = this.#term();
      if (problem) return problem;
      const after = this.#take();
      if (after.kind === 'end') return undefined;
      if (after.kind !== ',') return unexpected(after, 'a comma or the end');
      const start = this.#peek();
      if (!isWord(start) && start.kind !== '!') return unexpected(start, 'a label after the comma');
    }
  }

  #term(): SelectorProblem | undefined {
    const first = this.#take();
    const absent = first.kind === '!';
    const key = absent ? this.#take() : first;
    if (!isWord(key)) return unexpected(key, 'a label');
    const after = this.#peek();
    if (after.kind === 'end' || after.kind === ',') {
      this.terms.push({ key, operator: 'exists', absent, values: [] });
      return undefined;
    }
    if (absent)
      return unexpected(after, 'a comma or the end: `!` asks only whether the label is absent, so there is no value');
    const operator = operatorOf(this.#take());
    if (!operator) return unexpected(after, 'an operator such as `=`, `!=`, `in`, `notin`, `<` or `>=`');
    const values: SelectorWord[] = [];
    const problem = operator === 'in' || operator === 'notin' ? this.#list(values) : this.#value(values);
    if (!problem) this.terms.push({ key, operator, absent: false, values });
    return problem;
  }

  #value(values: SelectorWord[]): SelectorProblem | undefined {
    const token = this.#peek();
    if (token.kind === 'end' || token.kind === ',') return undefined;
    this.#take();
    if (!isWord(token)) return unexpected(token, 'a value');
    values.push(token);
    return undefined;
  }

  /** `(a, b)`; empty places count as empty values. */
  #list(values: SelectorWord[]): SelectorProblem | undefined {
    const open = this.#take();
    if (open.kind !== '(') return unexpected(open, '`(` before the list of values');
    if (this.#peek().kind === ')') {
      this.#take();
      return undefined;
    }
    for (;;) {
      const token = this.#take();
      if (token.kind === ',') {
        if (this.#peek().kind === ')') break;
        if (this.#peek().kind === ',') this.#take();
        continue;
      }
      if (!isWord(token)) return unexpected(token, 'a value or `)`');
      values.push(token);
      const after = this.#peek();
      if (after.kind === ')') break;
      if (after.kind !== ',') return unexpected(after, 'a comma or `)`');
    }
    this.#take();
    return undefined;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? this.#end;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }
}

/** `in` and `notin` are words wherever no operator is expected. */
function isWord({ kind }: Token): boolean {
  return kind === 'word' || kind === 'in' || kind === 'notin';
}

function operatorOf({ kind }: Token): Exclude<SelectorOperator, 'exists'> | undefined {
  switch (kind) {
    case '=':
    case '==':
    case '!=':
    case 'in':
    case 'notin':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return kind;
    default:
      return undefined;
  }
}

function unexpected(token: Token, wanted: string): SelectorProblem {
  if (token.kind === 'open-quote') return { span: token.span, message: 'The quote is not closed.' };
  const found = token.kind === 'end' ? 'The selector ends' : `\`${token.text.trim()}\` stands`;
  return { span: token.span, message: `${found} where Omni expects ${wanted}.` };
}

/**
 * Whether a value is a number for `<`, `<=`, `>` and `>=`: whole, with an optional unit such as `k`, `G` or `Gi`, whatever
 * follows the unit (cosi-project/runtime pkg/resource/internal/compare).
 */
export function isSelectorNumber(text: string): boolean {
  const [, digits = '', unit = ''] = /^([-0-9]*)(.*)$/s.exec(text.trim()) ?? [];
  return /^-?\d{1,19}$/.test(digits) && /^\s*(?:$|[kmgtp])/i.test(unit);
}
