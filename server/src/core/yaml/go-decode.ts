// How Go programs that read YAML with go-yaml (Omni, omnictl, the provider) take a scalar for a typed field. It is laxer
// than YAML 1.2 in places: `yes` is a boolean, `1e3` and `0x10` are whole numbers.
import { parseGoDuration } from '../text/go-duration.ts';
import { goScalar } from './go-resolve.ts';
import type { YamlNode } from './nodes.ts';

const yes = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']);
const no = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);

/** The boolean a scalar gives (go-yaml v4 constructor.go, scalar); undefined where decoding fails. Empty means false. */
export function goBoolean(node: YamlNode | undefined): boolean | undefined {
  const value = readScalar(node);
  if (value === undefined || typeof value === 'number') return undefined;
  if (typeof value !== 'string') return value ?? false;
  return yes.has(value) ? true : no.has(value) ? false : undefined;
}

/** The whole number a scalar gives; undefined where decoding fails. Empty means 0. */
export function goInteger(node: YamlNode | undefined): number | undefined {
  const value = readScalar(node);
  if (value === null) return 0;
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** The number a scalar gives for a uint32; undefined where decoding fails. Empty means 0. */
export function goUint32(node: YamlNode | undefined): number | undefined {
  const number = goInteger(node);
  return number !== undefined && number >= 0 && number < 2 ** 32 ? number : undefined;
}

/** The seconds a scalar gives for a duration; undefined where decoding fails. Empty means 0; so does the number 0. */
export function goDuration(node: YamlNode | undefined): number | undefined {
  if (node?.type === 'scalar' && goScalar(node)?.tag === '!!float') return undefined;
  const value = readScalar(node);
  if (value === null || value === 0) return 0;
  return typeof value === 'string' ? parseGoDuration(value) : undefined;
}

/** The value go-yaml makes of a scalar; null where there is none, undefined for a collection and for a tag that misfits. */
function readScalar(node: YamlNode | undefined): string | number | boolean | null | undefined {
  if (node === undefined) return null;
  return node.type === 'scalar' ? goScalar(node)?.value : undefined;
}
