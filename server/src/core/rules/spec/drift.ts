import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { entriesIn, scalarsOf } from '../../kinds/spec.ts';
import { nearest } from '../../text/names.ts';
import { parseVersion } from '../../versions/version.ts';
import { classNamed } from '../../workspace/classes.ts';
import { type Template, templates } from '../../workspace/templates.ts';
import { at, keyText, pairOf, pairsOf, scalarText, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const drift: WorkspaceRule = {
  id: 'spec/drift',
  title: 'A planned value that is not the one in use',
  severity: 'information',
  kinds: ['initiative-spec', 'component-spec'],
  needs: 'workspace',
  why: 'The spec says how it was planned, the templates and machine classes how it is. When the two differ, one of them is out of date: either the plan was changed and nobody wrote it down, or the change is still to be made. Sizes are compared with the machine class named beside them, versions and counts with the template of the cluster.',
  ...diff(`
 === specs/racks.yaml
 open_decisions:
   size:
     question: How large?
-    spec: {machine_class: lab-worker, cpu: 8}
+    spec: {machine_class: lab-worker, cpu: 4}
 === machine-classes/lab-worker.yaml
 metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab-worker}
 spec: {autoprovision: {providerid: rack, providerdata: "{cores: 4, sockets: 1, memory: 8192, disk_size: 40, storage_selector: 'true'}"}}
`),
  source: 'the two formats of specs that this extension reads',
  check(context) {
    const { root } = context.document.yaml;
    if (context.document.kind === 'component-spec') {
      if (stringOf(at(root, 'kind')) !== 'Cluster') return;
      compare(context, at(root, 'spec'), scalarText(at(root, 'metadata', 'name')));
      return;
    }
    for (const { node } of entriesIn(root, 'open_decisions')) compare(context, at(node, 'spec'), undefined);
  },
};

function compare(context: WorkspaceContext, plan: YamlNode | undefined, cluster: string | undefined): void {
  if (plan?.type !== 'map') return;
  const classes = pairsOf(plan).filter((pair) => /^machine_?class(?:es)?$/i.test(keyText(pair)));
  const names = classes.flatMap(({ value }) => classNames(value));
  for (const name of names) checkClass(context, name);
  const [only, another] = names;
  if (only && !another) compareSize(context, plan, scalarText(only) ?? '');
  const template = templateFor(context, scalarText(at(plan, 'cluster')) ?? cluster);
  for (const pair of pairsOf(plan)) {
    // `talos: {version: …}` says the same as `talos: …`, and `workers: {count: …}` the same as `workers: …`.
    const inner = pairOf(pair.value, 'version') ?? pairOf(pair.value, 'count') ?? pair;
    compareWithTemplate(context, keyText(pair), inner.value, template);
  }
}

/** A name, a list of names, or a map of role to name. */
function classNames(node: YamlNode): ReturnType<typeof scalarsOf> {
  return node.type === 'map' ? node.pairs.flatMap(({ value }) => scalarsOf(value)) : scalarsOf(node);
}

function checkClass({ workspace, report }: WorkspaceContext, node: ReturnType<typeof scalarsOf>[number]): void {
  const name = scalarText(node) ?? '';
  const known = new Set(workspace.facts('machine-class').map((record) => record.fact.name));
  if (known.size === 0 || known.has(name) || !/^[\w.-]+$/.test(name)) return;
  const near = nearest(name, known);
  report({
    at: node.span,
    message: `No file defines the machine class \`${name}\`.${near ? ` Did you mean \`${near}\`?` : ' It is still to be made, or was made under another name.'}`,
    fixes: near ? [replaceFix(node.span, near)] : [],
  });
}

/** What a plan calls the sizes of a machine, and how many of the class's units one of its own is. */
const sizes = [
  { keys: /^(?:cpus?|cores|vcpus?)$/i, part: 'cores', unit: 1, noun: 'cores' },
  { keys: /^memory_(?:gb|gib)$/i, part: 'memory', unit: 1024, noun: 'GiB of memory' },
  { keys: /^(?:disk|storage)_(?:gb|gib)$/i, part: 'disk', unit: 1, noun: 'GB of disks' },
] as const;

function compareSize({ file, workspace, report }: WorkspaceContext, plan: YamlNode, name: string): void {
  const record = classNamed(workspace, name, file.folder);
  const size = record?.fact.data.size;
  if (!record || !size) return;
  for (const pair of pairsOf(plan)) {
    const kind = sizes.find(({ keys }) => keys.test(keyText(pair)));
    const planned = pair.value.type === 'scalar' ? pair.value.value : undefined;
    if (!kind || typeof planned !== 'number') continue;
    const actual = size[kind.part] / kind.unit;
    if (actual === planned) continue;
    report({
      at: pair.value.span,
      message: `The class \`${name}\` has ${actual} ${kind.noun}, not ${planned}. The plan or the class is out of date.`,
      related: [{ record, message: `The class \`${name}\` is defined here.` }],
    });
  }
}

/** The template of a cluster; where none is named, the only one in the folder. */
function templateFor({ file, workspace }: WorkspaceContext, cluster: string | undefined): Template | undefined {
  const own = [...templates(workspace).values()].filter((template) => template.folder === file.folder);
  if (cluster !== undefined) return own.find(({ name }) => name === cluster);
  const [only, another] = own;
  return another ? undefined : only;
}

function compareWithTemplate(
  { report, conventions }: WorkspaceContext,
  key: string,
  node: YamlNode,
  template: Template | undefined,
): void {
  const written = scalarText(node);
  if (written === undefined || written === '' || hasPlaceholder(written)) return;
  const differs = (what: string, actual: string): void =>
    report({ at: node.span, message: `${what} ${actual}, not ${written}. The plan or the file is out of date.` });
  if (/^omni(?:_?version)?$/i.test(key)) {
    const used = conventions.versions.omni;
    if (used !== undefined && !sameVersion(written, used)) differs('`omni-scale.yaml` says that Omni in use is', used);
  }
  if (!template) return;
  const name = `\`${template.path}\``;
  if (/^talos(?:_?version)?$/i.test(key) && template.talos !== undefined && !sameVersion(written, template.talos)) {
    differs(`${name} has Talos`, template.talos);
  }
  if (/^(?:kubernetes|k8s)(?:_?version)?$/i.test(key) && template.kubernetes !== undefined) {
    if (!sameVersion(written, template.kubernetes)) differs(`${name} has Kubernetes`, template.kubernetes);
  }
  if (!/^\d+$/.test(written)) return;
  if (/^control_?planes?(?:_?count)?$/i.test(key))
    compareCount(template, 'control-plane', Number(written), (count) =>
      differs(`${name} has control planes:`, `${count}`),
    );
  if (/^workers?(?:_?count)?$/i.test(key))
    compareCount(template, 'workers', Number(written), (count) => differs(`${name} has workers:`, `${count}`));
}

function compareCount(
  template: Template,
  role: 'control-plane' | 'workers',
  planned: number,
  differs: (count: number) => void,
): void {
  const sets = template.sets.filter((set) => set.role === role);
  let count = 0;
  for (const set of sets) {
    if (set.count === undefined) return;
    count += set.count;
  }
  if (sets.length > 0 && count !== planned) differs(count);
}

/** True for equal versions; `1.13` is any release of 1.13. What is no version is not compared. */
function sameVersion(planned: string, actual: string): boolean {
  const a = parseVersion(planned);
  const b = parseVersion(actual);
  if (!a || !b) return true;
  const parts = planned.replace(/^v/i, '').split('.').length;
  return (
    a.major === b.major && (parts < 2 || a.minor === b.minor) && (parts < 3 || (a.patch === b.patch && a.pre === b.pre))
  );
}
