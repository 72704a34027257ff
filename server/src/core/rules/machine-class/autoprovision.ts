import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { specTable } from '../../schema/machine-class.ts';
import { goInteger } from '../../yaml/go-decode.ts';
import { isString, pairOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule, Fix } from '../rule.ts';

/** The names of the tunnel modes, as people know them from Omni's API, and their numbers. */
const tunnelModes: Readonly<Record<string, string>> = {
  unset: '0',
  enabled: '1',
  true: '1',
  disabled: '2',
  false: '2',
};

export const autoprovision: DocumentRule = {
  id: 'machine-class/autoprovision',
  title: 'A value in `spec` of another type than Omni decodes',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: '`omnictl apply` decodes `spec` into fixed types and refuses the file otherwise: `matchlabels` and `kernelargs` are lists of text, `metavalues` a list of `key` (a number) and `value`, and `grpctunnel` a number, not its name.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: lab-worker
 spec:
   autoprovision:
     providerid: rack-provider
-    kernelargs: console=ttyS0
-    grpctunnel: ENABLED
+    kernelargs: [console=ttyS0]
+    grpctunnel: 1
`),
  source: 'omni client/api/omni/specs/omni.proto (MachineClassSpec, GrpcTunnelMode)',
  check({ document, report }) {
    const spec = pairOf(document.yaml.root, 'spec');
    if (spec?.value.type !== 'map') return;
    for (const problem of checkFields(spec.value, specTable, { owner: spec.key.span, lenientStrings: true })) {
      if ((problem.code !== 'type' && problem.code !== 'range') || goReads(problem)) continue;
      report({ at: problem.at, message: describe(problem), fixes: fixesFor(problem), ...severityOf(problem) });
    }
  },
};

/** A number that only Go reads as a whole one, such as `0x0c`. */
function goReads({ field, node }: FieldProblem): boolean {
  const number = field?.type === 'integer' ? goInteger(node) : undefined;
  return number !== undefined && number >= (field?.minimum ?? 0) && number <= (field?.maximum ?? 2 ** 32 - 1);
}

/** Any number of 32 bits decodes as a tunnel mode; Omni then knows none of that number. */
function severityOf({ key, node }: FieldProblem): { severity?: 'warning' } {
  const number = key === 'grpctunnel' ? goInteger(node) : undefined;
  return number !== undefined && number >= -(2 ** 31) && number < 2 ** 31 ? { severity: 'warning' } : {};
}

function describe({ key, code, path, field }: FieldProblem): string {
  if (key === 'grpctunnel')
    return '`grpctunnel` is a number: 0 leaves it to the server, 1 switches the tunnel on, 2 off. Anything else is refused or without effect.';
  if (code === 'range')
    return `\`${path}\` is between ${field?.minimum ?? 0} and ${field?.maximum ?? 0}; \`omnictl apply\` refuses the class.`;
  // An item's problem is shown at its list's key, so the sentence names the item.
  return `\`${path}\` is ${nameOf(field?.type)}, so \`omnictl apply\` cannot decode this and refuses the class.`;
}

function nameOf(type: string | undefined): string {
  if (type === 'list') return 'a list';
  if (type === 'integer') return 'a number';
  return type === 'object' ? 'a mapping' : 'text';
}

function fixesFor({ key, field, pair, at }: FieldProblem): readonly Fix[] {
  const node = pair?.value;
  if (node?.type !== 'scalar') return [];
  if (key === 'grpctunnel') {
    const mode = tunnelModes[node.source.replace(/["']/g, '').toLowerCase()];
    return mode === undefined ? [] : [replaceFix(at, mode)];
  }
  const oneLine = isString(node) && node.value !== '' && at.start === node.span.start && !node.source.includes('\n');
  return oneLine && field?.type === 'list' && field.items?.type === 'string'
    ? [replaceFix(at, `[${JSON.stringify(node.value)}]`, 'Make it a list')]
    : [];
}
