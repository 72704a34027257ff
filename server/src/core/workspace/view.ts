// The facts of all files, and a view of them that remembers what was asked, so that an answer is computed again only
// when a fact it rests on has changed.
import { type Conventions, noConventions } from '../kinds/conventions.ts';
import { type IgnoreFile, isGitIgnored } from '../text/git-ignore.ts';
import type { CommittedCluster } from './committed.ts';
import type { Fact, FactType } from './facts.ts';
import type { SourceDocument, SourceFile } from './file.ts';
import { type LiveKnowledge, type LivePart, liveParts } from './live.ts';

export interface FactRecord<T extends FactType = FactType> {
  readonly fact: Fact<T>;
  readonly file: SourceFile;
  readonly document: SourceDocument;
}

export interface Folder {
  readonly uri: string;
  readonly name: string;
  /** URLs of the folder's git remotes; empty where none is known. */
  readonly remotes: readonly string[];
  /** The git repository it lies in; undefined where it lies in none, or where that is not known. */
  readonly repository?: Repository;
}

export interface Repository {
  /** The folder's path below the repository's top, with `/`; empty where it is the top. */
  readonly path: string;
  /** What is to be ignored, in rising order of precedence. */
  readonly ignores: readonly IgnoreFile[];
  /** Files that git keeps although they are to be ignored, relative to the repository's top. */
  readonly kept: readonly string[];
}

/**
 * What an answer can rest on: the facts of one type, which files exist, what the last commit says, or a part of what is
 * known of the running system.
 */
export type Dependency = FactType | 'paths' | 'committed' | `live ${LivePart}`;

/**
 * Computes something from facts, such as a graph; kept until a fact it read changes. It keeps names and URIs, never
 * records or ranges: those move without a fact changing.
 */
export interface Derivation<T> {
  readonly name: string;
  compute(view: WorkspaceView): T;
}

export interface WorkspaceView {
  /** All facts of a type, in the order of the files' URIs. */
  facts<T extends FactType>(type: T): readonly FactRecord<T>[];
  /** The facts of a type that have a name, in the same order. */
  named<T extends FactType>(type: T, name: string): readonly FactRecord<T>[];
  folders(): readonly Folder[];
  /** Whether a file or folder exists; undefined when the path leaves the folder or the folder's files are not known. */
  exists(folder: string, path: string): boolean | undefined;
  /** All files of a folder, as sorted paths. */
  paths(folder: string): readonly string[];
  /** Whether git ignores a file; undefined where the folder lies in no repository that is known. */
  isIgnored(folder: string, path: string): boolean | undefined;
  conventions(folder: string): Conventions;
  /** The clusters of a folder's templates as the last commit has them; none where that is not known. */
  committed(folder: string): readonly CommittedCluster[];
  /** What is known of the running system just now; undefined while it is not connected or its facts are old. */
  live<P extends LivePart>(part: P): LiveKnowledge[P];
  derive<T>(derivation: Derivation<T>): T;
}

interface Memo {
  readonly value: unknown;
  readonly rests: ReadonlyMap<Dependency, number>;
}

export class FactIndex {
  readonly #files = new Map<string, SourceFile>();
  readonly #paths = new Map<string, ReadonlySet<string>>();
  readonly #sortedPaths = new Map<string, readonly string[]>();
  readonly #revisions = new Map<Dependency, number>();
  /** Records by type and file, so that a change costs its own file; the flat lists are made when asked for. */
  readonly #byFile = new Map<FactType, Map<string, readonly FactRecord[]>>();
  readonly #flat = new Map<FactType, readonly FactRecord[]>();
  readonly #byName = new Map<FactType, ReadonlyMap<string, readonly FactRecord[]>>();
  readonly #memos = new Map<string, Memo>();
  readonly #committed = new Map<string, readonly CommittedCluster[]>();
  #folders: readonly Folder[] = [];
  #live: LiveKnowledge = {};

  get live(): LiveKnowledge {
    return this.#live;
  }

  /** Takes what is known of the running system; only what rests on a part that differs is computed again. */
  setLive(live: LiveKnowledge): void {
    const before = this.#live;
    this.#live = live;
    for (const part of liveParts)
      if (JSON.stringify(before[part]) !== JSON.stringify(live[part])) this.#bump(`live ${part}`);
  }

  /** Takes what the last commit says of a folder's clusters. */
  setCommitted(folder: string, clusters: readonly CommittedCluster[]): void {
    const differs = JSON.stringify(this.committed(folder)) !== JSON.stringify(clusters);
    this.#committed.set(folder, clusters);
    if (differs) this.#bump('committed');
  }

  committed(folder: string): readonly CommittedCluster[] {
    return this.#committed.get(folder) ?? [];
  }

  get folders(): readonly Folder[] {
    return this.#folders;
  }

  setFolders(folders: readonly Folder[]): void {
    this.#folders = folders;
    this.#bump('paths');
  }

  /** Tells which files and folders exist below a folder. */
  setPaths(folder: string, paths: Iterable<string>): void {
    const all = new Set<string>();
    for (const path of paths) {
      all.add(path);
      for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
        all.add(path.slice(0, slash));
    }
    this.#paths.set(folder, all);
    this.#sortedPaths.delete(folder);
    this.#bump('paths');
  }

  hasPath(folder: string, path: string): boolean | undefined {
    return this.#paths.get(folder)?.has(path);
  }

  /** All files and folders below a folder, sorted. */
  paths(folder: string): readonly string[] {
    let sorted = this.#sortedPaths.get(folder);
    if (!sorted) {
      sorted = [...(this.#paths.get(folder) ?? [])].sort();
      this.#sortedPaths.set(folder, sorted);
    }
    return sorted;
  }

  files(): IterableIterator<SourceFile> {
    return this.#files.values();
  }

  file(uri: string): SourceFile | undefined {
    return this.#files.get(uri);
  }

  set(file: SourceFile): void {
    const before = this.#files.get(file.uri);
    this.#files.set(file.uri, file);
    this.#compare(before, file);
  }

  remove(uri: string): void {
    const before = this.#files.get(uri);
    this.#files.delete(uri);
    this.#compare(before, undefined);
  }

  /** True while nothing that the given revisions rest on has changed. */
  holds(rests: ReadonlyMap<Dependency, number>): boolean {
    for (const [dependency, revision] of rests) if (this.revision(dependency) !== revision) return false;
    return true;
  }

  revision(dependency: Dependency): number {
    return this.#revisions.get(dependency) ?? 0;
  }

  /** All facts of a type, in the order of the files' URIs. Records point at the current version of each file. */
  records<T extends FactType>(type: T): readonly FactRecord<T>[] {
    let flat = this.#flat.get(type);
    if (!flat) {
      const byFile = this.#byFile.get(type) ?? new Map<string, readonly FactRecord[]>();
      flat = [...byFile.keys()].sort().flatMap((uri) => byFile.get(uri) ?? []);
      this.#flat.set(type, flat);
    }
    return flat as readonly FactRecord<T>[];
  }

  /** The facts of a type that have a name, in the order of `records`. */
  named<T extends FactType>(type: T, name: string): readonly FactRecord<T>[] {
    let byName = this.#byName.get(type);
    if (!byName) {
      byName = groupedByName(this.records(type));
      this.#byName.set(type, byName);
    }
    return (byName.get(name) ?? []) as readonly FactRecord<T>[];
  }

  /** The record's present place: the file may have changed around it since it was read. */
  current(record: FactRecord): FactRecord | undefined {
    const { type, name } = record.fact;
    return this.named(type, name).find((candidate) => candidate.file.uri === record.file.uri);
  }

  /** A view that notes in `rests` what it was asked. */
  view(rests: Map<Dependency, number>): WorkspaceView {
    return new TrackedView(this, rests, this.#memos);
  }

  #compare(before: SourceFile | undefined, after: SourceFile | undefined): void {
    const old = keysOf(before);
    const now = keysOf(after);
    const records = recordsOf(after);
    for (const type of new Set([...old.keys(), ...now.keys()])) {
      // Positions may have moved even where the facts are the same.
      this.#place(type, (after ?? before)?.uri ?? '', records.get(type));
      if (old.get(type) !== now.get(type)) this.#bump(type);
    }
  }

  #place(type: FactType, uri: string, records: readonly FactRecord[] | undefined): void {
    this.#flat.delete(type);
    this.#byName.delete(type);
    const byFile = this.#byFile.get(type) ?? new Map<string, readonly FactRecord[]>();
    this.#byFile.set(type, byFile);
    if (records) byFile.set(uri, records);
    else byFile.delete(uri);
  }

  #bump(dependency: Dependency): void {
    this.#revisions.set(dependency, this.revision(dependency) + 1);
  }
}

function groupedByName(records: readonly FactRecord[]): ReadonlyMap<string, readonly FactRecord[]> {
  const found = new Map<string, FactRecord[]>();
  for (const record of records) {
    const list = found.get(record.fact.name);
    if (list) list.push(record);
    else found.set(record.fact.name, [record]);
  }
  return found;
}

/** The facts of a file by their type, in the order of the file. */
function recordsOf(file: SourceFile | undefined): ReadonlyMap<FactType, readonly FactRecord[]> {
  const found = new Map<FactType, FactRecord[]>();
  if (!file) return found;
  for (const { document } of file.documents) {
    for (const fact of document.facts) {
      const record: FactRecord = { fact, file, document };
      const list = found.get(fact.type);
      if (list) list.push(record);
      else found.set(fact.type, [record]);
    }
  }
  return found;
}

function keysOf(file: SourceFile | undefined): ReadonlyMap<FactType, string> {
  const all = new Map<FactType, string>();
  for (const { document } of file?.documents ?? []) {
    for (const [type, key] of document.factKeys) all.set(type, `${all.get(type) ?? ''}\n${key}`);
  }
  return all;
}

class TrackedView implements WorkspaceView {
  readonly #index: FactIndex;
  readonly #rests: Map<Dependency, number>;
  readonly #memos: Map<string, Memo>;

  constructor(index: FactIndex, rests: Map<Dependency, number>, memos: Map<string, Memo>) {
    this.#index = index;
    this.#rests = rests;
    this.#memos = memos;
  }

  facts<T extends FactType>(type: T): readonly FactRecord<T>[] {
    this.#note(type);
    return this.#index.records(type);
  }

  named<T extends FactType>(type: T, name: string): readonly FactRecord<T>[] {
    this.#note(type);
    return this.#index.named(type, name);
  }

  folders(): readonly Folder[] {
    this.#note('paths');
    return this.#index.folders;
  }

  exists(folder: string, path: string): boolean | undefined {
    this.#note('paths');
    if (path.startsWith('../') || path.startsWith('/')) return undefined;
    return path === '' ? true : this.#index.hasPath(folder, path);
  }

  paths(folder: string): readonly string[] {
    this.#note('paths');
    return this.#index.paths(folder);
  }

  isIgnored(folder: string, path: string): boolean | undefined {
    const repository = this.folders().find(({ uri }) => uri === folder)?.repository;
    if (!repository) return undefined;
    const whole = repository.path === '' ? path : `${repository.path}/${path}`;
    return isGitIgnored(whole, repository.ignores) && !repository.kept.includes(whole);
  }

  conventions(folder: string): Conventions {
    return this.facts('conventions').find((record) => record.file.folder === folder)?.fact.data ?? noConventions;
  }

  committed(folder: string): readonly CommittedCluster[] {
    this.#note('committed');
    return this.#index.committed(folder);
  }

  live<P extends LivePart>(part: P): LiveKnowledge[P] {
    this.#note(`live ${part}`);
    return this.#index.live[part];
  }

  derive<T>(derivation: Derivation<T>): T {
    const known = this.#memos.get(derivation.name);
    if (known && this.#index.holds(known.rests)) {
      for (const [dependency, revision] of known.rests) this.#rests.set(dependency, revision);
      return known.value as T;
    }
    const rests = new Map<Dependency, number>();
    const value = derivation.compute(new TrackedView(this.#index, rests, this.#memos));
    this.#memos.set(derivation.name, { value, rests });
    for (const [dependency, revision] of rests) this.#rests.set(dependency, revision);
    return value;
  }

  #note(dependency: Dependency): void {
    this.#rests.set(dependency, this.#index.revision(dependency));
  }
}

/** Resolves `to`, as written in a file, to a path below the same folder; starts with `../` where it leaves it. */
export function resolvePath(fromFile: string, to: string): string {
  const parts = fromFile.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
