// What Kubernetes takes in the metadata of an object (apimachinery pkg/api/validation, ValidateObjectMeta).
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { isNameToFill } from '../workspace/out-of-use.ts';
import { at, isString, itemsOf, pairsOf, type YamlNode } from '../yaml/nodes.ts';
import type { DocumentContext } from './rule.ts';

const domain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const word = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Says which namespace, labels, annotations and finalizers of an object the API server refuses. */
export function checkMetadata(context: DocumentContext): void {
  const metadata = at(context.document.yaml.root, 'metadata');
  check(
    context,
    at(metadata, 'namespace'),
    isNamespace,
    'a namespace has lower-case letters, digits and `-`, at most 63',
  );
  for (const map of ['labels', 'annotations']) {
    for (const { key, value } of pairsOf(at(metadata, map))) {
      // Kubernetes looks at annotations without their case.
      const isKey = (text: string): boolean => isQualified(map === 'annotations' ? text.toLowerCase() : text);
      if (key.value !== '<<') check(context, key, isKey, qualified);
      if (map === 'labels')
        check(context, value, isLabelValue, 'the value of a label has letters, digits, `-`, `_` and `.`, at most 63');
    }
  }
  for (const item of itemsOf(at(metadata, 'finalizers'))) check(context, item, isQualified, qualified);
}

const qualified = 'it has letters, digits, `-`, `_` and `.`, at most 63, and before them perhaps a domain and `/`';

function check(
  { report }: DocumentContext,
  node: YamlNode | undefined,
  isRight: (text: string) => boolean,
  form: string,
): void {
  // An empty text is not typed yet, or means the default.
  if (!isString(node) || node.value === '' || isRight(node.value)) return;
  if (hasPlaceholder(node.value) || isNameToFill(node.value)) return;
  report({ at: node.span, message: `Kubernetes refuses \`${node.value}\` here: ${form}.` });
}

function isNamespace(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text);
}

function isLabelValue(text: string): boolean {
  return text.length <= 63 && word.test(text);
}

/** `name`, or `domain/name`. */
function isQualified(text: string): boolean {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  const prefix = text.slice(0, Math.max(slash, 0));
  return name.length <= 63 && word.test(name) && (slash < 0 || (prefix.length <= 253 && domain.test(prefix)));
}
