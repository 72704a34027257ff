// The language service: files in, findings and answers out. It holds the state of one workspace and does no I/O; a door
// (editor, command line) tells it which files there are and what they hold.
import { type Conventions, noConventions } from './kinds/conventions.ts';
import { conventionsPaths } from './kinds/recognise.ts';
import { RuleEngine } from './rules/engine.ts';
import type { Finding } from './rules/finding.ts';
import { isExcluded, type PersonalLevels } from './rules/levels.ts';
import { findingsOfSecrets, type ResolveInput, resolveFindings } from './rules/resolve.ts';
import type { Rule } from './rules/rule.ts';
import { type Span, shift } from './text/span.ts';
import { clustersIn } from './workspace/committed.ts';
import type { FactType, FactTypes } from './workspace/facts.ts';
import { type FileIdentity, readAgain, readFile, type SourceFile, startOf, unreadFile } from './workspace/file.ts';
import type { LiveKnowledge, LiveProviderSchema } from './workspace/live.ts';
import { liveSchemasIn } from './workspace/provider-schema.ts';
import { isPatchFile } from './workspace/templates.ts';
import { FactIndex, type Folder } from './workspace/view.ts';

/** What the service has of the world outside. */
export interface Host {
  log(message: string): void;
  /** SHA-256 of a text in UTF-8, in small hexadecimal digits. */
  sha256(text: string): string;
}

export interface ServiceSettings {
  readonly levels: PersonalLevels;
  /** Globs of files that get no findings, relative to their folder. */
  readonly exclude: readonly string[];
}

/** The last answer for a file, with what it rests on besides facts. */
interface Reported {
  readonly file: SourceFile;
  readonly epoch: number;
  readonly findings: readonly Finding[];
  /** The files that findings point into, as they were: places in them move without a fact changing. */
  readonly pointedAt: ReadonlyMap<string, SourceFile | undefined>;
}

export class LanguageService {
  readonly rules: readonly Rule[];
  readonly #index = new FactIndex();
  readonly #engine: RuleEngine;
  readonly #host: Host;
  readonly #open = new Set<string>();
  readonly #reported = new Map<string, Reported>();
  #settings: ServiceSettings = { levels: {}, exclude: [] };
  #epoch = 0;
  #patchUses = 0;

  constructor(rules: readonly Rule[], host: Host) {
    this.rules = rules;
    this.#host = host;
    this.#engine = new RuleEngine(rules, this.#index, (message) => host.log(message));
  }

  configure(settings: ServiceSettings): void {
    this.#settings = settings;
    this.#epoch++;
  }

  /** Says whether all files have been told; until then nothing is said to be missing elsewhere. */
  setWorkspaceKnown(known: boolean): void {
    if (this.#engine.workspaceKnown === known) return;
    this.#engine.workspaceKnown = known;
    this.#epoch++;
  }

  get folders(): readonly Folder[] {
    return this.#index.folders;
  }

  setFolders(folders: readonly Folder[]): void {
    this.#index.setFolders(folders);
  }

  /** Tells which files exist below a folder, as paths with `/`, read or not. */
  setPaths(folder: string, paths: Iterable<string>): void {
    this.#index.setPaths(folder, paths);
  }

  /** The cluster templates of a folder, as paths below it. */
  templates(folder: string): readonly string[] {
    const paths = this.#index
      .records('cluster-template')
      .flatMap(({ file }) => (file.folder === folder ? file.path : []));
    return [...new Set(paths)];
  }

  /** Takes the texts that files of a folder have in the last commit, by path; files without one are left out. */
  setCommitted(folder: string, texts: ReadonlyMap<string, string>): void {
    const clusters = [...texts].flatMap(([path, text]) => clustersIn({ uri: `${folder}/${path}`, folder, path }, text));
    this.#index.setCommitted(folder, clusters);
  }

  /** Takes what is known of the running system, fresh parts only; `{}` when nothing is connected. */
  setLive(live: LiveKnowledge): void {
    this.#index.setLive(live);
  }

  get live(): LiveKnowledge {
    return this.#index.live;
  }

  /** What providers told the connected Omni of their classes' data, where the folder is that Omni's own. */
  providerSchemas(folder: string): readonly LiveProviderSchema[] {
    return liveSchemasIn(folder, this.#index.view(new Map()));
  }

  /** Takes the text of a file: on the first open, on each change, or as found on the disk. */
  setText(identity: FileIdentity, text: string): void {
    const before = this.#index.file(identity.uri);
    if (before?.text === text && before.path === identity.path && before.folder === identity.folder) return;
    this.#set(readFile(identity, text, before, this.#isPatch(identity)));
  }

  /** Takes a file whose text cannot be had, with the reason people are told. */
  setUnread(identity: FileIdentity, reason: string): void {
    this.#set(unreadFile(identity, reason));
  }

  /** Forgets a file that no longer exists. */
  remove(uri: string): void {
    this.#index.remove(uri);
    this.#reported.delete(uri);
    this.#open.delete(uri);
    this.#readPatchesAgain();
  }

  /** While a file is open in an editor, its text comes from there and not from the disk. */
  markOpen(uri: string, open: boolean): void {
    if (open) this.#open.add(uri);
    else this.#open.delete(uri);
  }

  isOpen(uri: string): boolean {
    return this.#open.has(uri);
  }

  file(uri: string): SourceFile | undefined {
    return this.#index.file(uri);
  }

  /** URIs of all files known, sorted. */
  uris(): readonly string[] {
    return [...this.#index.files()].map((file) => file.uri).sort();
  }

  conventions(folder: string): Conventions {
    return (
      this.#index.records('conventions').find((record) => record.file.folder === folder)?.fact.data ?? noConventions
    );
  }

  /** The file of a folder's conventions as it is, or where one would be made; undefined where one is there but not known. */
  conventionsFile(folder: string): (FileIdentity & { readonly text: string; readonly exists: boolean }) | undefined {
    for (const path of conventionsPaths) {
      const file = this.#index.file(`${folder}/${path}`);
      if (file) return file.unread === undefined ? { ...file, exists: true } : undefined;
      if (this.#index.hasPath(folder, path)) return undefined;
    }
    const [path] = conventionsPaths;
    return { uri: `${folder}/${path}`, folder, path, text: '', exists: false };
  }

  /** Where files declare something: the places of its name, in the coordinates of their files. */
  declarations<T extends FactType>(
    type: T,
    name: string,
    namespace?: string,
    fits: (data: FactTypes[T]) => boolean = () => true,
  ): readonly { readonly file: SourceFile; readonly span: Span }[] {
    return this.#index.records(type).flatMap(({ fact, file, document }) => {
      const { data } = fact;
      const own = 'namespace' in data ? data.namespace : undefined;
      const near = namespace === undefined || own === undefined || own === namespace;
      return fact.name === name && near && fits(fact.data)
        ? [{ file, span: shift(fact.span, startOf(file, document)) }]
        : [];
    });
  }

  /** The findings of a file, by position; none for a file that is unknown or excluded. */
  findings(uri: string): readonly Finding[] {
    const file = this.#index.file(uri);
    if (!file) return [];
    const known = this.#reported.get(uri);
    if (known && this.#isCurrent(known, file)) return known.findings;
    const findings = this.#compute(file);
    const pointedAt = new Map(
      findings.flatMap(({ related }) => related.map((place) => [place.uri, this.#index.file(place.uri)] as const)),
    );
    this.#reported.set(uri, { file, epoch: this.#epochNow(), findings, pointedAt });
    return findings;
  }

  /** Findings with fixes that fit the present text of other files too. */
  freshFindings(uri: string): readonly Finding[] {
    const file = this.#index.file(uri);
    if (file) this.#engine.forget(file);
    this.#reported.delete(uri);
    return this.findings(uri);
  }

  /** What a file has of written secrets, but for what a comment or a severity silences; also what is accepted already. */
  findingsOfSecrets(uri: string): readonly Finding[] {
    const file = this.#index.file(uri);
    return file && !this.#isExcluded(file) ? findingsOfSecrets(this.#toResolve(file)) : [];
  }

  /** Files whose findings may differ from those last asked for. */
  outdated(): readonly string[] {
    return this.uris().filter((uri) => {
      const file = this.#index.file(uri);
      const known = this.#reported.get(uri);
      return file && !(known && this.#isCurrent(known, file));
    });
  }

  #set(file: SourceFile): void {
    this.#index.set(file);
    this.#readPatchesAgain();
  }

  /**
   * Reads the files again that became patches because a template began to take them, or ceased to be. What they are read
   * as changes no template, so this ends.
   */
  #readPatchesAgain(): void {
    const revision = this.#index.revision('patch-use');
    if (revision === this.#patchUses) return;
    this.#patchUses = revision;
    for (const file of [...this.#index.files()]) {
      const isPatch = this.#isPatch(file);
      if (isPatch !== file.isPatch) this.#index.set(readAgain(file, isPatch));
    }
  }

  #isPatch({ folder, path }: FileIdentity): boolean {
    return isPatchFile(this.#index.view(new Map()), folder, path);
  }

  #isCurrent(known: Reported, file: SourceFile): boolean {
    return (
      known.file === file &&
      known.epoch === this.#epochNow() &&
      [...known.pointedAt].every(([uri, then]) => this.#index.file(uri) === then) &&
      this.#engine.isCurrent(file)
    );
  }

  #compute(file: SourceFile): readonly Finding[] {
    return this.#isExcluded(file) ? [] : resolveFindings(this.#toResolve(file));
  }

  #isExcluded({ path, folder }: SourceFile): boolean {
    return isExcluded(path, this.conventions(folder), this.#settings.exclude);
  }

  #toResolve(file: SourceFile): ResolveInput {
    return {
      file,
      raw: this.#engine.check(file),
      rules: this.rules,
      conventions: this.conventions(file.folder),
      personal: this.#settings.levels,
      current: (record) => this.#index.current(record),
      sha256: (text) => this.#host.sha256(text),
    };
  }

  /** Changes whenever settings or the team's file do, which no rule sees. */
  #epochNow(): number {
    return this.#epoch * 1_000_000 + this.#index.revision('conventions');
  }
}
