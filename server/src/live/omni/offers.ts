// What Omni is, and what it offers for machines: its release, Talos and Kubernetes versions, system extensions.
import type { LiveExtensions, LiveTalosVersion } from '../../core/workspace/live.ts';
import type { Observed, OmniOffers } from '../status/facts.ts';
import { listOf, textOf, textsOf } from '../status/read.ts';
import type { Omnictl } from './omnictl.ts';
import type { OmniResource } from './resource.ts';

type Offers = Observed<OmniOffers>;

/**
 * Asks for all of it; what was known before where Omni still is the same release, and where a list can not be had.
 * Source: omni client/api/omni/specs/omni.proto, system.proto.
 */
export async function readOffers(
  omnictl: Omnictl,
  signal: AbortSignal,
  before: Offers | undefined,
): Promise<Offers | undefined> {
  const system = await omnictl.get('sysversions', { signal });
  const version = system.ok ? textOf(system.value[0]?.spec, 'backendversion')?.replace(/^v/, '') : undefined;
  if (before && (version === undefined || version === before.value.version)) return before;
  const versions = await omnictl.get('talosversions', { signal });
  const extensions = versions.ok ? await omnictl.get('talosextensions', { signal }) : versions;
  if (!versions.ok || !extensions.ok) return before;
  const value = {
    ...(version === undefined ? {} : { version }),
    talosVersions: versions.value.map(talosVersionOf),
    extensions: grouped(extensions.value),
  };
  return { value, source: 'omnictl get talosversions, talosextensions, sysversions', at: Date.now() };
}

function talosVersionOf({ id, spec }: OmniResource): LiveTalosVersion {
  return {
    version: id,
    kubernetes: textsOf(spec, 'compatiblekubernetesversions'),
    ...(spec.deprecated === true ? { deprecated: true } : {}),
    ...(spec.unsupported === true ? { unsupported: true } : {}),
  };
}

/** One resource a Talos version; releases of one minor mostly have the same extensions. */
function grouped(resources: readonly OmniResource[]): readonly LiveExtensions[] {
  const groups = new Map<string, { readonly talos: string[]; readonly names: readonly string[] }>();
  for (const { id, spec } of resources) {
    const names = listOf(spec, 'items')
      .flatMap((item) => textOf(item, 'name') ?? [])
      .sort();
    const known = groups.get(names.join());
    if (known) known.talos.push(id);
    else groups.set(names.join(), { talos: [id], names });
  }
  return [...groups.values()];
}
