import { valueSpan } from '../../embedded/embedded.ts';
import { parseSelector } from '../../kinds/label-selector.ts';
import { selectorsOf } from '../../kinds/machine-class.ts';
import { span } from '../../text/span.ts';
import { classSelecting } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const matchlabels: DocumentRule = {
  id: 'machine-class/matchlabels',
  title: 'A label selector that Omni cannot read',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni refuses the class. A selector is a list of terms with commas between them, all of which a machine fulfils: `key`, `!key`, `key = value`, `key != value`, `key in (a, b)`, `key notin (a, b)`, and `<`, `<=`, `>`, `>=` for numbers. The entries of `matchlabels` are alternatives.',
  bad: classSelecting('omni.sidero.dev/platform in metal'),
  good: classSelecting('omni.sidero.dev/platform in (metal)'),
  source: 'omni client/pkg/cosi/labels (lexer.go, parser.go)',
  check({ document, report }) {
    for (const selector of selectorsOf(document.yaml.root)) {
      const { problem } = parseSelector(selector.value);
      if (!problem) continue;
      const visible = selector.value.trimEnd().length;
      const start = Math.min(problem.span.start, Math.max(0, visible - 1));
      const end = Math.max(start + 1, Math.min(problem.span.end, visible));
      report({
        at: visible === 0 ? selector.span : valueSpan(selector, span(start, end)),
        message: `${problem.message} Omni refuses the class.`,
      });
    }
  },
};
