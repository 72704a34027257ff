// The key of a service account, which reaches Omni without a person who signs in.
import { serviceAccountKeys } from './config.ts';
import { isRecord } from './normalise.ts';

export interface ServiceAccount {
  /** As `omnictl serviceaccount create` prints it. */
  readonly key: string;
  /** Address of the Omni that it belongs to. */
  readonly endpoint: string;
}

/** The name within a key, which is JSON in base64; undefined for what is no key. Source: go-api-signature. */
export function nameInKey(key: string): string | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(key, 'base64').toString('utf8'));
    return isRecord(read) && typeof read.name === 'string' && typeof read.pgp_key === 'string' ? read.name : undefined;
  } catch {
    return undefined;
  }
}

/** What omnictl reads them from. All names of the key, so that no other key of the environment comes first. */
export function environmentOf({ key, endpoint }: ServiceAccount): Readonly<Record<string, string>> {
  return { ...Object.fromEntries(serviceAccountKeys.map((name) => [name, key])), OMNI_ENDPOINT: endpoint };
}
