// What Omni offers for new machines: Talos versions and system extensions.
import type { Observed, OmniOffers } from '../status/facts.ts';
import { isRecord } from './normalise.ts';
import type { Omnictl } from './omnictl.ts';
import type { OmniResource } from './resource.ts';

/** Asks for both lists; nothing when one can not be had. Source: omni client/api/omni/specs/omni.proto. */
export async function readOffers(omnictl: Omnictl, signal: AbortSignal): Promise<Observed<OmniOffers> | undefined> {
  const versions = await omnictl.get('talosversions', { signal });
  const extensions = versions.ok ? await omnictl.get('talosextensions', { signal }) : versions;
  if (!versions.ok || !extensions.ok) return undefined;
  const names = new Set(extensions.value.flatMap(namesOf));
  const value = { talosVersions: versions.value.map(({ id }) => id), extensions: [...names].sort() };
  return { value, source: 'omnictl get talosversions, talosextensions', at: Date.now() };
}

/** One resource a Talos version, with the extensions built for it. */
function namesOf({ spec }: OmniResource): readonly string[] {
  const items = Array.isArray(spec.items) ? spec.items : [];
  return items.flatMap((item) => (isRecord(item) && typeof item.name === 'string' ? [item.name] : []));
}
