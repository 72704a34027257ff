// Services of a Compose file: what they run, with which arguments, and what they can reach.
import { type Span, span } from '../text/span.ts';
import {
  at,
  isString,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  scalarText,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
  type YamlString,
} from '../yaml/nodes.ts';

/** One argument of a command, without its quotes. */
export interface ComposeWord {
  readonly text: string;
  readonly span: Span;
}

/** `--name=value`, `--name value` or `--name`. */
export interface ComposeFlag {
  readonly name: string;
  /** The name with its dashes. */
  readonly at: Span;
  readonly value: string | undefined;
  readonly valueAt: Span | undefined;
}

export interface ComposeService {
  readonly name: string;
  readonly key: YamlScalar;
  readonly map: YamlMap;
  readonly image: YamlString | undefined;
  /** The arguments of `entrypoint` and `command`, in that order. */
  readonly words: readonly ComposeWord[];
  readonly flags: readonly ComposeFlag[];
  /** True when all that the program is given stands in this service, so that what is absent is truly absent. */
  readonly whole: boolean;
}

const known = new WeakMap<YamlNode, readonly ComposeService[]>();

/** The services of a Compose file. */
export function servicesOf(root: YamlNode | undefined): readonly ComposeService[] {
  if (!root) return [];
  const found = known.get(root);
  if (found) return found;
  const made = pairsOf(at(root, 'services')).flatMap((pair) =>
    pair.value.type === 'map' ? [read(pair, pair.value)] : [],
  );
  known.set(root, made);
  return made;
}

function read({ key, value }: YamlPair, map: YamlMap): ComposeService {
  const image = at(value, 'image');
  const words = [...wordsOf(at(value, 'entrypoint')), ...wordsOf(at(value, 'command'))];
  const shell =
    words.some(({ text }) => /^(?:.*\/)?(?:ba|da|a)?sh$/.test(text)) ||
    words.some(({ text }) => /\s/.test(text) && text.includes(' --'));
  const open = words.some(({ text }) => text.startsWith('$'));
  return {
    name: typeof key.value === 'string' ? key.value : key.source,
    key,
    map,
    image: isString(image) ? image : undefined,
    words,
    flags: shell ? [] : flagsOf(words),
    whole: words.length > 0 && !shell && !open && pairOf(map, 'extends') === undefined,
  };
}

/** The arguments of `command` or `entrypoint`, whether written as a list or as one line. */
function wordsOf(node: YamlNode | undefined): readonly ComposeWord[] {
  if (node?.type === 'scalar') return isString(node) ? wordsInText(node) : [];
  return itemsOf(node).flatMap((item) => {
    const text = scalarText(item);
    return text === undefined || item.type !== 'scalar' ? [] : [{ text, span: insideQuotes(item) }];
  });
}

/** Splits as a shell does, in the text as it is written: quotes hold words together and are taken off. */
function wordsInText(node: YamlString): readonly ComposeWord[] {
  const { source, style } = node;
  const block = style === 'literal' || style === 'folded';
  const quoted = style === 'single' || style === 'double';
  const from = block ? source.indexOf('\n') + 1 : quoted ? 1 : 0;
  const to = quoted ? source.length - 1 : source.length;
  const words: ComposeWord[] = [];
  for (const match of source.slice(from, to).matchAll(/(?:[^\s'"\\]|\\.|'[^']*'|"[^"]*")+/g)) {
    const start = node.span.start + from + match.index;
    const text = match[0].replace(/^(['"])(.*)\1$/s, '$2');
    const shorter = (match[0].length - text.length) / 2;
    words.push({
      text: text.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
      span: span(start + shorter, start + match[0].length - shorter),
    });
  }
  return words.filter(({ text }) => text !== '\\');
}

/** The text of a scalar without its quotes. */
export function insideQuotes(node: YamlScalar): Span {
  const quoted = node.style === 'single' || node.style === 'double';
  return quoted ? span(node.span.start + 1, node.span.end - 1) : node.span;
}

function flagsOf(words: readonly ComposeWord[]): readonly ComposeFlag[] {
  const flags: ComposeFlag[] = [];
  for (const [i, word] of words.entries()) {
    const [, dashes = '', name = '', equals, value = ''] = /^(--)([A-Za-z][\w.-]*)(=)?(.*)$/s.exec(word.text) ?? [];
    if (name === '') continue;
    const end = word.span.start + dashes.length + name.length;
    const nameAt = span(word.span.start, end);
    if (equals) {
      flags.push({ name, at: nameAt, value, valueAt: span(end + 1, word.span.end) });
      continue;
    }
    const next = words[i + 1];
    const follows = next && !next.text.startsWith('-');
    flags.push({ name, at: nameAt, value: follows ? next.text : undefined, valueAt: follows ? next.span : undefined });
  }
  return flags;
}

export function flagOf(service: ComposeService, ...names: readonly string[]): ComposeFlag | undefined {
  return service.flags.find(({ name }) => names.includes(name));
}

/** True for the Proxmox provider, from upstream or built by oneself under its name. */
export function isProxmoxProvider({ image }: ComposeService): boolean {
  return image !== undefined && /(?:^|\/)omni-infra-provider-proxmox(?=[:@]|$)/.test(image.value);
}

/** True for the Omni server itself, also from a mirror of its registry. */
export function isOmniServer({ image, flags }: ComposeService): boolean {
  if (image === undefined || !/(?:^|\/)omni(?=[:@]|$)/.test(image.value)) return false;
  return /(?:^|\/)siderolabs\/omni(?=[:@]|$)/.test(image.value) || flags.some(({ name }) => ownFlags.includes(name));
}

const ownFlags = ['account-id', 'private-key-source', 'advertised-api-url', 'siderolink-wireguard-advertised-addr'];

/** True when a Compose file runs Omni or one of its providers. */
export function isOurs(root: YamlNode | undefined): boolean {
  return servicesOf(root).some((service) => isOmniServer(service) || runsProvider(service));
}

/** True for any infrastructure provider of Omni. */
export function runsProvider({ image, flags }: ComposeService): boolean {
  if (image?.value.includes('omni-infra-provider')) return true;
  return flags.some(({ name }) => name === 'omni-api-endpoint') && flags.some(({ name }) => name === 'id');
}

export interface Variable {
  readonly name: string;
  readonly value: YamlNode | undefined;
  readonly at: Span;
}

/** What `environment` sets, written as a mapping or as a list of `NAME=value`. */
export function environmentOf({ map }: ComposeService): readonly Variable[] {
  const node = at(map, 'environment');
  if (node?.type === 'map') {
    return node.pairs.map((pair) => ({ name: keyText(pair), value: pair.value, at: pair.key.span }));
  }
  return itemsOf(node).flatMap((item) => {
    const text = scalarText(item);
    const name = /^([^=]+)/.exec(text ?? '')?.[1];
    return name === undefined ? [] : [{ name, value: item, at: item.span }];
  });
}

/** The text a variable is set to; undefined where it is passed on from outside. */
export function variableText({ name, value }: Variable): string | undefined {
  const text = scalarText(value);
  return text?.startsWith(`${name}=`) ? text.slice(name.length + 1) : text;
}

/** Paths inside the container at which something from outside stands. */
export function mountsOf({ map }: ComposeService): readonly string[] {
  return [
    ...itemsOf(at(map, 'volumes')).flatMap((item) => volumeTarget(item) ?? []),
    ...itemsOf(at(map, 'configs')).flatMap((item) => grantTarget(item, '/') ?? []),
    ...itemsOf(at(map, 'secrets')).flatMap((item) => grantTarget(item, '/run/secrets/') ?? []),
    ...itemsOf(at(map, 'devices')).flatMap((item) => volumeTarget(item) ?? []),
  ];
}

/** `source:target[:mode]`, or the mapping of it. A Windows drive in front is no separator. */
export function volumeTarget(item: YamlNode): string | undefined {
  const text = scalarText(item);
  if (text === undefined) return scalarText(at(item, 'target'));
  // A default inside `${…}` may hold a colon.
  const parts = text
    .replace(/\$\{[^}]*\}/g, 'from-outside')
    .replace(/^[A-Za-z]:(?=[\\/])/, '')
    .split(':');
  return parts.length === 1 ? parts[0] : parts[1];
}

function grantTarget(item: YamlNode, folder: string): string | undefined {
  const name = scalarText(item) ?? scalarText(at(item, 'target')) ?? scalarText(at(item, 'source'));
  return name?.startsWith('/') ? name : name && folder + name;
}

/** The tag of an image, if it has one. */
export function imageTag(image: string): string | undefined {
  return /:([^/:@]+)(?:@|$)/.exec(image)?.[1];
}
