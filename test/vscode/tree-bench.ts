// Runs inside VS Code, started by `npm run bench`: what the sidebar's trees cost with 10,000 machines and 5,000 Applications,
// beside a small system in the same run. Asserts nothing, because machines differ; writes a table.
import { writeFileSync } from 'node:fs';
import { StatusTree, type TreeNode } from '../../client/src/features/views/status-tree.ts';
import { changesOf } from '../../server/src/live/status/changes.ts';
import type { Facts } from '../../server/src/live/status/facts.ts';
import type { SectionName, Status } from '../../server/src/live/status/model.ts';
import { statusReader } from '../../server/src/live/status/status.ts';
import { afterApplication, afterMachine, factsOf, large, type Size } from '../bench/large.ts';
import { now, staleAfter } from '../live/status/given.ts';

const rounds = 100;
const small: Size = { clusters: 1, machines: 10, applications: 5 };

/** A tree with the part of VS Code that asks it: the rows that are shown, and those of an event anew. */
class Shown {
  readonly tree: StatusTree;
  rows = 0;

  constructor(section: SectionName) {
    this.tree = new StatusTree(section);
    this.tree.onDidChangeTreeData((node) => this.draw(node));
  }

  /** Every row is opened: more than anybody looks at. */
  draw(node: TreeNode | undefined): void {
    if (node) this.tree.getTreeItem(node);
    this.rows++;
    for (const child of this.tree.getChildren(node)) this.draw(child);
  }
}

interface Step {
  readonly what: string;
  readonly section: SectionName;
  readonly next: (facts: Facts, i: number) => Facts;
}

const steps: readonly Step[] = [
  { what: 'a machine changes', section: 'clusters', next: afterMachine },
  { what: 'an Application changes', section: 'applications', next: afterApplication },
  { what: 'only time passes', section: 'clusters', next: (facts) => ({ ...facts }) },
];

function measure(size: Size, { what, section, next }: Step): string {
  const read = statusReader();
  const shown = new Shown(section);
  let facts = factsOf(size);
  let status: Status = read(facts, now, staleAfter);
  const first = time(() => shown.tree.update(status.sections[section]));
  const { rows } = shown;
  const times = Array.from({ length: rounds }, (_, i) => {
    facts = next(facts, i);
    const after = read(facts, now + i, staleAfter);
    const changes = changesOf(status, after);
    status = after;
    return time(() => shown.tree.update(after.sections[section], changes));
  });
  const filtered = time(() => {
    shown.tree.filter = 'degraded';
  });
  const { clusters, machines, applications } = size;
  const cells = [`${clusters * machines} machines, ${applications} Applications`, what, String(rows), ms(first)];
  return `| ${[...cells, at(times, 0.5), at(times, 0.95), ms(filtered)].join(' | ')} |`;
}

function time(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function at(times: readonly number[], share: number): string {
  return ms([...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN);
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`;
}

export async function run(): Promise<void> {
  const table = [
    '| system | what | rows | shown first | drawn again, p50 | p95 | a filter is set |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...[small, large].flatMap((size) => steps.map((step) => measure(size, step))),
  ];
  writeFileSync(process.env.OMNI_SCALE_RESULT ?? '', JSON.stringify({ table }));
}
