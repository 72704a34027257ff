import { templateKinds } from '../../kinds/kind.ts';
import { type TalosPatch, talosPatches } from '../../kinds/talos-patch.ts';
import { refusesEmptyText, walkTalos } from '../../schema/check-talos.ts';
import { templateTable } from '../../schema/cluster-template.ts';
import type { Field, FieldTable } from '../../schema/fields.ts';
import { walk, type YamlMap, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const emptyValue: DocumentRule = {
  id: 'cluster-template/empty-value',
  title: 'An empty value between braces or brackets, where empty text is refused',
  severity: 'error',
  kinds: templateKinds,
  needs: 'document',
  why: 'omnictl writes the template out once more before it decodes it. An empty value between braces or brackets becomes empty text then, `""`, which is no number, no boolean, no list and no mapping. On a line of its own the same key is only passed over.',
  ...diff(`
 kind: Workers
-machineClass: {name: lab-worker, size: }
+machineClass: {name: lab-worker, size: 1}
`),
  source: 'omni client/pkg/template/template.go (Load); go-yaml v4 internal/libyaml/emitter.go',
  check({ document, report }) {
    const { root } = document.yaml;
    const table = templateTable(document.kind);
    if (root?.type !== 'map' || !table) return;
    checkMap(root, table, '', report);
    for (const patch of talosPatches(document)) checkPatch(patch, report);
  },
};

type Send = DocumentContext['report'];

/** Read from text by code of their own, which refuses an empty one. */
const parsed = /(?:^|\.)(?:machineClass\.size|interval|(?:update|delete|upgrade)Strategy\.type|mode)$/;

function checkMap(map: YamlMap, table: FieldTable, path: string, report: Send): void {
  for (const pair of map.pairs) {
    const key = String(pair.key.value);
    const field = Object.hasOwn(table, key) ? table[key] : undefined;
    if (field) checkValue(pair, pair.value, field, path === '' ? key : `${path}.${key}`, map.flow, report);
  }
}

function checkValue(pair: YamlPair, node: YamlNode, field: Field, path: string, flow: boolean, report: Send): void {
  if (node.type === 'map') {
    if (field.fields) checkMap(node, field.fields, path, report);
  } else if (node.type === 'seq') {
    const { items } = field;
    if (items) for (const item of node.items) checkValue(pair, item, items, path, node.flow, report);
  } else if (flow && isEmpty(node) && isRefused(field, path)) {
    send(pair, path, report);
  }
}

function isRefused({ type }: Field, path: string): boolean {
  return type === 'scalar' || type === 'string' ? parsed.test(path) : type !== 'any';
}

/** What stands in a patch that is written as a mapping is a part of the template, and written out with it. */
function checkPatch({ form, owner, documents }: TalosPatch, report: Send): void {
  if (form !== 'mapping' || !owner) return;
  const empty = new Set<YamlPair>();
  walk(owner.value, (node) => {
    if (node.type === 'map' && node.flow) for (const pair of node.pairs) if (isEmpty(pair.value)) empty.add(pair);
  });
  if (empty.size === 0) return;
  for (const { root, talos } of documents) {
    if (!talos) continue;
    walkTalos(root, talos.table, (pair, field, path) => {
      if (empty.has(pair) && refusesEmptyText(field)) send(pair, path, report);
      return true;
    });
  }
}

function isEmpty(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null && node.source === '' && node.tag === undefined;
}

function send({ key }: YamlPair, path: string, report: Send): void {
  report({
    at: key.span,
    message: `\`${path}\` is empty between braces: omnictl reads empty text there and refuses the template. Give it a value, or take the key out.`,
  });
}
