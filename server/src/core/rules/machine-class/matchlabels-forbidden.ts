import { valueSpan } from '../../embedded/embedded.ts';
import { parseSelector } from '../../kinds/label-selector.ts';
import { selectorsOf } from '../../kinds/machine-class.ts';
import { classSelecting } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

const forbidden = 'omni.sidero.dev/no-manual-allocation';

export const matchlabelsForbidden: DocumentRule = {
  id: 'machine-class/matchlabels-forbidden',
  title: 'A selector with the label that keeps provisioned machines apart',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni puts `omni.sidero.dev/no-manual-allocation` on machines that a provider created for one set, so that no class takes them away from it. A class that asks for the label, in whatever way, is refused.',
  bad: classSelecting('"!omni.sidero.dev/no-manual-allocation"'),
  good: classSelecting('omni.sidero.dev/available'),
  source: 'omni internal/backend/runtime/omni/validations/machine_class.go',
  check({ document, report }) {
    for (const selector of selectorsOf(document.yaml.root)) {
      const { terms, problem } = parseSelector(selector.value);
      if (problem) continue;
      for (const { key } of terms) {
        if (key.text !== forbidden) continue;
        report({
          at: valueSpan(selector, key.span),
          message: `Omni refuses a class whose selector names \`${forbidden}\`. It leaves such machines out by itself.`,
        });
      }
    }
  },
};
