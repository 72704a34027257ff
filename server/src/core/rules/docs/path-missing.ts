import { type PathReference, referencesIn } from '../../kinds/markdown-references.ts';
import { foldersOf } from '../../workspace/gitops.ts';
import { nearPath, type PathIndex, pathIndex, split } from '../../workspace/path-index.ts';
import { lacks } from '../../workspace/source-files.ts';
import { resolvePath } from '../../workspace/view.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const pathMissing: WorkspaceRule = {
  id: 'docs/path-missing',
  title: 'A file named in documentation that is not there',
  severity: 'information',
  kinds: ['markdown'],
  needs: 'workspace',
  why: 'Files are moved and renamed, and documentation goes on naming the old place: a link leads nowhere, and a command copied from a runbook fails in the middle of the night. In a README or in `docs/`, links, code and what commands read are looked up. What does not plainly mean a file of this repository is passed over, and so is what the text says is old, new, made or only an example, what git ignores, and pages whose path says that they are history or a plan.',
  ...diff(`
 === README.md
-The cluster is told in \`clusters/prodution.yaml\`, see [Clusters](docs/clusters.md).
+The cluster is told in \`clusters/production.yaml\`, see [Clusters](docs/clusters.md).
 === docs/clusters.md
 # Clusters
 === clusters/production.yaml
 kind: Cluster
 name: production
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
`),
  source: 'the files of the folder',
  check(context) {
    const { document, file, workspace, report } = context;
    const { judged, changes } = judgedIn(document);
    if (judged.length === 0) return;
    const index = pathIndex(workspace, file.folder);
    if (!index || workspace.isIgnored(file.folder, file.path) || isOfChart(context)) return;
    for (const reference of judged) {
      const path = missingPath(context, reference);
      if (path === undefined || changes.includes(path)) continue;
      const near = nearPath(index, path);
      const found = near ?? movedTo(index, path);
      if ((found === undefined && !isCertain(context, index, path)) || isMadeHere(context, index, path)) continue;
      report({
        at: reference.at,
        message: `There is no \`${path}\` in this folder. ${hint(near, found)}`,
        fixes: found === undefined ? [] : fixesFor(context, reference, path, found),
      });
    }
  },
};

function hint(near: string | undefined, found: string | undefined): string {
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  return found === undefined ? 'It was moved, renamed, or never made.' : `A file of that name is \`${found}\`.`;
}

/** Words of text that tells of what was, what may be, or what is somewhere else. */
const otherTimes =
  /~~|(?<![\w-])(?:removed?|removal|deleted?|retired?|renamed?|moved?|formerly|previous(?:ly)?|old|older|was|were|used to|no longer|legacy|deprecated|replace[sd]?|superseded?|gone|histor(?:y|ic|ical)|create[sd]?|creating|new|newly|add|adds|adding|added|will|would|could|should be|plan(?:s|ned)?|future|proposed|generate[sd]?|generating|outputs?|writes?|written|produce[sd]?|e\.g\.|examples?|such as|like|templates?|scaffold|copy|copied|copies|gitignored?|ignored|(?:not|never) committed|untracked|local(?:ly)?|optional(?:ly)?|your|missing|absent|not exist|doesn[’']t exist|exists? anymore|neither|nonexistent|dead|todo|tbd|repos?|repository|repositories|upstream|fork(?:ed)?|submodules?|extract(?:ed|s)?|download(?:ed|s)?|render(?:ed|s)?|build|built|cache[ds]?|artifacts?|conventions?|patterns?|naming|if|when you|instead of|rather than|shown below:)(?![\w-])/i;
/** A link that leads nowhere does so whatever is said around it, unless it only shows how a link is written. */
const shownLinks = /~~|(?<![\w-])(?:examples?|e\.g\.|templates?|generate[sd]?|generated|gitignored?)(?![\w-])/i;

/** Directories that most repositories have: text may speak of those of another one. */
const commonDirectories =
  /^(?:\.github|docs?|scripts?|config|src|lib|bin|tools?|tests?|charts?|hack|build|deploy|data)\//;

const known = new WeakMap<object, { readonly judged: readonly PathReference[]; readonly changes: string }>();

/** What does not rest on other files, so that it is found once for each text. */
function judgedIn(document: { readonly text: string }): {
  readonly judged: readonly PathReference[];
  readonly changes: string;
} {
  let found = known.get(document);
  if (!found) {
    const { all, changes } = referencesIn(document);
    const isEnglish = all.length > 0 && speaksEnglish(document.text);
    found = { judged: all.filter((one) => isJudged(one, isEnglish)), changes };
    known.set(document, found);
  }
  return found;
}

/** Whether a reference plainly means a file that is there now. Of what text in other languages says nothing is known. */
function isJudged({ by, path, context, before }: PathReference, isEnglish: boolean): boolean {
  if (path.startsWith('.') && !/^(?:\.\.?\/|\.github\/)/.test(path)) return false;
  if (by === 'link') return !shownLinks.test(context);
  if (!isEnglish || otherTimes.test(context)) return false;
  return by === 'command' || !commonDirectories.test(path) || /\b(?:see|read|in|to)(?: also)?:?\s*$/i.test(before);
}

/** Whether most of the small words in a text are English. */
function speaksEnglish(text: string): boolean {
  const head = text.slice(0, 20_000);
  const count = (words: RegExp): number => head.match(words)?.length ?? 0;
  const english = count(/(?<![\w-])(?:the|and|of|is|with|for|this|are|from)(?![\w-])/gi);
  const others = count(
    /(?<![\w-])(?:de|la|el|los|las|que|para|con|una?|les|des|du|et|est|pour|avec|der|die|das|und|ist|mit|für|il|di|per|os|em|não|och|att|het|een|și|nu)(?![\w-])/gi,
  );
  return english >= others;
}

/** The path of a reference that is not there, counted from the top of the folder; undefined where it is, or may be. */
function missingPath({ file, workspace }: WorkspaceContext, { path, by }: PathReference): string | undefined {
  if (isPlaceholder(path)) return undefined;
  const written = path.replace(/\/$/, '');
  if (by === 'link') return missingLink(workspace, file, written);
  const top = written.slice(0, written.indexOf('/'));
  if (workspace.exists(file.folder, top) !== true) return undefined;
  // A reader may stand in any folder above the page, and the page may speak of any part of the workspace.
  const bases = foldersOf(file.path).map((base) => (base === '' ? written : `${base}/${written}`));
  const isThere = workspace.folders().some(({ uri, name }) => {
    const inside = written.startsWith(`${name}/`) ? written.slice(name.length + 1) : written;
    const candidates = uri === file.folder ? [...bases, inside] : [written, inside];
    return candidates.some((one) => !lacks(workspace, uri, one)) || hasEnding(pathIndex(workspace, uri), written);
  });
  return isThere ? undefined : written;
}

const linkedFile = /\.(?:ya?ml|json5?|md|sh|toml|py|tf|hcl|nix|example)$/;

/** Pages that the host of a repository has beside its files. */
const hostPage = /^(?:\.\.?\/|\/)*(?:blob|tree|raw|issues|pulls?|wiki|releases|actions|compare|commits?)\//;

/** A link from the file, or from the top of the repository where it begins with `/`. */
function missingLink(
  workspace: WorkspaceContext['workspace'],
  { folder, path: from }: WorkspaceContext['file'],
  written: string,
): string | undefined {
  if (!linkedFile.test(written) || hostPage.test(written)) return undefined;
  const path = written.startsWith('/') ? written.slice(1) : resolvePath(from, written);
  // Generators of websites have roots of their own, and each folder above the page may be one.
  if (written.startsWith('/') && workspace.exists(folder, path.split('/')[0] ?? '') !== true) return undefined;
  if (written.startsWith('/') && foldersOf(from).some((base) => workspace.exists(folder, `${base}/${path}`) === true))
    return undefined;
  return lacks(workspace, folder, path) ? path : undefined;
}

/** Names that stand for others. */
const placeholders =
  /^(?:my|your|some|new|the|any)[-_]|^(?:foo|bar|baz|qux|name|app-?name|path|to|dir|file|x+|y+|n)(?:\.|$)|\bv?X\.Y\b|\b(?:examples?|sample|placeholder|xxx+|yyyy)\b/i;

function isPlaceholder(path: string): boolean {
  return path.split('/').some((name) => placeholders.test(name) || /^(?!README$|LICENSE$)[A-Z][A-Z_-]+$/.test(name));
}

/** Whether a path ends with these names: text may leave out where it begins. */
function hasEnding(index: PathIndex | undefined, path: string): boolean {
  return index?.byName.get(split(path).name)?.some((each) => each.endsWith(`/${path}`)) === true;
}

/** True for what people or programs make beside what is kept: ignored by git, or with an example or an encrypted twin. */
function isMadeHere({ file, workspace }: WorkspaceContext, { byDirectory }: PathIndex, path: string): boolean {
  const isIgnored = workspace.isIgnored(file.folder, path) || workspace.isIgnored(file.folder, `${path}/any`);
  if (isIgnored) return true;
  const { directory, name } = split(path);
  const stem = name.replace(/(?<=.)\..*$/, '');
  const ending = name.slice(stem.length).replace('.yml', '.yaml');
  return (byDirectory.get(directory) ?? []).some(
    (other) => other.startsWith(`${stem}.`) && other.slice(stem.length).replace('.yml', '.yaml') !== ending,
  );
}

/** Names that many directories have a file of. */
const everywhere =
  /^(?:readme|index|values|kustomization|application|namespace|ingress|service|deployment|config|main|chart|externalsecret)\b/i;

/** The one file of the same name elsewhere in the folder. */
function movedTo({ byName }: PathIndex, path: string): string | undefined {
  const { name } = split(path);
  const [only, ...others] = byName.get(name) ?? [];
  return only !== undefined && others.length === 0 && name.includes('.') && !everywhere.test(name) ? only : undefined;
}

/** Sure enough without another path to name: its directory holds files, and nothing else fills it. */
function isCertain({ file, workspace }: WorkspaceContext, { byDirectory }: PathIndex, path: string): boolean {
  return byDirectory.has(split(path).directory) && workspace.exists(file.folder, '.gitmodules') !== true;
}

/** A chart that is taken over comes with documentation that speaks of where it came from. */
function isOfChart({ file, workspace }: WorkspaceContext): boolean {
  return foldersOf(file.path).some(
    (base) => workspace.exists(file.folder, base === '' ? 'Chart.yaml' : `${base}/Chart.yaml`) === true,
  );
}

function fixesFor(
  { file }: WorkspaceContext,
  { path: written, at, by }: PathReference,
  path: string,
  found: string,
): readonly Fix[] {
  const end = written.endsWith('/') ? '/' : '';
  if (by !== 'link') return [replaceFix(at, found + end)];
  if (written.startsWith('/')) return [replaceFix(at, `/${found}${end}`)];
  return resolvePath(file.path, written) === path
    ? [replaceFix(at, relative(split(file.path).directory, found) + end)]
    : [];
}

/** The way from a directory to a path. */
function relative(from: string, to: string): string {
  const start = from === '' ? [] : from.split('/');
  const goal = to.split('/');
  let same = 0;
  while (same < start.length && same < goal.length - 1 && start[same] === goal[same]) same++;
  return [...start.slice(same).map(() => '..'), ...goal.slice(same)].join('/');
}
