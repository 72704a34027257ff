// Versions and ranges of charts as Argo CD and helm read them (Masterminds/semver): an exact one can be installed, a range
// only tells whether one is among those that it allows.

const exact = /^v?(\d+)\.(\d+)\.(\d+)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const partial = String.raw`v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}`;
const comparator = new RegExp(String.raw`^(=|!=|>=|<=|>|<|~|\^)?\s*(${partial})$`);

type Release = readonly [number, number, number];

/** True for one version, which helm takes as it stands: `1.12.1`, `v1.18.0-rc.1`. */
export function isExactVersion(text: string): boolean {
  return exact.test(text);
}

/** True when `a` is an earlier release than `b`; false where one of them is none. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [releaseOf(a), releaseOf(b)];
  return left !== undefined && right !== undefined && compare(left, right) < 0;
}

/** Whether a range allows a release; undefined for what is no range: `main`, `--post-renderer=x`. */
export function isAllowed(range: string, version: string): boolean | undefined {
  const release = releaseOf(version);
  const ways = range.split('||').map((way) => limitsOf(way.trim()));
  if (!release || ways.some((limits) => limits === undefined)) return undefined;
  return ways.some((limits) => limits?.every((fits) => fits(release)));
}

type Limit = (release: Release) => boolean;

function limitsOf(way: string): readonly Limit[] | undefined {
  const spelled = way.replace(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2').replaceAll(/(=|>|<|~|\^)\s+/g, '$1');
  const limits = spelled.split(/[\s,]+/).flatMap((word) => (word === '' ? [] : [limitOf(word)]));
  const known = limits.filter((limit) => limit !== undefined);
  return known.length === 0 || known.length < limits.length ? undefined : known;
}

function limitOf(word: string): Limit | undefined {
  const [, sign = '', text = ''] = comparator.exec(word) ?? [];
  if (text === '') return undefined;
  const parts = text.replace(/^v/, '').split('.');
  const open = parts.findIndex((part) => !/^\d+$/.test(part));
  const given = (open < 0 ? parts : parts.slice(0, open)).map(Number);
  const [low, high] = [floorOf(given), ceilingOf(given, sign)];
  const within = (release: Release) => compare(release, low) >= 0 && (!high || compare(release, high) < 0);
  switch (sign) {
    case '>=':
      return (release) => compare(release, low) >= 0;
    case '<':
      return (release) => compare(release, low) < 0;
    case '>':
      return (release) => high !== undefined && compare(release, high) >= 0;
    case '<=':
      return (release) => !high || compare(release, high) < 0;
    case '!=':
      return (release) => !within(release);
    default:
      return within;
  }
}

function floorOf([major = 0, minor = 0, patch = 0]: readonly number[]): Release {
  return [major, minor, patch];
}

/** The first release that is too late; undefined where none is. */
function ceilingOf(given: readonly number[], sign: string): Release | undefined {
  const [major, minor = 0, patch = 0] = given;
  if (major === undefined) return undefined;
  // `^` keeps the first part that is not zero, `~` the minor part where there is one.
  const kept = sign === '^' ? keptByCaret(given) : sign === '~' ? Math.min(given.length, 2) : given.length;
  if (kept <= 1) return [major + 1, 0, 0];
  return kept === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

function keptByCaret(given: readonly number[]): number {
  const at = given.findIndex((part) => part > 0);
  return at < 0 ? given.length : at + 1;
}

function releaseOf(version: string): Release | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version);
  return match ? floorOf(match.slice(1, 4).map(Number)) : undefined;
}

function compare(a: Release, b: Release): number {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
