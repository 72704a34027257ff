// What the connection may ask a person. The editor answers from SecretStorage or a dialog, the command line from the
// terminal; where nobody can be asked, every answer is no.
import type { HostKey } from './known-hosts.ts';

export interface SecretQuestion {
  readonly kind: 'passphrase' | 'password';
  /** What it opens: a key file, or `user@host`. */
  readonly subject: string;
  /** True when the last answer was wrong: a kept one is to be forgotten. */
  readonly again: boolean;
}

export interface Person {
  /** The secret, or nothing when there is none to be had. */
  secret(question: SecretQuestion, signal: AbortSignal): Promise<string | undefined>;
  /** True when the person has compared the fingerprint and trusts the key from now on. */
  trustsHostKey(key: HostKey, signal: AbortSignal): Promise<boolean>;
  /** Shows what the server says while it waits for a person, such as the address of a sign-in page. */
  tell(message: string): void;
}

/** For work that goes on by itself. */
export const nobody: Person = {
  secret: async () => undefined,
  trustsHostKey: async () => false,
  tell: () => {},
};
