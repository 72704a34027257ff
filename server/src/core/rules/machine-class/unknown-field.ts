import { checkFields } from '../../schema/check-fields.ts';
import type { FieldTable } from '../../schema/fields.ts';
import { metadataTable, specTable } from '../../schema/machine-class.ts';
import { keyText, pairOf, type YamlMap, type YamlPair } from '../../yaml/nodes.ts';
import { removeFixes, rewordFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const unknownField: DocumentRule = {
  id: 'machine-class/unknown-field',
  title: 'A key of a machine class that Omni drops in silence',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni reads `spec` by the lower-cased names of its Go fields and drops every other key without a word: with `providerData` the class is created, but without any provider data.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: lab-worker
 spec:
   autoprovision:
-    providerId: rack-provider
+    providerid: rack-provider
     providerdata: |
       {cores: 4, sockets: 1, memory: 8192, disk_size: 40, storage_selector: name == "local-lvm"}
`),
  source: 'cosi-project/runtime pkg/resource/protobuf/yaml.go; omni client/api/omni/specs MachineClassSpec',
  check(context) {
    const { root } = context.document.yaml;
    checkTable(context, pairOf(root, 'metadata'), metadataTable);
    checkTable(context, pairOf(root, 'spec'), specTable);
  },
};

/** @param name what the key that owns the mapping is to be */
function checkTable(
  context: DocumentContext,
  owner: YamlPair | undefined,
  table: FieldTable,
  name = owner && keyText(owner),
): void {
  if (owner?.value.type !== 'map') return;
  const map = owner.value;
  for (const problem of checkFields(map, table, { owner: owner.key.span })) {
    if (problem.code !== 'unknown' || !problem.pair) continue;
    const { key, path, pair } = problem;
    const suggestion = idFor(map, key, table) ?? problem.suggestion;
    // The key that holds the mapping: `metavalues` of `autoprovision.metavalues[0].Value`.
    const holder = /([^.[\]]+)(?:\[\d+\])*\.[^.]*$/.exec(path)?.[1] ?? name;
    const hint = suggestion ? ` Did you mean \`${suggestion}\`?` : '';
    const fixes = suggestion
      ? [rewordFix(pair.key, suggestion)]
      : removeFixes(context.document.text, pair, `Remove \`${key}\``);
    context.report({
      at: problem.at,
      message: `Omni drops \`${key}\` in silence; \`${holder}\` has no such key.${hint}`,
      fixes,
    });
    const below = suggestion && !path.includes('.') ? table[suggestion]?.fields : undefined;
    if (below) checkTable(context, pair, below, suggestion);
  }
}

/** Kubernetes calls it `name`. */
function idFor(map: YamlMap, key: string, table: FieldTable): string | undefined {
  return table === metadataTable && key === 'name' && !pairOf(map, 'id') ? 'id' : undefined;
}
