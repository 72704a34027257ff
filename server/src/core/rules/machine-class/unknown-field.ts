import { checkFields } from '../../schema/check-fields.ts';
import type { FieldTable } from '../../schema/fields.ts';
import { autoprovisionTable, metadataTable, specTable } from '../../schema/machine-class.ts';
import { pairOf, type YamlPair } from '../../yaml/nodes.ts';
import { removeFixes, replaceFix } from '../edits.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const unknownField: DocumentRule = {
  id: 'machine-class/unknown-field',
  title: 'A key of a machine class that Omni drops in silence',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni reads `spec` by the lower-cased names of its Go fields and drops every other key without a word: with `providerData` the class is created, but without any provider data.',
  bad: `
metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: lab-worker
spec:
  autoprovision:
    providerId: rack-provider
    providerdata: |
      {cores: 4, sockets: 1, memory: 8192, disk_size: 40, storage_selector: name == "local-lvm"}
`,
  good: `
metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: lab-worker
spec:
  autoprovision:
    providerid: rack-provider
    providerdata: |
      {cores: 4, sockets: 1, memory: 8192, disk_size: 40, storage_selector: name == "local-lvm"}
`,
  source: 'cosi-project/runtime pkg/resource/protobuf/yaml.go; omni client/api/omni/specs MachineClassSpec',
  check(context) {
    const { root } = context.document.yaml;
    const spec = pairOf(root, 'spec');
    checkTable(context, pairOf(root, 'metadata'), metadataTable, 'metadata');
    checkTable(context, spec, specTable, 'spec');
    checkTable(context, pairOf(spec?.value, 'autoprovision'), autoprovisionTable, 'autoprovision');
  },
};

function checkTable(
  { document, report }: DocumentContext,
  owner: YamlPair | undefined,
  table: FieldTable,
  name: string,
): void {
  if (owner?.value.type !== 'map') return;
  for (const problem of checkFields(owner.value, table, { owner: owner.key.span })) {
    if (problem.code !== 'unknown' || !problem.pair || problem.path.includes('.')) continue;
    const { key, suggestion, pair } = problem;
    const hint = suggestion ? ` Did you mean \`${suggestion}\`?` : '';
    const fixes = suggestion
      ? [replaceFix(pair.key.span, suggestion)]
      : removeFixes(document.text, pair, `Remove \`${key}\``);
    report({ at: problem.at, message: `Omni drops \`${key}\` in silence; \`${name}\` has no such key.${hint}`, fixes });
  }
}
