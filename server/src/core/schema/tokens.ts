// Finds credentials by the shapes their issuers give them (token-shapes.ts).
import { type Span, span } from '../text/span.ts';
import { tokenShapes } from './token-shapes.ts';

export interface FoundToken {
  readonly what: string;
  readonly span: Span;
  /** The credential itself: of a private key all of its block, though only the first line is pointed at. */
  readonly value: string;
  readonly mild: boolean;
  /** True for a private key. */
  readonly isKey: boolean;
}

/** Every credential in a text whose shape is known, left to right; stand-ins of documentation are passed over. */
export function findTokens(text: string): readonly FoundToken[] {
  const found: FoundToken[] = [];
  for (const { what, hint, pattern, mild, proof } of tokenShapes) {
    if (!text.includes(hint)) continue;
    for (const match of text.matchAll(pattern)) {
      if (isStandIn(match[0]) || proof?.(match[0]) === false) continue;
      const at = span(match.index, match.index + match[0].length);
      found.push({
        what,
        span: at,
        value: credentialAt(text, at),
        mild: mild === true,
        isKey: what.startsWith('a private key'),
      });
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function credentialAt(text: string, at: Span): string {
  const begin = text.slice(at.start, at.end);
  if (!begin.startsWith('-----BEGIN ')) return begin;
  const rest = text.slice(at.end, at.end + 20_000);
  const end = rest.indexOf('-----END ');
  // Without its end, the first line of digits tells it from others.
  return begin + (end < 0 ? (/[A-Za-z0-9+/=]{30,}/.exec(rest)?.[0] ?? '') : rest.slice(0, end));
}

/** True for `ghp_xxxxxxxx`, `AKIA…EXAMPLE` and the like. */
export function isStandIn(text: string): boolean {
  return /x{6}|X{6}|\*{3}|0{12}|1234567890|EXAMPLE|example|placeholder|redacted|your[-_]?(?:token|key)/i.test(text);
}
