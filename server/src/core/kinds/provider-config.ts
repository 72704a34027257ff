// `config.yaml` of the Proxmox provider, or the example of it.
import { nearest } from '../text/names.ts';
import {
  at,
  isNull,
  isString,
  keyText,
  pairOf,
  pairsOf,
  scalarText,
  type YamlNode,
  type YamlPair,
} from '../yaml/nodes.ts';

/** Keys that hardly any other file has below `proxmox`. */
const ownKeys = ['tokenID', 'tokenSecret', 'insecureSkipVerify'];
const knownKeys = ['url', 'username', 'password', 'realm', ...ownKeys];
const likelyKeys = /^(?:url|username|password|realm|token|token_?id|token_?secret|insecure_?skip_?(?:tls_?)?verify)$/i;

/** True for a file that the provider reads; other tools keep an address of Proxmox below `proxmox` too. */
export function isProviderConfig(root: YamlNode, path: string): boolean {
  const keys = pairsOf(at(root, 'proxmox')).map(keyText);
  if (keys.some((key) => ownKeys.includes(key))) return true;
  if (!/(?:^|\/)config\.ya?ml(?:\.\w+)?$/.test(path) && !/provider/.test(path)) return false;
  const [first] = keys.filter((key) => likelyKeys.test(key));
  // A slip of the pen makes it no other file.
  return first !== undefined && keys.every((key) => likelyKeys.test(key) || nearest(key, knownKeys) !== undefined);
}

export function settingOf(root: YamlNode | undefined, key: string): YamlPair | undefined {
  return pairOf(at(root, 'proxmox'), key);
}

/** The text of a setting; empty where it is not there. */
export function settingText(root: YamlNode | undefined, key: string): string {
  return scalarText(settingOf(root, key)?.value) ?? '';
}

/** True when a setting has a value; in an example, also when its place is there. */
export function isGiven(root: YamlNode | undefined, key: string, example: boolean): boolean {
  const pair = settingOf(root, key);
  if (!pair) return false;
  return example || (!isNull(pair.value) && settingText(root, key) !== '');
}

/** True for text that stands for something to be filled in: `<secret>`, `CHANGEME`, `your-token`, `xxxx`. */
export function isFiller(text: string): boolean {
  return (
    text === '' ||
    /[<>{}$…]|\.\.\./.test(text) ||
    /(?:change|replace|fill|insert|put)[ _-]?(?:me|this|in|your)|your|example|placeholder|redacted|dummy|secret|password|todo|tbd/i.test(
      text,
    ) ||
    /^(.)\1*$/.test(text.replace(/[-_]/g, ''))
  );
}

/** Where a value is shown: itself when it is written, else its key. */
export function valueSpan(pair: YamlPair): YamlPair['span'] {
  return isString(pair.value) || pair.value.span.end > pair.value.span.start ? pair.value.span : pair.key.span;
}
