// What an error of omnictl means. It ends with 1 for everything, so the kind is read from what it says: the gRPC code
// where there is one. Sources: omni client/pkg/omnictl/internal/access/client.go, gRPC's status codes.
import { type Fault, type FaultKind, failed, type Result } from '../fault.ts';
import { redactor } from '../redact.ts';
import type { OmniAccess } from './config.ts';
import { webAddress } from './links.ts';

/**
 * True for what omnictl prints when it waits for a person, for ever. `Could not authenticate` is not enough: it also comes
 * before omnictl notices that there is no connection.
 */
export function asksToSignIn(text: string): boolean {
  return /Please visit this page to authenticate|Attempting to open URL/.test(text);
}

/** The fault of a call that has to sign in first. */
export function signInFault(access: OmniAccess | undefined): Fault {
  if (access?.serviceAccount)
    return {
      kind: 'sign-in',
      message: 'Omni refuses the key of the service account.',
      next: 'Renew it with `omnictl serviceaccount renew` and set the new key: `OMNI_SERVICE_ACCOUNT_KEY`, or in the editor *Set Omni Service Account*.',
    };
  const where = access ? ` with ${quotedContext(access.name)}` : '';
  return { kind: 'sign-in', message: `Omni asks for a sign-in${where}.`, next: 'Sign in to Omni.' };
}

/** Reads the fault from standard error of a call that ended with an exit code other than 0. */
export function faultOf(command: string, stderr: string, access: OmniAccess | undefined): Result<never> {
  const said = errorText(stderr);
  const details = { details: safe(stderr.trim().slice(-8000)) };
  const kind = kindOf(said);
  switch (kind) {
    case 'sign-in':
      return { ok: false, fault: { ...signInFault(access), ...details } };
    case 'version':
      return failed(kind, versionMessage(said), { next: versionStep(said), ...details });
    case 'forbidden':
      return failed(kind, `Omni does not allow \`${command}\`: ${reason(said)}.`, {
        next: 'Ask an administrator of Omni for a role that may do this.',
        ...details,
      });
    case 'unreachable':
      return failed(kind, `${omniAt(access)} can not be reached: ${reason(said)}.`, {
        next: unreachableStep(said, access),
        ...details,
      });
    case 'unreadable':
      return failed(kind, `\`omnictl\` can not print a resource as JSON: ${reason(said)}.`, {
        next: 'Look for a label whose value is `.inf` or `.nan`, and change it.',
        ...details,
      });
    case 'not-set-up':
      return failed(kind, `\`omnictl\`: ${reason(said)}.`, { next: 'Choose a context.', ...details });
    default:
      return failed(kind, `\`${command}\`: ${reason(said)}.`, details);
  }
}

/** What stands after the last `Error: `; notices, warnings and retries come before it. */
function errorText(stderr: string): string {
  const at = stderr.lastIndexOf('Error: ');
  return safe((at < 0 ? stderr : stderr.slice(at + 7)).trim());
}

const codes: Readonly<Record<string, FaultKind>> = {
  Unauthenticated: 'sign-in',
  PermissionDenied: 'forbidden',
  NotFound: 'not-found',
  Unavailable: 'unreachable',
  DeadlineExceeded: 'unreachable',
  AlreadyExists: 'conflict',
  FailedPrecondition: 'conflict',
  Aborted: 'conflict',
  Unimplemented: 'version',
};

function kindOf(said: string): FaultKind {
  if (
    /is too old for this Omni|newer than this Omni|does not support API versions|^unknown (flag|shorthand|command)/.test(
      said,
    )
  )
    return 'version';
  if (/^json: unsupported value/.test(said)) return 'unreadable';
  const code = /code = (\w+)/.exec(said)?.[1];
  if (code !== undefined) return codes[code] ?? 'failed';
  if (/^context .*(not defined|not found|has not been configured)|no such context/.test(said)) return 'not-set-up';
  if (/connection refused|no such host|i\/o timeout|x509|network is unreachable|no route to host/.test(said))
    return 'unreachable';
  if (/^cluster not found|^cluster .* not found|is not registered$/.test(said)) return 'not-found';
  return 'failed';
}

function versionMessage(said: string): string {
  if (/is too old/.test(said)) return '`omnictl` is too old for this Omni.';
  if (/newer than this Omni|does not support API versions/.test(said)) return '`omnictl` is newer than this Omni.';
  return `This \`omnictl\` or this Omni does not know what was asked: ${reason(said)}.`;
}

function versionStep(said: string): string {
  return /newer than this Omni|does not support API versions/.test(said)
    ? 'Install the release of `omnictl` that Omni itself has, or update Omni.'
    : 'Install the release of `omnictl` that Omni itself has; its start page offers it.';
}

function unreachableStep(said: string, access: OmniAccess | undefined): string {
  if (/no such host|name resolver/.test(said)) return 'Check the address in the context, DNS and the VPN.';
  if (/x509|certificate/.test(said))
    return 'Check the certificate of Omni and the authorities that this machine trusts.';
  return networkStep(access);
}

/** The fault of a call that Omni did not answer in time. */
export function timeoutFault(milliseconds: number, access: OmniAccess): Result<never> {
  const message = `${omniAt(access)} did not answer within ${milliseconds / 1000} s.`;
  return failed('timeout', message, { next: networkStep(access) });
}

function omniAt(access: OmniAccess | undefined): string {
  return access?.url ? `Omni at \`${hostOf(access.url)}\`` : 'Omni';
}

function networkStep(access: OmniAccess | undefined): string {
  const address = webAddress(access?.url);
  return address === undefined ? 'Check the network.' : `Check that ${address} opens in a browser.`;
}

/** The last, most telling part of an error in one line: gRPC wraps descriptions in descriptions. */
function reason(said: string): string {
  const parts = said
    .replaceAll(/rpc error: code = \w+ desc = /g, '')
    .replace(/^open \S+\.pgp: no such file or directory\n/, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\d+ errors? occurred: \* /g, '')
    .replaceAll(' * ', '; ');
  const innermost = /desc = "([^"]+)"?$/.exec(parts)?.[1] ?? parts;
  const short = innermost.replace(/^.*?(dial tcp|authentication handshake failed)/, '$1').trim();
  const text = short === '' ? 'no reason was given' : short.length > 300 ? `${short.slice(0, 300)}…` : short;
  return text.replace(/[.\s]+$/, '');
}

/** Leaves out secrets, and of the page for a sign-in all but its place. */
function safe(text: string): string {
  return redactor.redact(text.replaceAll(/(https?:\/\/\S*\/authenticate)\S*/g, '$1'));
}

function quotedContext(name: string): string {
  return name.replace(/^context (.*)$/, 'context `$1`');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url;
}
