// How Go programs that read YAML with go-yaml (Omni, omnictl, the provider) take a scalar for a typed field. It is laxer
// than YAML 1.2 in places: `yes` is a boolean, `1e3` and `0x10` are whole numbers.
import { parseGoDuration } from '../text/go-duration.ts';
import { stringOf, type YamlNode, type YamlScalar } from './nodes.ts';

const yes = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']);
const no = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);

/** The boolean a scalar gives (go-yaml v4 constructor.go, scalar); undefined where decoding fails. Empty means false. */
export function goBoolean(node: YamlNode | undefined): boolean | undefined {
  if (node === undefined) return false;
  if (node.type !== 'scalar') return undefined;
  const { value } = node;
  if (value === null || typeof value === 'boolean') return value ?? false;
  if (typeof value !== 'string') return undefined;
  return yes.has(value) ? true : no.has(value) ? false : undefined;
}

/** The number a scalar gives for a uint32; undefined where decoding fails. Empty means 0. */
export function goUint32(node: YamlNode | undefined): number | undefined {
  if (node === undefined) return 0;
  if (node.type !== 'scalar') return undefined;
  if (node.value === null) return 0;
  const number = typeof node.value === 'number' ? node.value : goInteger(node);
  return number !== undefined && Number.isInteger(number) && number >= 0 && number < 2 ** 32 ? number : undefined;
}

/** A plain scalar that only Go reads as a whole number: `1_000`, `0b101`, `017`. */
function goInteger({ style, value }: YamlScalar): number | undefined {
  if (style !== 'plain' || typeof value !== 'string') return undefined;
  const text = value.replaceAll('_', '');
  if (/^\+?\d+$/.test(text)) return Number(text);
  return /^0[xXbBoO][0-9a-fA-F]+$/.test(text) ? Number(text) : undefined;
}

/** The seconds a scalar gives for a duration; undefined where decoding fails. Empty means 0; so does the number 0. */
export function goDuration(node: YamlNode | undefined): number | undefined {
  if (node === undefined) return 0;
  if (node.type !== 'scalar') return undefined;
  if (node.value === null || (node.value === 0 && node.style === 'plain')) return 0;
  const text = stringOf(node);
  return text === undefined ? undefined : parseGoDuration(text);
}
