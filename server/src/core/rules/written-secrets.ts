// Secrets that stand in files, and which of them a team accepted. `omni-scale.yaml` keeps a hash of each, so that it says
// nothing of a value to who does not know it; and no value leaves this file.
import type { AcceptedSecrets } from '../kinds/conventions.ts';
import { findTokens } from '../schema/tokens.ts';
import { decodeBase64 } from '../text/bytes.ts';
import type { Report } from './rule.ts';

export interface SecretHash {
  readonly hash: string;
  /** True for a value that can be found again by trying what people choose. */
  readonly guessable: boolean;
}

/** The values of one finding. They cannot be read from outside, so that no log, message or protocol has them. */
export class WrittenSecrets {
  readonly #values: readonly string[];
  readonly #sha256: (text: string) => string;

  constructor(values: readonly string[], sha256: (text: string) => string) {
    this.#values = values;
    this.#sha256 = sha256;
  }

  /** One for each value, as `omni-scale.yaml` lists it below this salt. */
  hashes(salt: string): readonly SecretHash[] {
    return this.#values.map((value) => ({ hash: hashOf(salt, value, this.#sha256), guessable: isGuessable(value) }));
  }

  /** True when one of the values can be guessed. */
  get guessable(): boolean {
    return this.#values.some(isGuessable);
  }
}

/** What is left of a report without the values that are accepted; undefined when that is nothing. */
export function leftOf(
  report: Report,
  { salt, accepted }: AcceptedSecrets,
  sha256: (text: string) => string,
): Report | undefined {
  const { secrets, messageOf } = report;
  if (!secrets || secrets.length === 0 || salt === undefined || accepted.length === 0) return report;
  const left = [...secrets.keys()].filter((i) => !accepted.includes(hashOf(salt, secrets[i] ?? '', sha256)));
  if (left.length === secrets.length) return report;
  if (left.length === 0) return undefined;
  return { ...report, secrets: left.map((i) => secrets[i] ?? ''), message: messageOf?.(left) ?? report.message };
}

/** A key or certificate is the same wherever its lines break. */
function hashOf(salt: string, value: string, sha256: (text: string) => string): string {
  const written = value.includes('-----BEGIN ') ? value.replaceAll(/\\n|[\s"']/g, '') : value.trim();
  return sha256(salt + written);
}

/**
 * True for values that a person may have chosen: shorter than 20 characters, of few different ones, or of words with few
 * digits between them; also where they stand in base64. A hash of such a value is found by trying; one of a drawn value, as
 * issuers of credentials give them out, is not.
 */
function isGuessable(value: string): boolean {
  if (findTokens(value).length > 0) return false;
  const inside = decodeBase64(value);
  if (inside !== undefined && /^[\x20-\x7e]+$/.test(inside)) return isChosen(inside.replace(/^[^:]*:/, ''));
  return isChosen(value);
}

function isChosen(value: string): boolean {
  if (value.length < 20 || bitsOf(value) < 60) return true;
  const digits = value.replaceAll(/\D/g, '').length;
  const inWords = (value.match(/[A-Z]?[a-z]{3,}/g) ?? []).join('').length;
  return digits < 2 || (inWords * 2 > value.length && digits * 5 < value.length);
}

/** Shannon's measure of the characters, for the whole text. */
function bitsOf(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / value.length);
  return bits;
}
