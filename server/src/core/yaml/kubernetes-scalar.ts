// What a scalar is to kubectl, the API server and Argo CD, which read YAML 1.1 (sigs.k8s.io/yaml over go-yaml v2).
import { goScalar } from './go-resolve.ts';
import { contentOf, type ScalarValue, type YamlNode, type YamlScalar } from './nodes.ts';

const words: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

/** The value of a scalar: `yes` is true, `1_000` is a number, a date is text. */
export function kubernetesValue(node: YamlScalar): ScalarValue {
  const word = node.style === 'plain' && node.tag === undefined ? words.get(node.source) : undefined;
  if (word !== undefined) return word;
  const read = goScalar(node);
  if (!read) return node.value;
  return read.tag === '!!timestamp' ? contentOf(node) : read.value;
}

/** True for a switch that is on, in any of the words for it. */
export function isSwitchedOn(node: YamlNode | undefined): boolean {
  return node?.type === 'scalar' && kubernetesValue(node) === true;
}
