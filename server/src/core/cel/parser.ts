import {
  AFTER,
  ELEMENT_START,
  EXPECT,
  EXPR_START,
  FIELD_NAME,
  FIELD_START,
  type Follow,
  LITERAL_START,
  MEMBER_START,
  PRODUCTS,
  RELATIONS,
  type RuleName,
  SUMS,
} from './grammar.ts';
import { parseElement, parseEntries, parseFieldName, parseFields } from './parse-entries.ts';
import { Mismatch, RecoveringTokens } from './recovery.ts';
import type { OptionalSyntax, Syntax, TernarySyntax } from './syntax.ts';
import type { Token, TokenKind } from './tokens.ts';

const NOTHING_READ: Syntax = { kind: 'missing', at: undefined };

/**
 * cel-go's grammar by recursive descent, one method per rule. Each rule catches its own mismatch, recovers and returns
 * what it has, as the generated parser does. Places (`'expr.colon'`) name the spots recovery has to tell apart.
 */
export class Parser {
  readonly tokens: RecoveringTokens;

  constructor(tokens: readonly Token[], onError: (token: Token) => void) {
    this.tokens = new RecoveringTokens(tokens, onError);
  }

  /** The whole text as one expression. Throws `LimitReached` when a limit of cel-go is met. */
  program(): Syntax {
    const expr = this.expr('program.expr', AFTER.program);
    try {
      this.tokens.match('end', 'program.end', AFTER.nothing);
    } catch (error) {
      this.tokens.recover(error);
    }
    return expr;
  }

  expr(callSite: string, follow: Follow): Syntax {
    this.tokens.enter('expr', callSite, follow);
    const condition = this.logic('||', 'expr.condition', AFTER.condition);
    const ternary = this.tokens.kind() === '?' ? this.ternary(condition) : condition;
    this.tokens.leave();
    return ternary;
  }

  private ternary(condition: Syntax): Syntax {
    const operator = this.tokens.take();
    const syntax: TernarySyntax = {
      kind: 'ternary',
      condition,
      operator,
      whenTrue: NOTHING_READ,
      whenFalse: NOTHING_READ,
    };
    try {
      syntax.whenTrue = this.logic('||', 'expr.true', AFTER.whenTrue);
      this.tokens.match(':', 'expr.colon', EXPECT.expr);
      syntax.whenFalse = this.expr('expr.false', AFTER.nothing);
    } catch (error) {
      this.tokens.recover(error);
    }
    return syntax;
  }

  /** A chain of `||`, or inside it one of `&&`. */
  private logic(kind: '||' | '&&', callSite: string, follow: Follow): Syntax {
    const rule: RuleName = kind === '||' ? 'or' : 'and';
    this.tokens.enter(rule, callSite, follow);
    const first = this.logicOperand(kind);
    const operands = [first];
    const operators: Token[] = [];
    while (this.tokens.kind() === kind) {
      operators.push(this.tokens.take());
      operands.push(this.logicOperand(kind));
    }
    this.tokens.leave();
    return operators.length === 0 ? first : { kind: 'logic', operands, operators };
  }

  private logicOperand(kind: '||' | '&&'): Syntax {
    return kind === '||' ? this.logic('&&', 'or.operand', AFTER.or) : this.relation(0, 'and.operand', AFTER.and);
  }

  private relation(precedence: number, callSite: string, follow: Follow): Syntax {
    this.tokens.enter('relation', callSite, follow);
    let left = this.calc(0, 'relation.left', AFTER.relation);
    while (precedence <= 1 && RELATIONS.has(this.tokens.kind())) {
      const operator = this.tokens.take();
      left = { kind: 'binary', left, operator, right: this.relation(2, 'relation.right', AFTER.relation) };
    }
    this.tokens.leave();
    return left;
  }

  private calc(precedence: number, callSite: string, follow: Follow): Syntax {
    this.tokens.enter('calc', callSite, follow);
    let left = this.unary('calc.left', AFTER.calc);
    for (;;) {
      const level = calcLevel(this.tokens.kind());
      if (level === 0 || level < precedence) break;
      const operator = this.tokens.take();
      left = { kind: 'binary', left, operator, right: this.calc(level + 1, `calc.right${level}`, AFTER.calc) };
    }
    this.tokens.leave();
    return left;
  }

  private unary(callSite: string, follow: Follow): Syntax {
    this.tokens.enter('unary', callSite, follow);
    const start = this.tokens.peek();
    let syntax: Syntax = { kind: 'missing', at: start };
    try {
      this.tokens.sync('unary', EXPECT.expr);
      const first = this.tokens.kind();
      if (first === '!') syntax = this.not();
      else if (first === '-' && !isNumber(this.tokens.kind(2))) syntax = this.minus();
      else if (MEMBER_START.has(first)) syntax = this.member('unary.member');
      else throw new Mismatch(this.tokens.peek());
    } catch (error) {
      this.tokens.recover(error);
    }
    this.tokens.leave();
    return syntax;
  }

  private not(): Syntax {
    const operators: Token[] = [];
    do {
      operators.push(this.tokens.take());
      this.tokens.syncLoop('unary.not', EXPECT.afterNot);
    } while (this.tokens.kind() === '!');
    return { kind: 'unary', operators, operand: this.member('unary.not.member') };
  }

  private minus(): Syntax {
    if (this.tokens.kind(2) !== '-' && !MEMBER_START.has(this.tokens.kind(2))) {
      throw new Mismatch(this.tokens.peek(2));
    }
    const syntax: Syntax = { kind: 'unary', operators: [], operand: NOTHING_READ };
    try {
      do {
        syntax.operators.push(this.tokens.take());
        this.tokens.syncLoop('unary.minus', EXPECT.afterMinus);
      } while (this.anotherMinus());
      syntax.operand = this.member('unary.minus.member');
    } catch (error) {
      this.tokens.recover(error);
    }
    return syntax;
  }

  /** After one `-`: is the next token another? The `-` of `--1` is, although it might begin the literal `-1`. */
  private anotherMinus(): boolean {
    if (this.tokens.kind() === '-') {
      if (MEMBER_START.has(this.tokens.kind(2))) return true;
      throw new Mismatch(this.tokens.peek(2));
    }
    if (MEMBER_START.has(this.tokens.kind())) return false;
    throw new Mismatch(this.tokens.peek());
  }

  private member(callSite: string): Syntax {
    this.tokens.enter('member', callSite, AFTER.nothing);
    let syntax = this.primary();
    try {
      while (this.tokens.kind() === '.' || this.tokens.kind() === '[') {
        this.tokens.at('member.suffix');
        if (this.tokens.kind() === '[') {
          const index = this.startIndex(syntax);
          syntax = index;
          this.finishIndex(index);
        } else if (this.tokens.kind(2) === 'identifier' && this.tokens.kind(3) === '(') {
          this.tokens.take();
          const name = this.tokens.take();
          const call = { kind: 'memberCall' as const, target: syntax, name, ...this.startCall() };
          syntax = call;
          this.finishCall(call, 'member');
        } else if (this.tokens.kind(2) === '?' || FIELD_NAME.has(this.tokens.kind(2))) {
          syntax = this.select(syntax);
        } else throw new Mismatch(this.tokens.peek(2));
      }
    } catch (error) {
      this.tokens.recover(error);
    }
    this.tokens.leave();
    return syntax;
  }

  private select(operand: Syntax): Syntax {
    const dot = this.tokens.take();
    const optional = this.tokens.kind() === '?' ? this.tokens.take() : undefined;
    const fieldAt = this.tokens.peek();
    return {
      kind: 'select',
      operand,
      dot,
      optional,
      field: parseFieldName(this, 'member.field', AFTER.member),
      fieldAt,
    };
  }

  private startIndex(target: Syntax): Extract<Syntax, { kind: 'index' }> {
    const open = this.tokens.take();
    return { kind: 'index', target, open, optional: undefined, index: NOTHING_READ, close: undefined };
  }

  private finishIndex(syntax: Extract<Syntax, { kind: 'index' }>): void {
    this.tokens.sync('member.index', EXPECT.element);
    if (this.tokens.kind() === '?') syntax.optional = this.tokens.take();
    syntax.index = this.expr('member.index.expr', AFTER.index);
    syntax.close = this.tokens.match(']', 'member.index.close', AFTER.member);
  }

  private startCall(): { readonly open: Token; args: readonly Syntax[]; close: Token | undefined } {
    return { open: this.tokens.take(), args: [], close: undefined };
  }

  private finishCall(call: { args: readonly Syntax[]; close: Token | undefined }, rule: RuleName): void {
    this.tokens.sync(`${rule}.arguments`, EXPECT.argumentsOrClose);
    if (EXPR_START.has(this.tokens.kind())) call.args = this.arguments(`${rule}.arguments.list`);
    call.close = this.tokens.match(')', `${rule}.close`, rule === 'member' ? AFTER.member : AFTER.nothing);
  }

  private arguments(callSite: string): readonly Syntax[] {
    this.tokens.enter('arguments', callSite, AFTER.arguments);
    const args = [this.expr('arguments.first', AFTER.item)];
    while (this.tokens.kind() === ',') {
      this.tokens.take();
      args.push(this.expr('arguments.next', AFTER.item));
    }
    this.tokens.leave();
    return args;
  }

  private primary(): Syntax {
    this.tokens.enter('primary', 'member.primary', AFTER.member);
    const syntax: { current: Syntax } = { current: NOTHING_READ };
    try {
      this.tokens.sync('primary', EXPECT.member);
      this.primaryOf(syntax);
    } catch (error) {
      this.tokens.recover(error);
    }
    this.tokens.leave();
    return syntax.current;
  }

  /** Leaves what it has in `out` even when it breaks off. */
  private primaryOf(out: { current: Syntax }): void {
    const kind = this.tokens.kind();
    if (kind === 'identifier' || kind === '.') this.named(out);
    else if (kind === '(') this.group(out);
    else if (kind === '[') this.list(out);
    else if (kind === '{') this.map(out);
    else if (LITERAL_START.has(kind)) out.current = this.literal();
    else throw new Mismatch(this.tokens.peek());
  }

  /** An identifier, a call, or a message such as `google.protobuf.Int64Value{value: 1}`. */
  private named(out: { current: Syntax }): void {
    const hasDot = this.tokens.kind() === '.';
    const at = hasDot ? 2 : 1;
    if (this.tokens.kind(at) !== 'identifier') throw new Mismatch(this.tokens.peek(at));
    const names = this.countNames(at);
    if (names > 0) {
      this.message(out, hasDot, names);
      return;
    }
    const dot = hasDot ? this.tokens.take() : undefined;
    const name = this.tokens.take();
    if (this.tokens.kind() !== '(') {
      out.current = { kind: 'ident', dot, name };
      return;
    }
    const call = { kind: 'call' as const, dot, name, ...this.startCall() };
    out.current = call;
    this.finishCall(call, 'primary');
  }

  /** The number of dotted names from here when a `{` follows them, else 0. */
  private countNames(at: number): number {
    let last = at;
    while (this.tokens.kind(last + 1) === '.' && this.tokens.kind(last + 2) === 'identifier') last += 2;
    return this.tokens.kind(last + 1) === '{' ? (last - at) / 2 + 1 : 0;
  }

  private message(out: { current: Syntax }, hasDot: boolean, count: number): void {
    const dot = hasDot ? this.tokens.take() : undefined;
    const names: Token[] = [this.tokens.take()];
    while (names.length < count) {
      this.tokens.take();
      names.push(this.tokens.take());
    }
    const syntax: Syntax = {
      kind: 'message',
      dot,
      names,
      open: this.tokens.take(),
      fields: { keys: [], colons: [], values: [] },
      close: undefined,
    };
    out.current = syntax;
    this.tokens.sync('message.fields', EXPECT.fieldsOrClose);
    if (FIELD_START.has(this.tokens.kind())) parseFields(this, syntax.fields);
    syntax.close = this.closeList('}', 'message', AFTER.entries);
  }

  private group(out: { current: Syntax }): void {
    this.tokens.take();
    const syntax: Syntax = { kind: 'group', inner: NOTHING_READ };
    out.current = syntax;
    syntax.inner = this.expr('primary.group', AFTER.arguments);
    this.tokens.match(')', 'primary.group.close', AFTER.nothing);
  }

  private list(out: { current: Syntax }): void {
    const elements: OptionalSyntax[] = [];
    const syntax: Syntax = { kind: 'list', open: this.tokens.take(), elements, close: undefined };
    out.current = syntax;
    this.tokens.sync('list.elements', EXPECT.elementsOrClose);
    if (ELEMENT_START.has(this.tokens.kind())) this.elements(elements);
    syntax.close = this.closeList(']', 'list', AFTER.elements);
  }

  private elements(elements: OptionalSyntax[]): void {
    this.tokens.enter('elements', 'list.elements.list', AFTER.elements);
    elements.push(parseElement(this, 'elements.first', AFTER.item));
    while (this.tokens.kind() === ',' && ELEMENT_START.has(this.tokens.kind(2))) {
      this.tokens.take();
      elements.push(parseElement(this, 'elements.next', AFTER.item));
    }
    this.tokens.leave();
  }

  private map(out: { current: Syntax }): void {
    const syntax: Syntax = {
      kind: 'map',
      open: this.tokens.take(),
      entries: { keys: [], colons: [], values: [] },
      close: undefined,
    };
    out.current = syntax;
    this.tokens.sync('map.entries', EXPECT.entriesOrClose);
    if (ELEMENT_START.has(this.tokens.kind())) parseEntries(this, syntax.entries);
    syntax.close = this.closeList('}', 'map', AFTER.entries);
  }

  /** A last comma, if any, and the bracket. */
  private closeList(close: ']' | '}', rule: string, commaOrClose: Follow): Token {
    this.tokens.sync(`${rule}.comma`, commaOrClose);
    if (this.tokens.kind() === ',') this.tokens.take();
    return this.tokens.match(close, `${rule}.close`, AFTER.nothing);
  }

  private literal(): Syntax {
    this.tokens.enter('literal', 'primary.literal', AFTER.nothing);
    let syntax = NOTHING_READ;
    try {
      this.tokens.sync('literal', EXPECT.literal);
      const sign = this.tokens.kind() === '-' ? this.tokens.peek() : undefined;
      if (sign !== undefined && !isNumber(this.tokens.kind(2))) throw new Mismatch(this.tokens.peek(2));
      if (sign !== undefined) this.tokens.take();
      syntax = { kind: 'literal', sign, token: this.tokens.take() };
    } catch (error) {
      this.tokens.recover(error);
    }
    this.tokens.leave();
    return syntax;
  }
}

function isNumber(kind: TokenKind): boolean {
  return kind === 'int' || kind === 'double';
}

function calcLevel(kind: TokenKind): 0 | 1 | 2 {
  if (PRODUCTS.has(kind)) return 2;
  return SUMS.has(kind) ? 1 : 0;
}
