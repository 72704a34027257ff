// IP addresses as numbers, to tell whether one lies in a network.
import { isAddress, isPrefix } from './formats.ts';

export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface Network extends Address {
  /** Length of the prefix. */
  readonly length: number;
}

/** The number of an address; undefined for anything else, and for one with a zone. */
export function readAddress(text: string): Address | undefined {
  if (!isAddress(text) || text.includes('%')) return undefined;
  return text.includes(':') ? { bits: 128, value: sixBytes(text) } : { bits: 32, value: fourBytes(text) };
}

export function readNetwork(text: string): Network | undefined {
  if (!isPrefix(text)) return undefined;
  const slash = text.indexOf('/');
  const address = readAddress(text.slice(0, slash));
  return address && { ...address, length: Number(text.slice(slash + 1)) };
}

/** The network's own address. */
export function firstOf({ bits, length, value }: Network): bigint {
  const shift = BigInt(bits - length);
  return (value >> shift) << shift;
}

/** How an address lies to a network: a host in it, the network's own address, its broadcast address, or outside. */
export function placeIn(network: Network, address: Address): 'host' | 'network' | 'broadcast' | 'outside' {
  const shift = BigInt(network.bits - network.length);
  const first = firstOf(network);
  const last = first + (1n << shift) - 1n;
  if (address.bits !== network.bits || address.value < first || address.value > last) return 'outside';
  if (network.length < network.bits && address.value === first) return 'network';
  // Networks of one or two addresses have no broadcast address.
  return network.bits === 32 && network.length <= 30 && address.value === last ? 'broadcast' : 'host';
}

function fourBytes(text: string): bigint {
  return text.split('.').reduce((value, part) => (value << 8n) + BigInt(part), 0n);
}

function sixBytes(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => 0n);
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) + group, 0n);
}

/** The groups of sixteen bits; an embedded IPv4 address at the end gives two. */
function groupsOf(text: string): readonly bigint[] {
  return text.split(':').flatMap((group) => {
    if (group === '') return [];
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const four = fourBytes(group);
    return [four >> 16n, four & 0xffffn];
  });
}
