import { valueSpan } from '../../embedded/embedded.ts';
import {
  isSelectorNumber,
  parseSelector,
  type SelectorOperator,
  type SelectorTerm,
  type SelectorWord,
} from '../../kinds/label-selector.ts';
import { selectorsOf } from '../../kinds/machine-class.ts';
import { span } from '../../text/span.ts';
import type { YamlString } from '../../yaml/nodes.ts';
import { classSelecting } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const matchlabelsValue: DocumentRule = {
  id: 'machine-class/matchlabels-value',
  title: 'A selector that no machine, or every machine, matches',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni accepts these and does not say what they come to: a space before a comma is part of the value, so `platform = metal , arch = amd64` asks for `metal ` with a space; `<` and its kin compare whole numbers with an optional unit (`16GiB`) and never match anything else; an empty selector matches every machine there is.',
  bad: classSelecting('omni.sidero.dev/platform = metal , omni.sidero.dev/arch = amd64'),
  good: classSelecting('omni.sidero.dev/platform = metal, omni.sidero.dev/arch = amd64'),
  source: 'omni client/pkg/cosi/labels/lexer.go; cosi-project/runtime pkg/resource/labels.go and internal/compare',
  check(context) {
    for (const selector of selectorsOf(context.document.yaml.root)) {
      const { terms, problem } = parseSelector(selector.value);
      if (problem) continue;
      if (terms.length === 0)
        context.report({
          at: selector.span,
          message: 'An empty selector matches every machine, so the class takes whatever is free.',
        });
      for (const term of terms) checkTerm(context, selector, term);
    }
  },
};

function checkTerm(context: DocumentContext, selector: YamlString, { operator, values }: SelectorTerm): void {
  const numeric = operator.startsWith('<') || operator.startsWith('>');
  for (const value of values) {
    if (!numeric) checkSpace(context, selector, value, operator);
    else if (!isSelectorNumber(value.text))
      context.report({
        at: visibleSpan(selector, value),
        message: `\`${operator}\` compares whole numbers such as \`8\` or \`16GiB\`. \`${value.text.trim()}\` is none, so no machine ever matches.`,
      });
  }
}

function checkSpace(
  { report }: DocumentContext,
  selector: YamlString,
  value: SelectorWord,
  operator: SelectorOperator,
): void {
  const visible = value.text.trimEnd();
  if (value.quoted || visible === value.text) return;
  const lineBreak = value.text.slice(visible.length).includes('\n');
  const end = value.span.start + visible.length;
  const excludes = operator === '!=' || operator === 'notin';
  report({
    at: visibleSpan(selector, value),
    message: `The ${lineBreak ? 'line break' : 'space'} after \`${visible}\` is part of the value, so ${excludes ? 'no machine is left out' : 'no machine matches'}. ${lineBreak ? 'Write the selector on one line.' : 'Remove it.'}`,
    fixes: lineBreak
      ? []
      : [
          {
            title: 'Remove the space',
            edits: [{ span: valueSpan(selector, span(end, value.span.end)), newText: '' }],
          },
        ],
  });
}

function visibleSpan(selector: YamlString, value: SelectorWord): { start: number; end: number } {
  const { start } = value.span;
  return valueSpan(selector, span(start, start + Math.max(1, value.text.trimEnd().length)));
}
