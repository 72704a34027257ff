// Waves that documentation lists outside of tables.
import type { MarkdownText } from '../kinds/markdown.ts';
import { type ListedWave, wavesInMarkdown, wavesInTree } from '../kinds/wave-lists.ts';
import { type Span, shift, sliceSpan } from '../text/span.ts';
import { isPatched } from '../workspace/kustomized.ts';
import type { Claim } from './inventory.ts';
import { type Applications, wavesOf } from './inventory-columns.ts';
import type { WorkspaceContext } from './rule.ts';

/** Languages of fenced blocks that show text and not code. */
const plainLanguages = new Set(['', 'text', 'txt', 'plaintext', 'console', 'tree', 'none']);

const known = new WeakMap<MarkdownText, readonly ListedWave[]>();

/** All that lists and trees say, found once for each text. */
function listedIn(text: string, markdown: MarkdownText): readonly ListedWave[] {
  const found = known.get(markdown);
  if (found) return found;
  const plain = markdown.fences.filter(({ language }) => plainLanguages.has(language)).map(({ content }) => content);
  const read = (
    where: Span,
    ...readers: readonly ((part: string) => readonly ListedWave[])[]
  ): readonly ListedWave[] => {
    const part = sliceSpan(text, where);
    if (!/wave/i.test(part)) return [];
    return readers.flatMap((reader) => reader(part).map((one) => ({ ...one, at: shift(one.at, where.start) })));
  };
  const listed = [
    ...markdown.blocks.flatMap((block) => read(block.span, wavesInMarkdown)),
    ...plain.flatMap((content) => read(content, wavesInMarkdown, wavesInTree)),
  ];
  known.set(markdown, listed);
  return listed;
}

/** What lists and trees say of the waves of Applications; a name that is no Application's is passed over. */
export function waveListClaims(
  { document, workspace }: WorkspaceContext,
  markdown: MarkdownText,
  applications: Applications,
): readonly Claim[] {
  return listedIn(document.text, markdown).flatMap(({ name, wave, at }) => {
    const all = applications.get(name);
    if (!all || all.some(({ file }) => isPatched(workspace, file))) return [];
    const actual = wavesOf(all);
    const message = `This puts \`${name}\` into wave ${wave}, but the Application has wave ${actual.join(' or ')}.`;
    return [{ agrees: actual.includes(wave), report: { at, message } }];
  });
}
