import { span } from '../text/span.ts';
import type { Follow, RuleName } from './grammar.ts';
import { LimitReached, MAX_NESTING, MAX_RECOVERIES, MAX_SKIPPED_TOKENS } from './limits.ts';
import type { Token, TokenKind } from './tokens.ts';

/** Thrown by a rule that cannot go on and caught by the same rule, which then recovers. */
export class Mismatch extends Error {
  readonly token: Token;

  constructor(token: Token) {
    super();
    this.token = token;
  }
}

interface Frame {
  readonly rule: RuleName;
  readonly follow: Follow;
  readonly callSite: string;
}

const NO_TOKEN: Token = { kind: 'end', text: '', span: span(0, 0) };

/**
 * The tokens with ANTLR's default error strategy around them, which cel-go uses: drop one token if the next one fits,
 * imagine one if it is all that is missing, else skip to something a calling rule can go on with. Positions of errors
 * and what survives of a broken expression depend on these steps, so they are followed one by one
 * (ANTLR 4.13 `DefaultErrorStrategy`; the limits are those of cel-go's `recoveryLimitErrorStrategy`).
 */
export class RecoveringTokens {
  private readonly tokens: readonly Token[];
  private readonly onError: (token: Token) => void;
  private readonly frames: Frame[] = [];
  private readonly depths = new Map<RuleName, number>();
  private index = 0;
  /** Where in the grammar we are: tells two errors at one token apart. */
  private place = 'program';
  private recovering = false;
  private lastErrorIndex = -1;
  private lastErrorPlaces = new Set<string>();
  private attempts = 0;

  constructor(tokens: readonly Token[], onError: (token: Token) => void) {
    this.tokens = tokens;
    this.onError = onError;
  }

  /** The token `ahead` places from here, 1 being the next. */
  peek(ahead = 1): Token {
    return this.tokens[this.index + ahead - 1] ?? this.tokens[this.tokens.length - 1] ?? NO_TOKEN;
  }

  get previous(): Token | undefined {
    return this.tokens[this.index - 1];
  }

  /** The next token's kind. */
  kind(ahead = 1): TokenKind {
    return this.peek(ahead).kind;
  }

  enter(rule: RuleName, callSite: string, follow: Follow): void {
    this.place = callSite;
    this.frames.push({ rule, follow, callSite });
    this.deepen(rule);
    this.place = rule;
  }

  leave(): void {
    const frame = this.frames.pop();
    if (frame === undefined) return;
    this.place = frame.callSite;
    this.depths.set(frame.rule, (this.depths.get(frame.rule) ?? 1) - 1);
  }

  /** Says where in the grammar we are, where no other method does. */
  at(place: string): void {
    this.place = place;
  }

  /** Takes a token of this kind, or makes do without it. `after` says what may follow it in the rule. */
  match(kind: TokenKind, place: string, after: Follow): Token {
    this.place = place;
    const token = this.peek();
    if (token.kind !== kind) return this.recoverInline(kind, after);
    this.take();
    return token;
  }

  /** Takes the next token, known to be right. */
  take(): Token {
    const token = this.peek();
    this.endError();
    this.consume();
    return token;
  }

  /** Checks before an optional part that what comes next can be right; drops one token when that helps. */
  sync(place: string, expected: Follow): void {
    this.place = place;
    if (this.recovering || expected.canEnd || expected.kinds.has(this.kind())) return;
    if (!this.dropOne(expected.kinds)) throw new Mismatch(this.peek());
  }

  /** The same inside a loop, where skipping ahead is preferred to giving up the rule. */
  syncLoop(place: string, expected: Follow): void {
    this.place = place;
    if (this.recovering || expected.canEnd || expected.kinds.has(this.kind())) return;
    this.report(this.peek());
    while (this.kind() !== 'end' && !expected.kinds.has(this.kind()) && !this.canResume(this.kind())) this.consume();
  }

  /** Reports a mismatch and skips to a token that one of the open rules can go on with. Other errors pass through. */
  recover(error: unknown): void {
    if (!(error instanceof Mismatch)) throw error;
    this.report(error.token);
    this.countAttempt();
    let skipped = 0;
    const skip = (): void => {
      if (skipped >= MAX_SKIPPED_TOKENS) throw new LimitReached('skipped tokens');
      skipped += 1;
      this.consume();
    };
    // The same error at the same place again: take one token at least, or this would never end.
    if (this.lastErrorIndex === this.index && this.lastErrorPlaces.has(this.place)) skip();
    this.lastErrorIndex = this.index;
    this.lastErrorPlaces.add(this.place);
    while (this.kind() !== 'end' && !this.canResume(this.kind())) skip();
  }

  private deepen(rule: RuleName): void {
    const depth = (this.depths.get(rule) ?? 0) + 1;
    this.depths.set(rule, depth);
    if (depth > MAX_NESTING) throw new LimitReached('nesting');
  }

  private consume(): void {
    if (this.kind() !== 'end') this.index += 1;
  }

  private report(token: Token): void {
    if (this.recovering) return;
    this.recovering = true;
    this.onError(token);
  }

  private endError(): void {
    this.recovering = false;
    this.lastErrorIndex = -1;
    this.lastErrorPlaces = new Set();
  }

  private countAttempt(): void {
    if (this.attempts >= MAX_RECOVERIES) throw new LimitReached('recoveries');
    this.attempts += 1;
  }

  private recoverInline(kind: TokenKind, after: Follow): Token {
    this.countAttempt();
    if (this.dropOne(new Set([kind]))) return this.take();
    if (!this.fitsAfter(this.kind(), after)) throw new Mismatch(this.peek());
    this.report(this.peek());
    return this.imagine(kind);
  }

  private dropOne(expected: ReadonlySet<TokenKind>): boolean {
    if (!expected.has(this.kind(2))) return false;
    this.report(this.peek());
    this.consume();
    this.endError();
    return true;
  }

  private imagine(kind: TokenKind): Token {
    const here = this.peek();
    const anchor = here.kind === 'end' ? (this.previous ?? here) : here;
    return { kind, text: '', span: span(anchor.span.start, anchor.span.start) };
  }

  private fitsAfter(kind: TokenKind, after: Follow): boolean {
    if (after.kinds.has(kind)) return true;
    if (!after.canEnd) return false;
    for (let depth = this.frames.length - 1; depth >= 0; depth -= 1) {
      const frame = this.frames[depth];
      if (frame?.follow.kinds.has(kind)) return true;
      if (frame?.follow.canEnd !== true) return false;
    }
    return kind === 'end';
  }

  private canResume(kind: TokenKind): boolean {
    return this.frames.some((frame) => frame.follow.kinds.has(kind));
  }
}
