import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { parseSelector, type SelectorWord } from '../../kinds/label-selector.ts';
import { selectorsOf } from '../../kinds/machine-class.ts';
import { otherNames, systemLabels } from '../../schema/machine-labels.ts';
import { nearest } from '../../text/names.ts';
import { span } from '../../text/span.ts';
import type { YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classSelecting } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

const prefix = 'omni.sidero.dev/';

export const matchlabelsLabel: DocumentRule = {
  id: 'machine-class/matchlabels-label',
  title: 'A selector with a system label that Omni never sets',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Labels below `omni.sidero.dev/` are Omni’s own. A selector that asks for one it does not set is accepted and matches no machine, so the set stays empty. The number of cores, for instance, is `cores`, not `cpus`.',
  bad: classSelecting('omni.sidero.dev/cpus >= 4'),
  good: classSelecting('omni.sidero.dev/cores >= 4'),
  source: 'omni client/pkg/omni/resources/omni/labels.go',
  check(context) {
    for (const selector of selectorsOf(context.document.yaml.root)) {
      const { terms, problem } = parseSelector(selector.value);
      if (!problem) for (const { key } of terms) checkKey(context, selector, key);
    }
  },
};

function checkKey({ report }: DocumentContext, selector: YamlString, key: SelectorWord): void {
  if (!key.text.startsWith(prefix)) return;
  const name = key.text.slice(prefix.length);
  // Infrastructure providers add labels of their own below `infra-provider/<id>/`.
  if (systemLabels.has(name) || name.startsWith('infra-provider/')) return;
  const near = otherNames[name] ?? nearest(name, systemLabels);
  const start = key.span.start + (key.quoted ? 1 : 0) + prefix.length;
  const inner = span(start, start + name.length);
  report({
    at: valueSpan(selector, key.span),
    message: `Omni sets no label \`${key.text}\`, so this matches no machine.${near ? ` Did you mean \`${prefix}${near}\`?` : ''}`,
    fixes: near && isVerbatim(selector, inner) ? [replaceFix(valueSpan(selector, inner), near)] : [],
  });
}
