// Versions as Omni reads them (blang/semver, tolerant form), and which Kubernetes a Talos release runs.

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly pre: string | undefined;
}

/** Reads `v1.13.6`, `1.13`, `1.14.0-rc.1`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = /^[vV]?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text.trim());
  if (!match) return undefined;
  return { major: Number(match[1]), minor: Number(match[2] ?? 0), patch: Number(match[3] ?? 0), pre: match[4] };
}

/** True for what blang/semver's ParseTolerant reads, as Omni and omnictl do: parts may be left out, a `v` may stand before. */
export function isTolerantVersion(text: string): boolean {
  const match = /^v?(\d+)(?:\.(\d+)(?:\.(\d+|(?=[-+].))(?:-([^+]*))?(?:\+(.*))?)?)?$/s.exec(text.trim());
  if (!match) return false;
  const [, major, minor, patch, pre, build] = match;
  // Each has 64 bits.
  if ([major, minor, patch].some((part) => BigInt(part ?? 0) >= 2n ** 64n)) return false;
  const identifiers = [...(pre?.split('.') ?? []), ...(build?.split('.') ?? [])];
  const numbers = pre?.split('.').filter((part) => /^\d+$/.test(part)) ?? [];
  return identifiers.every((part) => /^[0-9A-Za-z-]+$/.test(part)) && numbers.every((part) => !/^0\d/.test(part));
}

/** Negative, zero or positive, as for sorting; a pre-release comes before its release. */
export function compareVersions(a: Version, b: Version): number {
  const order = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (order !== 0 || a.pre === b.pre) return order;
  if (a.pre === undefined) return 1;
  if (b.pre === undefined) return -1;
  return a.pre < b.pre ? -1 : 1;
}

/** Whether `a` is the given minor version or a later one. */
export function isAtLeast(a: Version, major: number, minor: number, patch = 0): boolean {
  return (
    compareVersions(a, { major, minor, patch, pre: undefined }) >= 0 ||
    (a.major === major && a.minor === minor && a.patch >= patch)
  );
}

/** The newest release of the same minor, or else the newest one below; both as they are written. */
export function nearestRelease(wanted: Version, releases: readonly string[]): string | undefined {
  const known = releases
    .flatMap((text) => {
      const version = parseVersion(text);
      return version ? [{ text, version }] : [];
    })
    .sort((a, b) => compareVersions(a.version, b.version));
  const same = known.findLast(({ version }) => version.major === wanted.major && version.minor === wanted.minor);
  return (same ?? known.findLast(({ version }) => compareVersions(version, wanted) < 0))?.text;
}

/**
 * Kubernetes minors that each Talos minor supports, both 1.x and inclusive
 * (siderolabs/talos pkg/machinery/compatibility, one file for each release).
 */
export const kubernetesOfTalos: Readonly<Record<number, readonly [number, number]>> = {
  5: [26, 28],
  6: [24, 29],
  7: [25, 30],
  8: [26, 31],
  9: [27, 32],
  10: [28, 33],
  11: [29, 34],
  12: [30, 35],
  13: [31, 36],
  14: [32, 37],
};
