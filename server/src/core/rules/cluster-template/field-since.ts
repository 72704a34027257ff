import { isSet, patchesOf } from '../../kinds/cluster-template.ts';
import { templateKinds } from '../../kinds/kind.ts';
import { templateTable } from '../../schema/cluster-template.ts';
import type { Field, FieldTable } from '../../schema/fields.ts';
import { omniGates, omniHas } from '../../versions/gates.ts';
import { type OmniInUse, omniInUse } from '../../workspace/omni-in-use.ts';
import { itemsOf, keyText, pairOf, type YamlMap, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const fieldSince: WorkspaceRule = {
  id: 'cluster-template/field-since',
  title: 'A key that the Omni in use does not have yet',
  severity: 'error',
  kinds: templateKinds,
  needs: 'workspace',
  why: 'omnictl has the version of its server and decodes strictly: a key that came with a later release is unknown to it, and the template is refused. The version in use is `versions.omni` of `omni-scale.yaml`, or else that of the Omni image that a Compose file beside the template runs, or else that of the Omni that is connected; without any, nothing is said.',
  ...diff(`
 === omni-scale.yaml
-versions: {omni: 1.8.2}
+versions: {omni: 1.9.3}
 === clusters/lab.yaml
 kind: Cluster
 name: lab
 kubernetes:
   version: v1.36.2
   healthchecks: [{name: dns, file: checks/dns.yaml}]
 talos: {version: v1.13.6}
`),
  source: 'omni client/pkg/template/internal/models, at each release',
  check(context) {
    const { root } = context.document.yaml;
    const table = templateTable(context.document.kind);
    const omni = omniInUse(context);
    if (!omni || root?.type !== 'map' || !table) return;
    const place = { omni, report: context.report };
    checkMap(place, root, table);
    checkInlineText(place, root);
  },
};

interface Place extends Pick<WorkspaceContext, 'report'> {
  readonly omni: OmniInUse;
}

function checkMap(place: Place, map: YamlMap, table: FieldTable): void {
  for (const pair of map.pairs) {
    const key = keyText(pair);
    const field = Object.hasOwn(table, key) ? table[key] : undefined;
    if (!field) continue;
    const first = field.since?.replace(/^Omni /, '');
    if (first !== undefined && !omniHas(place.omni.version, { since: first })) {
      place.report({ at: pair.key.span, message: tooNew(place.omni, `\`${key}\``, first) });
    } else checkBelow(place, pair.value, field);
  }
}

function checkBelow(place: Place, node: YamlNode, field: Field): void {
  if (node.type === 'map' && field.fields) checkMap(place, node, field.fields);
  if (node.type === 'seq' && field.items) for (const item of itemsOf(node)) checkBelow(place, item, field.items);
}

/** Before Omni 1.8 an inline patch was a mapping, and nothing else. */
function checkInlineText({ omni, report }: Place, root: YamlMap): void {
  if (omniHas(omni.version, omniGates.inlineText)) return;
  for (const { map } of patchesOf(root)) {
    const pair = pairOf(map, 'inline');
    if (!isSet(pair) || pair.value.type === 'map') continue;
    const what = pair.value.type === 'seq' ? 'A list of patches' : 'A patch as text';
    report({ at: pair.key.span, message: tooNew(omni, what, omniGates.inlineText.since) });
  }
}

function tooNew({ said }: OmniInUse, what: string, first: string): string {
  return `${what} came with Omni ${first}, and ${said}, whose omnictl refuses the template.`;
}
