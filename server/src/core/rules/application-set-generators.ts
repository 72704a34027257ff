// The generators of an ApplicationSet: which there are, how they nest, and what each cannot do without (argo-cd
// applicationset/generators, applicationset/utils/utils.go).
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { generatorNames } from '../schema/argocd-generators.ts';
import { nearest } from '../text/names.ts';
import { isMergeKey } from '../yaml/go-resolve.ts';
import { kubernetesValue } from '../yaml/kubernetes-scalar.ts';
import { at, isNull, itemsOf, keyText, pairOf, pairsOf, type YamlNode, type YamlPair } from '../yaml/nodes.ts';
import { replaceFix } from './edits.ts';
import type { DocumentContext } from './rule.ts';

const beside = ['selector', 'template'];
const combining = ['matrix', 'merge'];
const names: readonly string[] = generatorNames;
/** A third one is not read (applicationset_types.go, ApplicationSetTerminalGenerator). */
const deepestNesting = 2;
const none = 'so Argo CD makes no Application.';

/** Says what Argo CD refuses in an element of `generators`, which may hold others. */
export function checkGenerator(context: DocumentContext, generator: YamlNode, depth = 0): void {
  const { report } = context;
  const pairs = pairsOf(generator);
  const keys = pairs.map(keyText);
  const first = pairs.find((pair) => !beside.includes(keyText(pair)));
  if (!keys.some((key) => names.includes(key) || key === '<<' || hasPlaceholder(key))) {
    if (first) reportUnknown(context, first);
    else if (generator.type === 'map')
      report({
        at: pairs[0]?.key.span ?? generator.span,
        message: `This element names no generator, ${none}`,
      });
    return;
  }
  const written = pairs.filter((pair) => names.includes(keyText(pair)));
  if (depth > 0 && written.length > 1) {
    const [, second] = written;
    if (second)
      report({
        at: second.key.span,
        message: `An element inside a matrix or a merge names one generator, and this is its second, ${none}`,
      });
  }
  for (const pair of written) checkOne(context, pair, depth);
}

function reportUnknown({ report }: DocumentContext, pair: YamlPair): void {
  const near = nearest(keyText(pair), names);
  report({
    at: pair.key.span,
    message: `\`${keyText(pair)}\` is no generator, ${none}${near ? ` Did you mean \`${near}\`?` : ''}`,
    fixes: near ? [replaceFix(pair.key.span, near)] : [],
  });
}

function checkOne(context: DocumentContext, pair: YamlPair, depth: number): void {
  const { report } = context;
  const name = keyText(pair);
  if (name === 'clusters' && isNull(pair.value)) {
    report({
      at: pair.key.span,
      message: `\`clusters\` holds nothing, which Argo CD takes for no generator, ${none} \`clusters: {}\` stands for all clusters.`,
      fixes: [
        {
          title: 'Write `clusters: {}`',
          edits: [{ span: { start: pair.key.span.end, end: pair.span.end }, newText: ': {}' }],
        },
      ],
    });
  }
  if (pair.value.type !== 'map') return;
  if (combining.includes(name)) checkCombination(context, pair, depth);
  else checkNeeds(context, pair);
}

function checkCombination(context: DocumentContext, pair: YamlPair, depth: number): void {
  if (depth >= deepestNesting) {
    context.report({
      at: pair.key.span,
      message: `Argo CD reads no \`${keyText(pair)}\` in a generator that is inside another already, ${none}`,
    });
    return;
  }
  const children = itemsOf(at(pair.value, 'generators'));
  for (const child of children) checkGenerator(context, child, depth + 1);
  checkArity(context, pair, children.length);
}

function checkArity({ report }: DocumentContext, pair: YamlPair, count: number): void {
  const list = pairOf(pair.value, 'generators');
  const place = list?.key.span ?? pair.key.span;
  const isMatrix = keyText(pair) === 'matrix';
  if (isMatrix && count !== 2) {
    report({
      at: place,
      message: `A matrix combines exactly two generators and has ${count} here, ${none} A child may be a matrix itself.`,
    });
  } else if (!isMatrix && count < 2) {
    report({ at: place, message: `A merge takes at least two generators and has ${count} here, ${none}` });
  }
  const keys = at(pair.value, 'mergeKeys');
  if (!isMatrix && (isNull(keys) || (keys?.type === 'seq' && keys.items.length === 0))) {
    report({
      at: pairOf(pair.value, 'mergeKeys')?.key.span ?? pair.key.span,
      message: `A merge has no \`mergeKeys\`, ${none}`,
    });
  }
}

const needs: Readonly<Record<string, { readonly of: readonly string[]; readonly beside: readonly string[] }>> = {
  git: { of: ['directories', 'files'], beside: [] },
  oci: { of: ['directories', 'files'], beside: [] },
  pullRequest: {
    of: ['github', 'gitlab', 'gitea', 'bitbucket', 'bitbucketServer', 'azuredevops'],
    beside: ['filters', 'requeueAfterSeconds', 'template', 'values', 'continueOnRepoNotFoundError'],
  },
  scmProvider: {
    of: ['github', 'gitlab', 'gitea', 'bitbucket', 'bitbucketServer', 'azureDevOps', 'awsCodeCommit'],
    beside: ['filters', 'requeueAfterSeconds', 'template', 'values', 'cloneProtocol'],
  },
};

/** A generator that lacks what it is to look at. Of the providers there may be new ones. */
function checkNeeds({ report }: DocumentContext, pair: YamlPair): void {
  const need = needs[keyText(pair)];
  const pairs = pairsOf(pair.value);
  if (!need || pairs.length === 0 || pairs.some(({ key }) => key.value === '<<')) return;
  const isFree = need.beside.length > 0;
  const isOpen = (key: string): boolean => need.of.includes(key) || (isFree && !need.beside.includes(key));
  const found = pairs.find((inner) => isOpen(keyText(inner)));
  const isEmpty = found?.value.type === 'seq' && found.value.items.length === 0;
  const others = pairs.filter((inner) => inner !== found && isOpen(keyText(inner)));
  if (found && (!isEmpty || others.length > 0)) return;
  const choice = need.of.map((one) => `\`${one}\``).join(', ');
  report({
    at: found?.key.span ?? pair.key.span,
    message: `This generator has nothing to look at (one of ${choice}), ${none}`,
  });
}

/** Without Go templates the elements of a list hold text only (generators/list.go). */
export function checkElements(context: DocumentContext, generator: YamlNode): void {
  for (const element of itemsOf(at(generator, 'list', 'elements'))) {
    for (const pair of pairsOf(element)) {
      const isValues = keyText(pair) === 'values' && pair.value.type === 'map';
      for (const inner of isValues ? pairsOf(pair.value) : [pair]) checkElementValue(context, inner);
    }
  }
  for (const name of combining)
    for (const child of itemsOf(at(generator, name, 'generators'))) checkElements(context, child);
}

function checkElementValue({ report }: DocumentContext, { key, value }: YamlPair): void {
  if (isMergeKey({ key }) || isNull(value)) return;
  const isScalar = value.type === 'scalar';
  if (isScalar && typeof kubernetesValue(value) === 'string') return;
  // Two braces that are not in quotes are a mapping to YAML, and something else once they are filled in.
  if (value.type === 'map' && (value.flow || value.pairs.length === 0)) return;
  report({
    at: isScalar ? value.span : key.span,
    message: `Without \`goTemplate: true\` the elements of a list hold text only, ${none}`,
    fixes: isScalar ? [replaceFix(value.span, `"${value.source}"`)] : [],
  });
}
