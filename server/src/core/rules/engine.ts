// Runs rules over documents. What a rule found is kept as long as everything it rests on is unchanged.
import { kubernetesKinds } from '../kinds/kind.ts';
import type { FileIdentity, SourceDocument, SourceFile } from '../workspace/file.ts';
import { isKustomizePatch } from '../workspace/kustomized.ts';
import type { Dependency, FactIndex } from '../workspace/view.ts';
import { breaksTree } from '../yaml/nodes.ts';
import type { DocumentRule, FileRule, Report, Rule, WorkspaceRule } from './rule.ts';

/** A report with the rule that made it; still in the coordinates of its document. */
export interface RawFinding {
  readonly rule: Rule;
  readonly document: SourceDocument;
  readonly report: Report;
}

/** What one rule found in a document, with the revisions that it rests on. */
interface Kept {
  readonly findings: readonly RawFinding[];
  readonly rests: ReadonlyMap<Dependency, number>;
}

/** What most rules have to say: they found nothing to ask about. */
const silence: Kept = { findings: [], rests: new Map() };

/** What the rules found that see other files. */
interface KeptRules {
  /** What all of them found, in their order. */
  readonly findings: readonly RawFinding[];
  /** In the order of the rules; undefined for those that wait until all files are read. */
  readonly rules: readonly (Kept | undefined)[];
  /** All that they rest on together, so that one look tells whether any of them is to be asked again. */
  readonly rests: ReadonlyMap<Dependency, number>;
  readonly isWhole: boolean;
  /** True where the document is a patch of Kustomize: what it does not say, or says for another object, is not judged. */
  readonly isPart: boolean;
}

/** The rules that look at documents of one kind, by what they need. */
interface RulesOfKind {
  readonly document: readonly DocumentRule[];
  readonly file: readonly FileRule[];
  readonly workspace: readonly WorkspaceRule[];
}

export class RuleEngine {
  readonly #rules: readonly Rule[];
  readonly #byKind = new Map<string, RulesOfKind>();
  readonly #index: FactIndex;
  readonly #log: (message: string) => void;
  readonly #failed = new Set<string>();
  readonly #byDocument = new WeakMap<SourceDocument, readonly RawFinding[]>();
  readonly #byFile = new WeakMap<SourceFile, readonly RawFinding[]>();
  readonly #byWorkspace = new WeakMap<SourceDocument, KeptRules>();

  /** While false, rules that rest on other files stay silent, but for the early ones: what is not read yet is not missing. */
  workspaceKnown = true;

  /** @param log told once for each rule that throws; such a rule costs only its own findings */
  constructor(rules: readonly Rule[], index: FactIndex, log: (message: string) => void) {
    this.#rules = rules;
    this.#index = index;
    this.#log = log;
  }

  /** True when the file's findings that rest on other files are those of the present facts. */
  isCurrent(file: SourceFile): boolean {
    return file.documents.every(({ document }) => {
      const kept = this.#byWorkspace.get(document);
      return kept !== undefined && (kept.isWhole || !this.workspaceKnown) && this.#index.holds(kept.rests);
    });
  }

  /** Drops what was kept of a file, so that its fixes are computed from the present text of other files. */
  forget(file: SourceFile): void {
    for (const { document } of file.documents) this.#byWorkspace.delete(document);
  }

  check(file: SourceFile): readonly RawFinding[] {
    const own = file.documents.flatMap(({ document }) => [
      ...this.#ofDocument(file, document),
      ...this.#ofWorkspace(file, document),
    ]);
    return [...own, ...this.#ofFile(file)];
  }

  #ofDocument({ uri, folder, path }: FileIdentity, document: SourceDocument): readonly RawFinding[] {
    const known = this.#byDocument.get(document);
    if (known) return known;
    const file = { uri, folder, path };
    const findings: RawFinding[] = [];
    for (const rule of this.#rulesFor(document).document) {
      this.#run(rule, document, findings, (report) => rule.check({ document, file, report }));
    }
    this.#byDocument.set(document, findings);
    return findings;
  }

  #ofFile(file: SourceFile): readonly RawFinding[] {
    const known = this.#byFile.get(file);
    if (known) return known;
    const findings: RawFinding[] = [];
    for (const { document } of file.documents) {
      for (const rule of this.#rulesFor(document).file) {
        this.#run(rule, document, findings, (report) => rule.check({ document, file, report }));
      }
    }
    this.#byFile.set(file, findings);
    return findings;
  }

  #ofWorkspace(file: FileIdentity, document: SourceDocument): readonly RawFinding[] {
    const before = this.#byWorkspace.get(document);
    if (before?.isWhole && this.workspaceKnown && this.#index.holds(before.rests)) return before.findings;
    const rests = new Map<Dependency, number>();
    const isObject = kubernetesKinds.some((kind) => kind === document.kind);
    const isPart = isObject && isKustomizePatch(this.#index.view(rests), file);
    const rules = this.#rulesFor(document).workspace.map((rule, i) => {
      if (isPart) return silence;
      if (!this.workspaceKnown && !rule.early) return undefined;
      const known = before?.isPart ? undefined : before?.rules[i];
      const kept = known && this.#index.holds(known.rests) ? known : this.#askWorkspace(rule, file, document);
      for (const [dependency, revision] of kept.rests) rests.set(dependency, revision);
      return kept;
    });
    const findings = rules.flatMap((kept) => kept?.findings ?? []);
    this.#byWorkspace.set(document, { findings, rules, rests, isWhole: !rules.includes(undefined), isPart });
    return findings;
  }

  #askWorkspace(rule: WorkspaceRule, { uri, folder, path }: FileIdentity, document: SourceDocument): Kept {
    const rests = new Map<Dependency, number>();
    const workspace = this.#index.view(rests);
    const findings: RawFinding[] = [];
    this.#run(rule, document, findings, (report) =>
      rule.check({
        document,
        file: { uri, folder, path },
        workspace,
        // Only a rule that reads them rests on them.
        get conventions() {
          return workspace.conventions(folder);
        },
        report,
      }),
    );
    return rests.size === 0 && findings.length === 0 ? silence : { findings, rests };
  }

  #rulesFor({ kind, yaml }: SourceDocument): RulesOfKind {
    // A tree with a hole in it misleads: until the syntax is mended, only what needs no tree is reported.
    const broken = yaml.problems.some(breaksTree);
    const key = broken ? 'broken' : kind;
    let found = this.#byKind.get(key);
    if (!found) {
      const fitting = this.#rules.filter((rule) =>
        broken
          ? rule.id.startsWith('yaml/') || rule.readsText === true
          : rule.kinds === 'any' || rule.kinds.includes(kind),
      );
      found = {
        document: fitting.flatMap((rule) => (rule.needs === 'document' ? rule : [])),
        file: fitting.flatMap((rule) => (rule.needs === 'file' ? rule : [])),
        workspace: fitting.flatMap((rule) => (rule.needs === 'workspace' || rule.needs === 'live' ? rule : [])),
      };
      this.#byKind.set(key, found);
    }
    return found;
  }

  #run(
    rule: Rule,
    document: SourceDocument,
    findings: RawFinding[],
    check: (report: (made: Report) => void) => void,
  ): void {
    try {
      // By place and words: what an alias repeats is met twice and is one thing to mend.
      let made: Map<string, RawFinding> | undefined;
      check((report) => {
        const key = `${report.at.start} ${report.at.end} ${report.message}`;
        made ??= new Map();
        if (!made.has(key)) made.set(key, { rule, document, report });
      });
      if (made) findings.push(...made.values());
    } catch (error) {
      if (this.#failed.has(rule.id)) return;
      this.#failed.add(rule.id);
      this.#log(
        `The rule ${rule.id} failed and gives no findings for this document: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
