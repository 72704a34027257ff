import { isNull, itemsOf, keyText, pairOf, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const mode: DocumentRule = {
  id: 'machine-class/mode',
  title: 'A machine class that neither selects machines nor creates them, or does both',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni refuses a class without `matchlabels` and without `autoprovision`, and one with both. An empty `matchlabels: []` beside `autoprovision` is fine.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: lab-worker
-spec: {}
+spec:
+  matchlabels: [omni.sidero.dev/platform = metal]
`),
  source: 'omni internal/backend/runtime/omni/validations/machine_class.go',
  check({ document, report }) {
    const spec = pairOf(document.yaml.root, 'spec');
    if (!spec) return;
    const selectors = saysSomething(pairOf(spec.value, 'matchlabels')?.value);
    const autoprovision = pairOf(spec.value, 'autoprovision');
    if (selectors && autoprovision && !isNull(autoprovision.value)) {
      const message = 'Omni refuses a class with both `matchlabels` and `autoprovision`. Keep the one that is meant.';
      report({ at: pairOf(spec.value, 'matchlabels')?.key.span ?? spec.key.span, message });
    }
    if (selectors || (autoprovision && !isNull(autoprovision.value))) return;
    const near = (spec.value.type === 'map' ? spec.value.pairs : []).some((pair) =>
      /^(match_?labels|auto_?provision)$/i.test(keyText(pair)),
    );
    // A misspelt key is the whole story then, and `machine-class/unknown-field` tells it.
    if (near && !pairOf(spec.value, 'matchlabels') && !autoprovision) return;
    report({
      at: spec.key.span,
      message: 'The class has neither `matchlabels` nor `autoprovision`, so Omni refuses it.',
    });
  },
};

/** True for selectors (an empty item is none), and for what is meant to be some: that it is no list is told by `machine-class/autoprovision`. */
function saysSomething(node: YamlNode | undefined): boolean {
  return node?.type === 'seq' ? itemsOf(node).some((item) => !isNull(item)) : !isNull(node);
}
