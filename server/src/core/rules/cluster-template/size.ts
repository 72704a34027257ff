import { isSet, machineClassNameOf } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { classNamed } from '../../workspace/classes.ts';
import { isNull, pairOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { addLines, replaceFix } from '../edits.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

/** The words for "all there are", and the name of the ordinary case, which counts as 0. */
const unlimited = new Set(['Unlimited', 'unlimited', '∞', 'infinity']);
const words = new Set([...unlimited, 'Static']);

export const size: WorkspaceRule = {
  id: 'cluster-template/size',
  title: 'A size of a machine set that Omni refuses, or none',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers'],
  needs: 'workspace',
  why: 'The size is a whole number in plain digits, or `Unlimited` for all machines of the class. A class that creates its machines cannot be unlimited. Left out, the size is 0: the set is there and takes no machine.',
  bad: `
kind: Workers
machineClass: {name: lab-worker, size: -1}
`,
  good: `
kind: Workers
machineClass: {name: lab-worker, size: 1}
`,
  source:
    'omni client/pkg/template/internal/models/machineset.go (Size.UnmarshalYAML); internal/backend/runtime/omni/validations/machine_set.go',
  check(context) {
    const pair = pairOf(context.document.yaml.root, 'machineClass');
    if (!isSet(pair) || pair.value.type !== 'map') return;
    const written = pairOf(pair.value, 'size');
    if (!written || isNull(written.value)) checkMissing(context, pair, written);
    else if (written.value.type === 'scalar') checkWritten(context, written);
  },
};

function checkWritten({ document, file, workspace, report }: WorkspaceContext, written: YamlPair): void {
  const text = scalarText(written.value) ?? '';
  const where = written.value.span;
  if (hasPlaceholder(text)) return;
  if (!words.has(text)) {
    if (/^\d+$/.test(text) && Number(text) < 2 ** 32) return;
    const number = Number(text.replaceAll('_', ''));
    const repaired = text.toLowerCase() === 'unlimited' ? 'Unlimited' : whole(number);
    report({
      at: where,
      message: `\`${text}\` is no number of machines: omnictl takes plain digits or \`Unlimited\` and refuses the template.`,
      fixes: repaired === undefined ? [] : [replaceFix(where, repaired)],
    });
    return;
  }
  const name = machineClassNameOf(document.yaml.root)?.value;
  const used = name === undefined ? undefined : classNamed(workspace, name, file.folder);
  if (!unlimited.has(text) || !used?.fact.data.autoprovision) return;
  report({
    at: where,
    message: `The class \`${used.fact.name}\` creates its machines, and there is no end to them, so Omni refuses \`${text}\`. Write how many.`,
    related: [{ record: used, message: 'This class has `autoprovision`.' }],
  });
}

function whole(number: number): string | undefined {
  return Number.isInteger(number) && number > 0 && number < 2 ** 32 ? String(number) : undefined;
}

/** For control planes another rule speaks: no size is the same to them as 0. */
function checkMissing({ document, report }: WorkspaceContext, owner: YamlPair, written: YamlPair | undefined): void {
  if (document.kind !== 'template-workers' || owner.value.type !== 'map') return;
  const edit = written ? undefined : addLines(document.text, owner.value, ['size: 1']);
  report({
    at: written?.key.span ?? owner.key.span,
    message: 'Without a `size` this set takes 0 machines of its class.',
    severity: 'information',
    fixes: edit ? [{ title: 'Add `size: 1`', edits: [edit] }] : [],
  });
}
