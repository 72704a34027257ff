// Waves that documentation lists outside of tables.
import type { MarkdownText } from '../kinds/markdown.ts';
import { type ListedWave, wavesInMarkdown, wavesInTree } from '../kinds/wave-lists.ts';
import { shift, sliceSpan } from '../text/span.ts';
import { isPatched } from '../workspace/kustomized.ts';
import type { Claim } from './inventory.ts';
import type { WorkspaceContext } from './rule.ts';
import { type Applications, wavesOf } from './inventory-columns.ts';

/** Languages of fenced blocks that show text and not code. */
const plainLanguages = new Set(['', 'text', 'txt', 'plaintext', 'console', 'tree', 'none']);

/** What lists and trees say; a name that is no Application's is passed over. */
export function waveListClaims(
  { document, workspace }: WorkspaceContext,
  { blocks, fences }: MarkdownText,
  applications: Applications,
): readonly Claim[] {
  const inText = blocks.map(({ span }) => span);
  const inFences = fences.filter(({ language }) => plainLanguages.has(language)).map(({ content }) => content);
  const listed: ListedWave[] = [];
  for (const where of [...inText, ...inFences]) {
    const text = sliceSpan(document.text, where);
    if (!/wave/i.test(text)) continue;
    const found = [...wavesInMarkdown(text), ...(inFences.includes(where) ? wavesInTree(text) : [])];
    listed.push(...found.map((one) => ({ ...one, at: shift(one.at, where.start) })));
  }
  return listed.flatMap(({ name, wave, at }) => {
    const all = applications.get(name);
    if (!all || all.some(({ file }) => isPatched(workspace, file))) return [];
    const actual = wavesOf(all);
    const message = `This puts \`${name}\` into wave ${wave}, but the Application has wave ${actual.join(' or ')}.`;
    return [{ agrees: actual.includes(wave), report: { at, message } }];
  });
}
