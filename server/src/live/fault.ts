// What can go wrong with a live system, as a value. Everything in `live` that waits returns a Result and never throws.

/** What kind of fault it is; the repair that is offered and whether trying again helps follow from it. */
export type FaultKind =
  /** Nothing is set up for this source: a setting is missing. */
  | 'not-set-up'
  /** A setting names something that is not there or can not be used: a file, a context, a host. */
  | 'wrong-setting'
  /** The program to run was not found. */
  | 'program-missing'
  /** The program or the server is too old or too new for the other. */
  | 'version'
  /** A person has to sign in. */
  | 'sign-in'
  /** No connection: name unknown, refused, no route, TLS trouble. */
  | 'unreachable'
  /** The other side knows who asks and says no. */
  | 'forbidden'
  | 'not-found'
  /** The other side changed it meanwhile, or something is under way that excludes this. */
  | 'conflict'
  | 'host-key-unknown'
  | 'host-key-changed'
  /** A deadline passed. */
  | 'timeout'
  | 'cancelled'
  /** An answer that can not be read. */
  | 'unreadable'
  /** Everything else: the other side tried and failed. */
  | 'failed';

export interface Fault {
  readonly kind: FaultKind;
  /** One plain sentence: what did not work, naming the thing. Holds no secret. */
  readonly message: string;
  /** The next step that a person can take. */
  readonly next?: string;
  /** Set where it is Omni that asks for a sign-in of a person, so that an editor can offer it. */
  readonly signIn?: 'omni';
  /** What the other side said, redacted, for the log and for “Show Details”. */
  readonly details?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(kind: FaultKind, message: string, more: Pick<Fault, 'next' | 'details'> = {}): Result<never> {
  return { ok: false, fault: { kind, message, ...more } };
}

const lasting: ReadonlySet<FaultKind> = new Set([
  'not-set-up',
  'wrong-setting',
  'program-missing',
  'version',
  'sign-in',
  'host-key-unknown',
  'host-key-changed',
]);

/** True when only a person can end the fault, so that trying again by itself is useless or harmful. */
export function needsPerson(fault: Fault): boolean {
  return lasting.has(fault.kind);
}

/** True for a “no” that only another side which is there and knows who asks can give. */
export function isRefusal(fault: Fault): boolean {
  return fault.kind === 'forbidden' || fault.kind === 'not-found';
}
