// Puts a sync option into an Application.
import type { TextEdit } from '../text/edits.ts';
import { at, pairOf, type YamlNode } from '../yaml/nodes.ts';
import { addItem } from './edits.ts';
import { addBelow } from './elsewhere.ts';
import type { Fix } from './rule.ts';

/** Adds an option to `syncPolicy.syncOptions` of a spec; no fix where the text cannot be edited safely. */
export function syncOptionFixes(
  text: string,
  spec: YamlNode | undefined,
  option: string,
  title = `Add \`${option}\``,
): readonly Fix[] {
  const edit = optionEdit(text, spec, option);
  return edit ? [{ title, edits: [edit] }] : [];
}

function optionEdit(text: string, spec: YamlNode | undefined, option: string): TextEdit | undefined {
  const options = pairOf(at(spec, 'syncPolicy'), 'syncOptions');
  if (options) return options.value.type === 'seq' ? addItem(text, options.value, [option]) : undefined;
  return addBelow(text, spec, ['syncPolicy'], ['syncOptions:', `  - ${option}`]);
}
