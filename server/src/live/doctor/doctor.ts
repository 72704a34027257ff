// Checks everything that the live parts need, all at the same time.
import type { Omnictl } from '../omni/omnictl.ts';
import type { ProviderHost } from '../provider/host.ts';
import type { LiveSettings } from '../settings.ts';
import { type Check, type CheckPlan, runChecks, type Verdict } from './check.ts';
import { omniChecks } from './omni.ts';
import { programChecks } from './programs.ts';
import { clusterCheck, hostCheck } from './systems.ts';

/** The ways to the systems; those of an open session, or some of one's own. */
export interface Ways {
  readonly omnictl: Omnictl;
  readonly host?: ProviderHost;
}

/** Never fails: what goes wrong is the outcome of a check. Cancelled checks are skipped. */
export function checkPrerequisites(
  ways: Ways,
  settings: LiveSettings,
  signal?: AbortSignal,
): Promise<readonly Check[]> {
  return runChecks(prerequisites(ways, settings), signal);
}

/** In the order in which a person would set them up. */
export function prerequisites({ omnictl, host }: Ways, settings: LiveSettings): readonly CheckPlan[] {
  return [...omniChecks(omnictl), clusterCheck(settings.kubernetes), hostCheck(host), ...programChecks(settings)];
}

const order: readonly Verdict[] = ['problem', 'warning', 'ok', 'skipped'];

/** One sentence: the first line of the report. */
export function verdictOf(checks: readonly Check[]): string {
  const count = (verdict: Verdict): number => checks.filter((check) => check.verdict === verdict).length;
  const said = order.flatMap((verdict) => (count(verdict) > 0 ? [phrases[verdict](count(verdict))] : []));
  return `${said.join(', ')}.`;
}

const phrases: Readonly<Record<Verdict, (count: number) => string>> = {
  problem: (count) => (count === 1 ? '1 problem' : `${count} problems`),
  warning: (count) => (count === 1 ? '1 warning' : `${count} warnings`),
  ok: (count) => `${count} in order`,
  skipped: (count) => `${count} skipped`,
};
