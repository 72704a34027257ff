// Which Markdown files describe what is there now. The others tell of what was, of what may come, or of something else.

export function isMarkdown(path: string): boolean {
  return /\.md$/i.test(path);
}

/** Directories, and words in names, of documents that keep what was true or planned once. */
const past =
  /^(?:audits?|adrs?|decisions?|archived?|plans?|planning|proposals?|rfcs?|changelogs?|releases?|history|historical|postmortems?|incidents?|reports?|retros?|roadmaps?|drafts?|designs?|specs?|notes?|blog|posts?|legacy|deprecated|retired|obsolete|old|todos?|reviews?|examples?|samples?|templates?|tests?|testdata|fixtures|vendor|vendored|third[-_]party|node_modules|migrations?|upgrades?|trials?|evaluations?|research|future|meetings?|journal|logs?|sessions?|handoffs?|prompts?|backlogs?|learnings?|lessons?)$/i;

/** True for READMEs and for what lies in `docs/`, unless its path says that it is history, a plan or an example. */
export function isInventory(path: string): boolean {
  if (!isMarkdown(path) || !/(?:^|\/)(?:readme\.md$|docs\/)/i.test(path)) return false;
  const parts = path.replace(/\.md$/i, '').split('/');
  const name = parts.pop() ?? '';
  if (parts.some((part) => past.test(part)) || /\d{4}-\d{2}-\d{2}/.test(path)) return false;
  return !name.split(/[-_. ]+/).some((word) => past.test(word));
}

/** Longer pages are not judged, so that a key costs little in them and nothing elsewhere; programs write those. In UTF-16 units. */
export const markdownLimit = 250_000;
