import { isSet } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { goUint32 } from '../../yaml/go-decode.ts';
import { isNull, pairOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { addLinesBefore, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule, Fix } from '../rule.ts';

const types = ['Unset', 'Rolling'];

export const strategy: DocumentRule = {
  id: 'cluster-template/strategy',
  title: 'A strategy that omnictl does not know, or that has no effect',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers'],
  needs: 'document',
  why: 'A strategy is `Rolling` or `Unset`, written so. `rolling.maxParallelism` counts only under `Rolling`: updates are rolling from the start, but `deleteStrategy` and `upgradeStrategy` are not, and there it is passed over without a word unless `type: Rolling` is written.',
  ...diff(`
 kind: Workers
 machineClass: {name: lab-worker, size: 4}
 updateStrategy:
-  type: rolling
+  type: Rolling
   rolling: {maxParallelism: 2}
`),
  source:
    'omni client/pkg/template/internal/models/machineset.go (UpdateStrategyType, translate); client/pkg/omni/resources/omni/machine_set.go (GetParallelism)',
  check(context) {
    for (const key of ['updateStrategy', 'deleteStrategy', 'upgradeStrategy']) {
      const owner = pairOf(context.document.yaml.root, key);
      if (owner?.value.type === 'map') checkStrategy(context, key, owner);
    }
  },
};

function checkStrategy(context: DocumentContext, key: string, owner: YamlPair): void {
  const { report } = context;
  const type = pairOf(owner.value, 'type');
  const written = scalarText(type?.value);
  if (written !== undefined && hasPlaceholder(written)) return;
  if (isSet(type) && written !== undefined && !types.includes(written)) {
    const near = written === '' ? undefined : nearest(written, types);
    report({
      at: type.value.span,
      message: `\`${written}\` is no strategy: omnictl takes \`Rolling\` or \`Unset\` and refuses the template.`,
      fixes: near ? [replaceFix(type.value.span, near)] : [],
    });
    return;
  }
  const rolling = pairOf(owner.value, 'rolling');
  const parallelism = pairOf(rolling?.value, 'maxParallelism');
  const without = key === 'updateStrategy' ? 'Rolling' : 'Unset';
  const has = written === undefined || written === '' ? without : written;
  if (!rolling || !parallelism || has === 'Rolling' || (goUint32(parallelism.value) ?? 0) === 0) return;
  report({
    at: parallelism.key.span,
    message: `\`maxParallelism\` counts only with \`type: Rolling\`, so it has no effect here.`,
    severity: 'information',
    fixes: rollingFix(context, owner, type, rolling),
  });
}

function rollingFix(
  { document }: DocumentContext,
  owner: YamlPair,
  type: YamlPair | undefined,
  rolling: YamlPair,
): readonly Fix[] {
  const title = 'Write `type: Rolling`';
  if (type) return isNull(type.value) ? [] : [{ title, edits: [{ span: type.value.span, newText: 'Rolling' }] }];
  if (owner.value.type !== 'map') return [];
  const edit = addLinesBefore(document.text, owner.value, rolling, ['type: Rolling']);
  return edit ? [{ title, edits: [edit] }] : [];
}
