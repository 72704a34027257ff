// Infrastructure providers that compose files run.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, itemsOf, pairsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { hasPlaceholder } from './recognise.ts';

/** The id of the Proxmox provider without `--id` (omni-infra-provider-proxmox, cmd/.../main.go). */
const defaultProxmoxId = 'proxmox';

/** The providers of a compose file by their ids; an id that is filled in from outside has the name "". */
export function infraProviderFacts(root: YamlNode | undefined): readonly Fact[] {
  return pairsOf(at(root, 'services')).flatMap(({ key, value }) => {
    const image = stringOf(at(value, 'image')) ?? '';
    const words = [...wordsOf(at(value, 'entrypoint')), ...wordsOf(at(value, 'command'))];
    const flag = flagOf(words, 'id');
    const isProvider = image.includes('omni-infra-provider') || (flag !== undefined && words.some(isOmniFlag));
    if (!isProvider) return [];
    const proxmox = image.includes('proxmox');
    const id = flag?.text ?? (proxmox ? defaultProxmoxId : '');
    const known = hasPlaceholder(id) ? '' : id;
    return [fact('infra-provider', known, flag?.node.span ?? key.span, { proxmox })];
  });
}

interface Word {
  readonly text: string;
  readonly node: YamlNode;
}

/** The arguments of `command` or `entrypoint`, whether written as a list or as one line. */
function wordsOf(node: YamlNode | undefined): readonly Word[] {
  if (isString(node)) return node.value.split(/\s+/).map((text) => ({ text, node }));
  return itemsOf(node).flatMap((item) => {
    const text = scalarText(item);
    return text === undefined ? [] : [{ text, node: item }];
  });
}

function isOmniFlag({ text }: Word): boolean {
  return /^--?omni-api-endpoint\b/.test(text);
}

/** The value of `--name=value` or `--name value`. */
function flagOf(words: readonly Word[], name: string): Word | undefined {
  for (const [i, word] of words.entries()) {
    const value = new RegExp(`^--?${name}=(.*)$`).exec(word.text)?.[1];
    if (value !== undefined) return { text: value, node: word.node };
    if (word.text === `--${name}` || word.text === `-${name}`) return words[i + 1];
  }
  return undefined;
}
