import { numberAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { type Address, type Network, placeIn, readAddress, readNetwork } from '../../text/addresses.ts';
import { isString, itemsOf, pairOf, type YamlMap, type YamlPair } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

const keys = ['network_ip', 'network_base_ip', 'network_gateway', 'network_nameservers', 'network_mtu'];

export const staticNetwork: DocumentRule = {
  id: 'machine-class/static-network',
  title: 'A static address that the provider refuses',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: '`network_subnet` gives machines static addresses: one for a single machine (`network_ip`), or one for each id of `vmid_range` from `network_base_ip` on. The provider checks them only when it creates a machine, and Omni not at all.',
  bad: classWith('network_subnet: 192.0.2.0/24', 'network_ip: 198.51.100.7'),
  good: classWith('network_subnet: 192.0.2.0/24', 'network_ip: 192.0.2.7'),
  source: 'omni-infra-provider-proxmox internal/pkg/provider/network.go and vmid.go',
  check(context) {
    const map = proxmoxDataOf(context.document.yaml.root)?.map;
    if (!map) return;
    const range = checkRange(context, pairOf(map, 'vmid_range'));
    const subnet = textPair(map, 'network_subnet');
    if (!subnet) {
      const first = map.pairs.find((pair) => keys.includes(String(pair.key.value)) && isSet(pair));
      // An empty subnet is none; a value that is no text is the schema's matter.
      const written = pairOf(map, 'network_subnet');
      if (first && (!written || (isString(written.value) && written.value.value === '')))
        refuse(context, first, `\`${first.key.source}\` needs \`network_subnet\``, 'key');
      return;
    }
    if (hasPlaceholder(subnet.text)) return;
    const network = readNetwork(subnet.text);
    if (!network) {
      refuse(context, subnet.pair, `\`${subnet.text}\` is no network such as \`192.0.2.0/24\``);
      return;
    }
    checkMtu(context, map, network);
    checkServers(context, map);
    checkAddresses(context, map, network, subnet.pair, range);
  },
};

interface Range {
  readonly start: number;
  readonly end: number;
}

/** `start-end`; spaces around the numbers do not matter. */
function checkRange(context: DocumentContext, pair: YamlPair | undefined): Range | undefined {
  if (!pair || !isString(pair.value) || pair.value.value === '' || hasPlaceholder(pair.value.value)) return undefined;
  const [, from = '', to = ''] = /^\s*\+?(\d{1,9})\s*-\s*\+?(\d{1,9})\s*$/.exec(pair.value.value) ?? [];
  const range = { start: Number(from), end: Number(to) };
  if (from === '') refuse(context, pair, `\`${pair.value.value}\` is no range such as \`5300-5350\``);
  else if (range.start < 100) refuse(context, pair, 'Ids of virtual machines start at 100');
  else if (range.start > range.end) refuse(context, pair, 'The range ends before it starts');
  else return range;
  return undefined;
}

function checkAddresses(
  context: DocumentContext,
  map: YamlMap,
  network: Network,
  subnet: YamlPair,
  range: Range | undefined,
): void {
  const one = textPair(map, 'network_ip');
  const base = textPair(map, 'network_base_ip');
  if (one && base) {
    refuse(context, base.pair, 'One of `network_ip` and `network_base_ip` is used, not both', 'key');
    return;
  }
  const used = one ?? base;
  if (!used) {
    if (!pairOf(map, 'network_ip') && !pairOf(map, 'network_base_ip'))
      refuse(context, subnet, '`network_subnet` needs `network_ip` or `network_base_ip`', 'key');
    return;
  }
  if (hasPlaceholder(used.text)) return;
  const address = readAddress(used.text);
  if (!address) refuse(context, used.pair, `\`${used.text}\` is no address`);
  else if (!isHost(context, used, address, network, used.text) || used === one) return;
  else if (!pairOf(map, 'vmid_range')) refuse(context, used.pair, '`network_base_ip` needs `vmid_range`', 'key');
  else if (range) {
    const top: Address = { bits: address.bits, value: address.value + BigInt(range.end - range.start) };
    isHost(context, used, top, network, `The address of machine ${range.end}`);
  }
}

function isHost(
  context: DocumentContext,
  { pair }: TextPair,
  address: Address,
  network: Network,
  name: string,
): boolean {
  const place = placeIn(network, address);
  if (place === 'host') return true;
  const what = name.startsWith('The ') ? name : `\`${name}\``;
  const where = place === 'outside' ? 'lies outside `network_subnet`' : `is the ${place} address of \`network_subnet\``;
  refuse(context, pair, `${what} ${where}`);
  return false;
}

function checkServers(context: DocumentContext, map: YamlMap): void {
  const gateway = textPair(map, 'network_gateway');
  if (gateway && !hasPlaceholder(gateway.text) && !readAddress(gateway.text))
    refuse(context, gateway.pair, `\`${gateway.text}\` is no address`);
  for (const server of itemsOf(pairOf(map, 'network_nameservers')?.value)) {
    if (!isString(server) || hasPlaceholder(server.value) || readAddress(server.value)) continue;
    context.report({ at: server.span, message: consequence(`\`${server.value}\` is no address`) });
  }
}

function checkMtu(context: DocumentContext, map: YamlMap, network: Network): void {
  const pair = pairOf(map, 'network_mtu');
  const mtu = numberAt(map, 'network_mtu') ?? 0;
  const least = network.bits === 32 ? 576 : 1280;
  if (pair && mtu !== 0 && (mtu < least || mtu > 65535))
    refuse(context, pair, `The MTU of this network is between ${least} and 65535`);
}

interface TextPair {
  readonly pair: YamlPair;
  readonly text: string;
}

function textPair(map: YamlMap, key: string): TextPair | undefined {
  const pair = pairOf(map, key);
  return pair && isString(pair.value) && pair.value.value !== '' ? { pair, text: pair.value.value } : undefined;
}

function isSet({ value }: YamlPair): boolean {
  if (value.type === 'scalar') return value.value !== null && value.value !== '' && value.value !== 0;
  return itemsOf(value).length > 0;
}

function refuse({ report }: DocumentContext, pair: YamlPair, what: string, part: 'key' | 'value' = 'value'): void {
  report({ at: part === 'key' ? pair.key.span : pair.value.span, message: consequence(what) });
}

function consequence(what: string): string {
  return `${what}, so the provider creates no machine of this class.`;
}
