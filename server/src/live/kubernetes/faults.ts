// What an API server, or the way to it, says when something does not work, told apart.
import { type Fault, type FaultKind, failed, type Result } from '../fault.ts';
import { redactor } from '../redact.ts';

/** The `Status` object in an answer, as far as it is read. Source: apimachinery meta/v1 types.go. */
export interface StatusBody {
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

const kinds: Readonly<Record<number, FaultKind>> = {
  401: 'sign-in',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  410: 'not-found',
};

/** @param what the thing that was asked for, as in “the Applications” */
export function statusFault(code: number, body: string, what: string, server: string): Fault {
  const said = readStatus(body)?.message ?? '';
  const details = said ? { details: redactor.redact(said) } : {};
  switch (kinds[code]) {
    case 'sign-in':
      return {
        kind: 'sign-in',
        message: `\`${server}\` does not accept the credentials of the kubeconfig.`,
        next: 'Sign in again, for example with `omnictl kubeconfig -c <cluster>`.',
        ...details,
      };
    case 'forbidden':
      return { kind: 'forbidden', message: `The kubeconfig’s user may not read or change ${what}.`, ...details };
    case 'not-found':
      return { kind: 'not-found', message: `The cluster does not have ${what}.`, ...details };
    case 'conflict':
      if (readStatus(body)?.reason === 'AlreadyExists')
        return { kind: 'conflict', message: `The cluster already has ${what}.`, ...details };
      return { kind: 'conflict', message: `Somebody else changed ${what} meanwhile.`, next: 'Try again.', ...details };
    default:
      return { kind: 'failed', message: `\`${server}\` answered ${code} when asked for ${what}.`, ...details };
  }
}

export function readStatus(body: string): StatusBody | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A failure before any answer: no connection, a certificate that is not trusted, a login that does not work. */
export function connectionFault(error: unknown, server: string): Result<never> {
  const { code = '', message = String(error) } = asNodeError(error);
  const details = redactor.redact(message);
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL|HOSTNAME_MISMATCH)/.test(code))
    return failed('unreachable', `The certificate of \`${server}\` is not trusted (${code}).`, {
      next: 'Check the certificate authority in the kubeconfig.',
      details,
    });
  const word = reasons[code];
  if (word)
    return failed('unreachable', `\`${server}\` ${word}.`, { next: 'Check the network, then try again.', details });
  if (code) return failed('unreachable', `\`${server}\` could not be reached (${code}).`, { details });
  return failed('sign-in', 'The kubeconfig’s login did not work.', { next: 'Sign in again in a terminal.', details });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  ENOTFOUND: 'has no address',
  EAI_AGAIN: 'has no address just now',
  ETIMEDOUT: 'does not answer',
  EHOSTUNREACH: 'has no route',
  ENETUNREACH: 'has no route',
};

interface NodeError {
  readonly code?: string;
  readonly message?: string;
}

function asNodeError(error: unknown): NodeError {
  return error instanceof Error ? error : {};
}
