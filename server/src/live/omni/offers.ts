// What Omni is, and what it offers for machines: its release, Talos and Kubernetes versions, system extensions; and how
// often it lets clusters be backed up.
import type { LiveBackupInterval, LiveExtensions, LiveTalosVersion } from '../../core/workspace/live.ts';
import type { Observed, OmniOffers } from '../status/facts.ts';
import { fieldOf, listOf, numberOf, textOf, textsOf } from '../status/read.ts';
import type { Omnictl } from './omnictl.ts';
import type { OmniResource } from './resource.ts';

type Offers = Observed<OmniOffers>;

/**
 * Asks for all of it; what was known before where Omni still is the same release, and where it can not be had. What the
 * server's configuration allows is asked each time: it changes without a release.
 * Source: omni client/api/omni/specs/omni.proto, system.proto.
 */
export async function readOffers(
  omnictl: Omnictl,
  signal: AbortSignal,
  before: Offers | undefined,
): Promise<Offers | undefined> {
  const system = await omnictl.get('sysversions', { signal });
  const version = system.ok ? textOf(system.value[0]?.spec, 'backendversion')?.replace(/^v/, '') : undefined;
  const features = await omnictl.get('featuresconfigs', { signal });
  const interval = features.ok ? backupIntervalOf(features.value) : before?.value.backupInterval;
  const known = before && withInterval(before, interval);
  if (before && (version === undefined || version === before.value.version)) return known;
  const versions = await omnictl.get('talosversions', { signal });
  const extensions = versions.ok ? await omnictl.get('talosextensions', { signal }) : versions;
  if (!versions.ok || !extensions.ok) return known;
  const value = {
    ...(version === undefined ? {} : { version }),
    talosVersions: versions.value.map(talosVersionOf),
    extensions: grouped(extensions.value),
    ...(interval ? { backupInterval: interval } : {}),
  };
  return { value, source: 'omnictl get talosversions, talosextensions, sysversions, featuresconfigs', at: Date.now() };
}

/** The same offers where the interval is the same. */
function withInterval(offers: Offers, interval: LiveBackupInterval | undefined): Offers {
  const { backupInterval, ...others } = offers.value;
  if (backupInterval?.shortest === interval?.shortest && backupInterval?.longest === interval?.longest) return offers;
  return { ...offers, value: { ...others, ...(interval ? { backupInterval: interval } : {}) } };
}

/** FeaturesConfigSpec.etcd_backup_settings; undefined where Omni does not have it, or says nothing that can be meant. */
function backupIntervalOf(resources: readonly OmniResource[]): LiveBackupInterval | undefined {
  const spec = resources.find(({ id }) => id === 'features-config')?.spec;
  const shortest = secondsAt(spec, 'mininterval');
  const longest = secondsAt(spec, 'maxinterval');
  return shortest !== undefined && longest !== undefined && shortest >= 0 && shortest <= longest && longest > 0
    ? { shortest, longest }
    : undefined;
}

/** A protobuf duration: whole seconds and nanoseconds. */
function secondsAt(spec: OmniResource['spec'] | undefined, name: string): number | undefined {
  const duration = fieldOf(spec, 'etcdbackupsettings', name);
  const seconds = numberOf(duration, 'seconds');
  return seconds === undefined ? undefined : seconds + (numberOf(duration, 'nanos') ?? 0) / 1e9;
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
