// The lines that people read of what is run: every word as it is given, quoted for a shell, and with the context that the
// run works on, so that a line that is pasted reaches no other cluster.
import { getArguments, type Query } from '../omni/omnictl.ts';
import { quote } from '../provider/quote.ts';
import type { Systems } from './systems.ts';

/** What `kubectl` would be told to have the same effect as a request to the API. */
export function kubectl({ helm }: Pick<Systems, 'helm'>, ...words: readonly string[]): string {
  const target = helm.target.map((word) => (word === '--kube-context' ? '--context' : word));
  return quote(['kubectl', ...target, ...words]);
}

/** A call of omnictl as it is made, unless it is `offline` with its context. */
export function omnictl(
  { omni }: Pick<Systems, 'omni'>,
  words: readonly string[],
  options: { readonly offline?: boolean } = {},
): string {
  return quote([omni.program, ...omni.arguments(words, options)]);
}

/** A read of resources as it is made. */
export function omnictlGet(systems: Pick<Systems, 'omni'>, type: string, query: Query = {}): string {
  return omnictl(systems, getArguments(type, query));
}
