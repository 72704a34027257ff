// Checks of the way to Omni: the program, its configuration, the sign-in, and whether both versions understand each other.
import { clientApi } from '../../core/versions/omni.ts';
import { parseVersion } from '../../core/versions/version.ts';
import type { Omnictl } from '../omni/omnictl.ts';
import { textOf } from '../status/read.ts';
import { type CheckPlan, type Outcome, ofFault, passed, skipped } from './check.ts';

// Longer than the calls in them take at most, whose faults say more: 10 s for the version, and 2 s to end a program.
const programDeadline = 15_000;
const serverDeadline = 40_000;
/** omnictl needs four round trips before it answers. */
const answerDeadline = 20_000;

const install = 'Install omnictl in the version of your Omni, or name it: `omniScale.omni.omnictlPath` (`--omnictl`).';

export function omniChecks(omnictl: Omnictl): readonly CheckPlan[] {
  return [
    { id: 'omnictl', name: 'omnictl', deadline: programDeadline, run: (signal) => program(omnictl, signal) },
    { id: 'omni-context', name: 'Context of Omni', deadline: programDeadline, run: () => context(omnictl) },
    { id: 'omni-sign-in', name: 'Sign-in to Omni', deadline: serverDeadline, run: (signal) => server(omnictl, signal) },
  ];
}

async function program(omnictl: Omnictl, signal: AbortSignal): Promise<Outcome> {
  const version = await omnictl.version(signal);
  if (version.ok) return passed(`${version.value} (\`${omnictl.program}\`)`);
  if (version.fault.kind !== 'program-missing') return ofFault(version.fault);
  const access = await omnictl.access();
  // Who has no configuration for it does not use Omni.
  if (!access.ok && access.fault.kind === 'not-set-up') return skipped(version.fault.message, install);
  return ofFault({ ...version.fault, next: install });
}

async function context(omnictl: Omnictl): Promise<Outcome> {
  const access = await omnictl.access();
  if (!access.ok) return ofFault(access.fault);
  const { name, url, serviceAccount } = access.value;
  const sure = serviceAccount ? ' (service account: nobody has to sign in)' : '';
  return passed(`${name}${url ? `, ${url}` : ''}${sure}`);
}

async function server(omnictl: Omnictl, signal: AbortSignal): Promise<Outcome> {
  const access = await omnictl.access();
  if (!access.ok) return skipped('It can not be tried without a context.', access.fault.next ?? 'Choose a context.');
  const own = await omnictl.version(signal);
  if (!own.ok) return skipped('It can not be tried without omnictl.', install);
  const answer = await omnictl.get('sysversions', { deadline: answerDeadline, signal });
  if (!answer.ok) return ofFault(answer.fault);
  const version = answer.value.map(({ spec }) => textOf(spec, 'backendversion')).find((each) => each !== undefined);
  return version === undefined ? passed('Omni answers.') : compared(own.value, version);
}

/** omnictl warns when the minor versions differ, and refuses to work when the versions of the API do. */
function compared(own: string, theirs: string): Outcome {
  const mine = parseVersion(own);
  const other = parseVersion(theirs);
  const found = `Omni ${theirs} answers.`;
  if (!mine || !other || (mine.major === other.major && mine.minor === other.minor)) return passed(found);
  const refuses =
    clientApi(mine) !== undefined && clientApi(other) !== undefined && clientApi(mine) !== clientApi(other);
  return {
    verdict: refuses ? 'problem' : 'warning',
    found: `${found} omnictl is ${own}, of another minor version.`,
    repair: `Install omnictl ${other.major}.${other.minor}.`,
    ...(refuses ? { fault: 'version' as const } : {}),
  };
}
