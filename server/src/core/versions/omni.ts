// The Talos releases that each Omni takes, and the version of the API that each speaks.
import { compareVersions, parseVersion, type Version } from './version.ts';

interface TalosBounds {
  /** The Omni minor, 1.x. */
  readonly omni: number;
  /** Older Talos releases are deprecated: no new cluster gets one. */
  readonly oldest: string;
  /** The newest Talos minor that it runs, 1.x; absent where it does not look. */
  readonly newest?: number;
}

/** Talos releases that each Omni takes (omni client/pkg/constants, MinTalosVersion and LatestSupportedTalosVersion). */
const talosBounds: readonly TalosBounds[] = [
  { omni: 5, oldest: '1.7.0' },
  { omni: 6, oldest: '1.8.0' },
  { omni: 7, oldest: '1.8.0' },
  { omni: 8, oldest: '1.9.0' },
  { omni: 9, oldest: '1.9.0', newest: 13 },
  { omni: 10, oldest: '1.9.0', newest: 13 },
];

/** Talos releases that Omni 1.8 and later never offer (omni internal/pkg/constants/versions.go, DenylistedTalosVersions). */
const denied: Readonly<Record<string, string>> = {
  '1.13.1': 'kernel modules that come as system extensions do not load in it',
};

/** Why Omni does not take a Talos version, as the end of a sentence; undefined where it does, or where that is not known. */
export function talosRefusal(talos: Version, used: Version | undefined): string | undefined {
  const { major, minor, patch, pre } = talos;
  const reason = pre === undefined ? denied[`${major}.${minor}.${patch}`] : undefined;
  if (reason !== undefined) return `Omni does not offer it: ${reason}`;
  const bounds = used && boundsOf(used);
  if (!used || !bounds || major !== 1) return undefined;
  const oldest = parseVersion(bounds.oldest);
  const name = `Omni ${used.major}.${used.minor}`;
  if (oldest && compareVersions(talos, oldest) < 0) return `${name} takes ${bounds.oldest} and later for new clusters`;
  if (bounds.newest !== undefined && minor > bounds.newest) return `${name} takes versions up to 1.${bounds.newest}`;
  return undefined;
}

/** The bounds of a release, or the lower bound of the newest older release that is known. */
function boundsOf({ major, minor }: Version): TalosBounds | undefined {
  const known = major === 1 ? talosBounds.findLast(({ omni }) => omni <= minor) : undefined;
  if (!known || known.omni === minor) return known;
  return { omni: minor, oldest: known.oldest };
}

/**
 * The version of the API that a release of Omni and its omnictl speak (omni internal/version/api.go at each tag); undefined
 * for releases that are not known. omnictl refuses to work with a server of another one.
 */
export function clientApi({ major, minor }: Version): number | undefined {
  if (major !== 1 || minor > 10) return undefined;
  return minor < 5 ? 1 : 2;
}
