// Runs rules over documents. What a rule found is kept as long as everything it rests on is unchanged.
import type { FileIdentity, SourceDocument, SourceFile } from '../workspace/file.ts';
import type { Dependency, FactIndex } from '../workspace/view.ts';
import { breaksTree } from '../yaml/nodes.ts';
import type { DocumentRule, FileRule, Report, Rule, WorkspaceRule } from './rule.ts';

/** A report with the rule that made it; still in the coordinates of its document. */
export interface RawFinding {
  readonly rule: Rule;
  readonly document: SourceDocument;
  readonly report: Report;
}

interface Kept {
  readonly findings: readonly RawFinding[];
  readonly rests: ReadonlyMap<Dependency, number>;
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
  readonly #byWorkspace = new WeakMap<SourceDocument, Kept>();

  /** While false, rules that rest on other files stay silent: what is not read yet is not missing. */
  workspaceKnown = true;

  /** @param log told once for each rule that throws; such a rule costs only its own findings */
  constructor(rules: readonly Rule[], index: FactIndex, log: (message: string) => void) {
    this.#rules = rules;
    this.#index = index;
    this.#log = log;
  }

  /** True when the file's findings that rest on other files are those of the present facts. */
  isCurrent(file: SourceFile): boolean {
    if (!this.workspaceKnown) return true;
    return file.documents.every(({ document }) => {
      const kept = this.#byWorkspace.get(document);
      return kept !== undefined && this.#index.holds(kept.rests);
    });
  }

  /** Drops what was kept of a file, so that its fixes are computed from the present text of other files. */
  forget(file: SourceFile): void {
    for (const { document } of file.documents) this.#byWorkspace.delete(document);
  }

  check(file: SourceFile): readonly RawFinding[] {
    const own = file.documents.flatMap(({ document }) => [
      ...this.#ofDocument(document),
      ...this.#ofWorkspace(file, document),
    ]);
    return [...own, ...this.#ofFile(file)];
  }

  #ofDocument(document: SourceDocument): readonly RawFinding[] {
    const known = this.#byDocument.get(document);
    if (known) return known;
    const findings: RawFinding[] = [];
    for (const rule of this.#rulesFor(document).document) {
      this.#run(rule, document, findings, (report) => rule.check({ document, report }));
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
    if (!this.workspaceKnown) return [];
    const known = this.#byWorkspace.get(document);
    if (known && this.#index.holds(known.rests)) return known.findings;
    const rests = new Map<Dependency, number>();
    const workspace = this.#index.view(rests);
    const findings: RawFinding[] = [];
    const { uri, folder, path } = file;
    const conventions = workspace.conventions(folder);
    for (const rule of this.#rulesFor(document).workspace) {
      this.#run(rule, document, findings, (report) =>
        rule.check({ document, file: { uri, folder, path }, workspace, conventions, report }),
      );
    }
    this.#byWorkspace.set(document, { findings, rests });
    return findings;
  }

  #rulesFor({ kind, yaml }: SourceDocument): RulesOfKind {
    // A tree with a hole in it misleads: until the syntax is mended, only the syntax is reported.
    const broken = yaml.problems.some(breaksTree);
    const key = broken ? 'broken' : kind;
    let found = this.#byKind.get(key);
    if (!found) {
      const fitting = this.#rules.filter((rule) =>
        broken ? rule.id.startsWith('yaml/') : rule.kinds === 'any' || rule.kinds.includes(kind),
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
      const made = new Map<string, RawFinding>();
      check((report) => {
        const key = `${report.at.start} ${report.at.end} ${report.message}`;
        if (!made.has(key)) made.set(key, { rule, document, report });
      });
      findings.push(...made.values());
    } catch (error) {
      if (this.#failed.has(rule.id)) return;
      this.#failed.add(rule.id);
      this.#log(
        `The rule ${rule.id} failed and gives no findings for this document: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
