// Moves a sync option from an Application, where its Argo CD does not read it, into the annotations of what it applies.
import { groupOf, isCustomGroup } from '../schema/scopes.ts';
import type { TextEdit } from '../text/edits.ts';
import { span } from '../text/span.ts';
import type { SourceDocument } from '../workspace/file.ts';
import type { FactRecord, WorkspaceView } from '../workspace/view.ts';
import { wholeSetOf } from '../workspace/whole-set.ts';
import { at, isString, itemsOf, pairOf, type YamlMap, type YamlNode, type YamlPair } from '../yaml/nodes.ts';
import { removePair } from './edits.ts';
import { addBelow, editsIn } from './elsewhere.ts';
import { removeItemFixes } from './item-edits.ts';
import type { Fix, OtherFileEdit } from './rule.ts';

const annotation = 'argocd.argoproj.io/sync-options';

/**
 * Writes the option on every object that needs it and takes it out of the Application. No fix where what the Application
 * applies is not wholly known, where nothing of it needs the option, or where one of the texts cannot be edited safely.
 */
export function optionAnnotationFixes(
  view: WorkspaceView,
  uri: string,
  document: SourceDocument,
  spec: YamlMap,
  item: YamlNode,
  option: string,
): readonly Fix[] {
  const removal = withoutOption(document.text, spec, item);
  const objects = wholeSetOf(view, document);
  if (!removal || !objects || objects.some(({ file }) => file.uri === uri)) return [];
  const needing = option === 'SkipDryRunOnMissingResource=true' ? withoutDefinition(objects) : objects;
  if (needing.length === 0) return [];
  const byFile = new Map<string, TextEdit[]>();
  let written = 0;
  for (const record of needing) {
    // What an object says itself counts before what its Application says.
    const [name = ''] = option.split('=');
    if (record.fact.data.syncOptions?.some((one) => one.startsWith(`${name}=`))) continue;
    const edit = annotate(record, option);
    if (!edit) return [];
    const { edits } = editsIn(record, [edit]);
    byFile.set(record.file.uri, [...(byFile.get(record.file.uri) ?? []), ...edits]);
    written++;
  }
  const elsewhere: readonly OtherFileEdit[] = [...byFile].map(([target, edits]) => ({ uri: target, edits }));
  const title =
    written === 0
      ? 'Remove it here; what needs it has the annotation'
      : `Annotate ${written === 1 ? 'the object' : `the ${written} objects`} instead`;
  return [{ title, edits: [removal], elsewhere }];
}

/** Custom resources whose definition is not among the objects; Argo CD brings those of its own three kinds. */
function withoutDefinition(objects: readonly FactRecord<'manifest'>[]): readonly FactRecord<'manifest'>[] {
  const defined = objects.flatMap(({ fact }) => (fact.data.kind === 'CustomResourceDefinition' ? [fact.name] : []));
  return objects.filter(({ fact, document }) => {
    const group = groupOf(fact.data.apiVersion);
    const isOwn = ['application', 'application-set', 'app-project'].includes(document.kind);
    return isCustomGroup(group) && !isOwn && !defined.some((name) => name.endsWith(`.${group}`));
  });
}

function annotate({ document }: FactRecord, option: string): TextEdit | undefined {
  const { root } = document.yaml;
  const value = at(root, 'metadata', 'annotations', annotation);
  if (!value) return addBelow(document.text, root, ['metadata', 'annotations'], [`${annotation}: ${option}`]);
  if (!isString(value) || value.style === 'literal' || value.style === 'folded') return undefined;
  const list = value.value.trim() === '' ? option : `${value.value},${option}`;
  // Plain text may not hold a comma in flow style; quotes are right everywhere.
  const quote = value.style === 'single' ? "'" : '"';
  return /^[\w=, .-]+$/.test(list) ? { span: value.span, newText: `${quote}${list}${quote}` } : undefined;
}

/** Takes an item out of `syncPolicy.syncOptions`; with it the mappings that would be left empty. */
function withoutOption(text: string, spec: YamlMap, item: YamlNode): TextEdit | undefined {
  const policy = pairOf(spec, 'syncPolicy');
  const list = pairOf(policy?.value, 'syncOptions');
  const items = itemsOf(list?.value);
  if (!policy || !list || !items.includes(item)) return undefined;
  if (items.length === 1) {
    const isAlone = policy.value.type === 'map' && policy.value.pairs.length === 1;
    const whole: YamlPair = isAlone && spec.pairs.length > 1 ? policy : list;
    return removePair(text, whole);
  }
  return list.value.type === 'seq' && list.value.flow
    ? withoutFlowItem(text, items, items.indexOf(item))
    : removeItemFixes(text, item, '')[0]?.edits[0];
}

function withoutFlowItem(text: string, items: readonly YamlNode[], index: number): TextEdit | undefined {
  const before = items[index - 1];
  const item = items[index];
  const after = items[index + 1];
  if (!item) return undefined;
  const gone = before ? span(before.span.end, item.span.end) : after && span(item.span.start, after.span.start);
  return gone && !text.slice(gone.start, gone.end).includes('#') ? { span: gone, newText: '' } : undefined;
}
