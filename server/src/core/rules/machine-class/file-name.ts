import { factOf } from '../../workspace/facts.ts';
import type { FileIdentity } from '../../workspace/file.ts';
import type { FactRecord, WorkspaceView } from '../../workspace/view.ts';
import { classSelecting } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

const named = (file: string, id: string): string =>
  `=== machine-classes/${file}.yaml${classSelecting('omni.sidero.dev/available').replace('id: bare-metal', `id: ${id}`)}`;

export const fileName: WorkspaceRule = {
  id: 'machine-class/file-name',
  title: 'A machine class whose file has another name',
  severity: 'hint',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: 'Where classes lie in files of their own name, people look for them there. The rule speaks only in a folder whose other classes do, and not of files with several classes.',
  bad: `${named('alpha', 'alpha')}${named('beta', 'beta')}${named('gamma', 'delta')}`,
  good: `${named('alpha', 'alpha')}${named('beta', 'beta')}${named('gamma', 'gamma')}`,
  source: 'Convention: one class, one file, one name',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'machine-class');
    if (!own) return;
    const single = workspace.derive(filesWithOneClass).get(directoryOf(file.uri)) ?? [];
    if (!single.some(({ uri }) => uri === file.uri) || stemOf(file.uri) === own.name) return;
    const others = single.filter(({ uri }) => uri !== file.uri);
    const following = others.filter(({ uri, name }) => stemOf(uri) === name).length;
    if (following < 2 || following <= others.length / 2) return;
    const path = file.path.replace(/[^/]+(?=\.ya?ml$)/, own.name);
    const isFree = /^[\w.-]+$/.test(own.name) && workspace.exists(file.folder, path) === false;
    report({
      at: own.span,
      message: `The other classes here have the name of their file; this one is in \`${file.path.slice(file.path.lastIndexOf('/') + 1)}\`.`,
      fixes: isFree ? [renameFix(file, path)] : [],
    });
  },
};

/** @param path the file's new path below its folder */
function renameFix({ uri, folder }: FileIdentity, path: string): Fix {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    title: `Rename the file to \`${name}\``,
    edits: [],
    elsewhere: [{ uri, edits: [], renameTo: `${folder}/${path.split('/').map(encodeURIComponent).join('/')}` }],
  };
}

interface OneClass {
  readonly uri: string;
  readonly name: string;
}

/** The files that hold one class only, by directory. */
const filesWithOneClass = {
  name: 'files with one machine class',
  compute(view: WorkspaceView): ReadonlyMap<string, readonly OneClass[]> {
    const byFile = new Map<string, FactRecord<'machine-class'>[]>();
    for (const record of view.facts('machine-class'))
      byFile.set(record.file.uri, [...(byFile.get(record.file.uri) ?? []), record]);
    const found = new Map<string, OneClass[]>();
    for (const [uri, records] of byFile) {
      const [only, another] = records;
      if (!only || another) continue;
      const list = found.get(directoryOf(uri)) ?? [];
      found.set(directoryOf(uri), [...list, { uri, name: only.fact.name }]);
    }
    return found;
  },
};

function directoryOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

function stemOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1)).replace(/\.ya?ml$/, '');
}
