import {
  type CelExpr,
  type CelProblem,
  type CelResult,
  checkCel,
  formatType,
  storageSelectorEnvironment,
  storageSelectorFixes,
  walkCel,
} from '../../cel/index.ts';
import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { proxmoxDataOf, storageSelectorsOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { type Span, span } from '../../text/span.ts';
import { isString, type YamlString } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentContext, DocumentRule, Fix } from '../rule.ts';

export const storageSelector: DocumentRule = {
  id: 'machine-class/storage-selector',
  title: 'A storage selector that does not compile, or is not true or false',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'The provider compiles the selector only when it creates a machine, so Omni accepts a broken one and no disk is ever placed. It knows `name`, `node` and `storageType` (text) and `availableSpace` (bytes, an unsigned number such as `100u`). `type` is a function built into CEL: the storage type is `storageType`.',
  bad: classWith('storage_selector: type == "rbd"'),
  good: classWith('storage_selector: storageType == "rbd"'),
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go (pickStorage); google/cel-go',
  check(context) {
    const map = proxmoxDataOf(context.document.yaml.root)?.map;
    for (const { value } of map ? storageSelectorsOf(map) : [])
      if (isString(value) && !hasPlaceholder(value.value)) checkSelector(context, value);
  },
};

/** Reading goes astray after its first problem; type problems stand side by side. */
const mostProblems = 3;
const typeProblems: readonly CelProblem['code'][] = ['undeclared', 'overload', 'type', 'field'];

function checkSelector({ report }: DocumentContext, selector: YamlString): void {
  const result = checkCel(selector.value, storageSelectorEnvironment);
  const repairs = storageSelectorFixes(selector.value, result);
  const repaired: Span[] = [];
  const readable = result.problems.every(({ code }) => typeProblems.includes(code));
  for (const problem of result.problems.slice(0, readable ? mostProblems : 1)) {
    // One mistake can be two problems to the compiler: `100 * GiB` is an unknown name and a wrong type.
    if (repaired.some((edit) => edit.start <= problem.span.start && problem.span.end <= edit.end)) continue;
    const own = repairs.filter((repair) => repair.problem === problem);
    repaired.push(...own.flatMap((repair) => repair.edits.map((edit) => edit.span)));
    report({
      at: placeOf(selector, wordOf(problem, result)),
      message: describe(problem, result),
      fixes: own.flatMap((repair) => toFix(selector, repair)),
    });
  }
  const { type } = result;
  if (type && type.kind !== 'bool') {
    const visible = selector.value.trim();
    const start = selector.value.indexOf(visible);
    report({
      at: valueSpan(selector, span(start, start + visible.length)),
      message: `The selector gives a value of type \`${formatType(type)}\`, not true or false, so the provider refuses it and no disk is placed.`,
    });
  }
}

const consequence = 'The provider refuses the selector and no disk is placed.';

function describe(problem: CelProblem, { expr }: CelResult): string {
  const { code, message, span: at } = problem;
  if (code === 'empty') return `The selector is empty. ${consequence}`;
  if (code === 'undeclared')
    return `${message} A selector knows \`name\`, \`node\`, \`storageType\` and \`availableSpace\`. ${consequence}`;
  if (code !== 'overload' || !expr) return `${message} ${consequence}`;
  const operands = operandsAt(expr, at);
  if (operands.some(isTypeFunction))
    return '`type` is CEL’s built-in type function, so this selector never compiles and no disk is placed. The storage type is `storageType`.';
  if (operands.some((operand) => operand.kind === 'ident' && operand.name === 'availableSpace'))
    return `${message} \`availableSpace\` counts bytes as an unsigned number, which is written \`100u\`. ${consequence}`;
  return `${message} ${consequence}`;
}

/** The problem at the word that the message speaks of: cel-go places that of `type` at the operator behind it. */
function wordOf(problem: CelProblem, { expr }: CelResult): CelProblem {
  const operands = problem.code === 'overload' && expr ? operandsAt(expr, problem.span) : [];
  const word = operands.find(isTypeFunction);
  return word ? { ...problem, span: word.span } : problem;
}

function isTypeFunction(operand: CelExpr): boolean {
  return operand.kind === 'ident' && operand.name === 'type';
}

/** Both sides of the operator that stands at a place. */
function operandsAt(expr: CelExpr, at: Span): readonly CelExpr[] {
  let found: readonly CelExpr[] = [];
  walkCel(expr, (node) => {
    if (node.kind === 'binary' && node.operator.start === at.start) found = [node.left, node.right];
  });
  return found;
}

/** Where a problem shows; the end of the text is shown at its last character. */
function placeOf(selector: YamlString, { code, span: at }: CelProblem): Span {
  const end = selector.value.trimEnd().length;
  if (code === 'empty' || end === 0) return selector.span;
  if (at.start >= end) return valueSpan(selector, span(end - 1, end));
  return valueSpan(selector, span(at.start, Math.min(Math.max(at.end, at.start + 1), end)));
}

function toFix(
  selector: YamlString,
  { title, edits }: { title: string; edits: readonly { span: Span; newText: string }[] },
): readonly Fix[] {
  if (!edits.every((edit) => isVerbatim(selector, edit.span))) return [];
  return [{ title, edits: edits.map((edit) => ({ span: editSpan(selector, edit.span), newText: edit.newText })) }];
}

/** An insertion stands directly after the character before it, also at the end of a line. */
function editSpan(selector: YamlString, at: Span): Span {
  if (at.end > at.start || at.start === 0) return valueSpan(selector, at);
  const { end } = valueSpan(selector, span(at.start - 1, at.start));
  return span(end, end);
}
