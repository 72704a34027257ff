import { type Phase, phasesOf } from '../../kinds/spec.ts';
import { nearest } from '../../text/names.ts';
import type { SourceFile } from '../../workspace/file.ts';
import { scalarText, type YamlScalar } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { FileContext, FileRule, Report } from '../rule.ts';

export const dependency: FileRule = {
  id: 'spec/dependency',
  title: 'A phase that depends on one that is not there, or on itself, or runs ahead',
  severity: 'warning',
  kinds: ['initiative-spec'],
  needs: 'file',
  why: 'What a phase depends on decides what can be worked on now. An id that no phase has, a circle, and a phase that is complete before what it builds on all mean that the plan no longer says what is true.',
  ...diff(`
 initiative: {name: racks}
 phases:
   provider: {status: complete, completed: 2026-04-02, tasks: [Token]}
-  production: {status: not-started, depends_on: [providers], tasks: [Template]}
+  production: {status: not-started, depends_on: [provider], tasks: [Template]}
`),
  source: 'the two formats of specs that this extension reads',
  check(context) {
    const phases = phasesOfFile(context.file);
    for (const phase of phasesOf(context.document.yaml.root)) {
      for (const node of phase.dependsOn) checkOne(context, phase, node, phases);
    }
  },
};

type Phases = ReadonlyMap<string, Phase>;

/** The phases of all documents of a file: a section may be a document of its own. */
function phasesOfFile(file: SourceFile): Phases {
  const specs = file.documents.filter(({ document }) => document.kind === 'initiative-spec');
  return new Map(
    specs.flatMap(({ document }) => phasesOf(document.yaml.root).map((phase) => [phase.id, phase] as const)),
  );
}

function checkOne({ report }: FileContext, phase: Phase, node: YamlScalar, phases: Phases): void {
  const id = scalarText(node) ?? '';
  const target = phases.get(id);
  if (!target) {
    report(unknown(node, id, phases));
  } else if (leadsTo(id, phase.id, phases)) {
    const self = id === phase.id;
    report({
      at: node.span,
      message: self
        ? `\`${id}\` depends on itself, so it can never begin.`
        : `\`${id}\` depends on \`${phase.id}\` in turn, so none of them can begin.`,
    });
  } else {
    const found = runsAhead(phase, target);
    if (found) report(found);
  }
}

function unknown(node: YamlScalar, id: string, phases: Phases): Report {
  const near = nearest(id, phases.keys());
  return {
    at: node.span,
    message: `There is no phase \`${id}\`, so nothing is waited for here.${near ? ` Did you mean \`${near}\`?` : ''}`,
    fixes: near ? [replaceFix(node.span, near)] : [],
  };
}

/** True when a phase is another one, or depends on it through any others. */
function leadsTo(from: string, to: string, phases: Phases): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const further of phases.get(next)?.dependsOn ?? []) open.push(scalarText(further) ?? '');
  }
  return false;
}

function runsAhead(phase: Phase, target: Phase): Report | undefined {
  const at = phase.statusPair?.value.span;
  if (!at || !phase.status || !target.status) return undefined;
  const ahead =
    (phase.status === 'complete' && target.status !== 'complete') ||
    (phase.status === 'in-progress' && target.status === 'not-started');
  if (!ahead) return undefined;
  return {
    at,
    message: `\`${phase.id}\` is ${phase.status}, but \`${target.id}\`, which it depends on, is ${target.status}. One of the two is out of date.`,
  };
}
