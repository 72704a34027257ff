import { entriesIn, phasesOf, scalarsOf } from '../../kinds/spec.ts';
import { matchesGlob } from '../../text/glob.ts';
import { slipBetween } from '../../text/slips.ts';
import { directoryOf } from '../../workspace/clusters.ts';
import { resolvePath } from '../../workspace/view.ts';
import { at, scalarText, type YamlScalar } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const pathMissing: WorkspaceRule = {
  id: 'spec/path-missing',
  title: 'A file named in a spec that is not there',
  severity: 'information',
  kinds: ['initiative-spec'],
  needs: 'workspace',
  why: 'Files are moved and renamed, and a spec that names the old place sends its reader nowhere. What a phase that is not complete will leave need not be there yet; there, only a near miss of a file is reported.',
  ...diff(`
 === specs/racks.yaml
 initiative: {name: racks}
-references: {templates: clusters/production.yaml}
+references: {templates: clusters/prod-01.yaml}
 === clusters/prod-01.yaml
 kind: Cluster
 name: prod-01
`),
  source: 'the two formats of specs that this extension reads',
  check(context) {
    const { root } = context.document.yaml;
    for (const { node } of entriesIn(root, 'references')) {
      for (const path of scalarsOf(node)) checkPath(context, path, true);
    }
    for (const { node, status } of phasesOf(root)) {
      for (const path of scalarsOf(at(node, 'artifacts'))) checkPath(context, path, status === 'complete');
    }
    for (const { node } of entriesIn(root, 'open_decisions')) {
      for (const path of scalarsOf(at(node, 'artifacts'))) checkPath(context, path, false);
    }
  },
};

/** @param expected whether the file has to be there by now */
function checkPath(context: WorkspaceContext, node: YamlScalar, expected: boolean): void {
  const path = pathIn(scalarText(node) ?? '');
  if (path === undefined || isThere(context, path)) return;
  const near = path.includes('*') ? undefined : neighbour(context, path);
  if (!near && (!expected || !isFromHere(context, path))) return;
  context.report({
    at: node.span,
    message: `There is no \`${path}\` in this folder.${near ? ` Did you mean \`${near}\`?` : ' It was moved, renamed, or never made.'}`,
    fixes: near && scalarText(node) === path ? [replaceFix(node.span, near)] : [],
  });
}

/** The path that a text is; nothing for a URL, for prose, and for what lies outside of the repository. */
function pathIn(text: string): string | undefined {
  const path = text.replace(/^\.\//, '').replace(/(?:#[\w-]*|:\d+)$/, '');
  if (!/^[\w.*-]+(?:\/[\w.*@-]+)*\/?$/.test(path) || path.startsWith('..')) return undefined;
  // `ghcr.io/siderolabs/omni` is the name of an image.
  if (/^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|local)(?:\/|$)/.test(path)) return undefined;
  if (path.includes('/')) return path.replace(/\/$/, '');
  return /\.(?:ya?ml|md|sh|json|toml|py|ts)$/.test(path) ? path : undefined;
}

/** Paths count from the top of a folder or from the spec; they may begin with the name of the folder. */
function isThere(context: WorkspaceContext, path: string): boolean {
  const { file, workspace } = context;
  const fromFile = resolvePath(file.path, path);
  return workspace.folders().some(({ uri, name }) => {
    const inside = path.startsWith(`${name}/`) ? path.slice(name.length + 1) : path;
    const candidates = uri === file.folder ? [path, inside, fromFile] : [path, inside];
    if (path.includes('*')) {
      return workspace.paths(uri).some((each) => candidates.some((glob) => matchesGlob(each, glob)));
    }
    // What is not known counts as there.
    return candidates.some((candidate) => workspace.exists(uri, candidate) !== false);
  });
}

/** True when the path begins in this folder: its first part is there, or it is a file at the top. */
function isFromHere({ file, workspace }: WorkspaceContext, path: string): boolean {
  const slash = path.indexOf('/');
  return slash < 0 || workspace.exists(file.folder, path.slice(0, slash)) === true;
}

/** The file in the same directory whose name is most likely meant. */
function neighbour({ file, workspace }: WorkspaceContext, path: string): string | undefined {
  const parent = directoryOf(path);
  const wanted = path.slice(parent.length);
  const names = workspace
    .paths(file.folder)
    .filter((each) => directoryOf(each) === parent && /\.[^/]+$/.test(each))
    .map((each) => each.slice(parent.length));
  const near = names.find((name) => slipBetween(name, wanted) !== undefined || stem(name) === stem(wanted));
  return near === undefined ? undefined : parent + near;
}

/** A name without its ending: `.yml` and `.yaml` are easily mixed up. */
function stem(name: string): string {
  return name.replace(/\.ya?ml$/, '.yaml');
}
