import { documentSpan, isDeletion, patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { walkTalos } from '../../schema/check-talos.ts';
import { oldestMinor, type TalosField } from '../../schema/talos.ts';
import { isFrom, talosGates } from '../../versions/gates.ts';
import type { Version } from '../../versions/version.ts';
import { oldestTalos, patchScope } from '../../workspace/patch-scope.ts';
import { contentOf, isNull, keyText, pairsOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceRule } from '../rule.ts';

const { argumentLists: gate, shares, negativeSizes } = talosGates;

export const tooNew: WorkspaceRule = {
  id: 'talos-patch/too-new',
  title: 'A document or key that the cluster’s Talos does not know yet',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'Omni checks patches with a newer Talos than the one on the machines, so it accepts them; the machines then refuse their whole configuration and keep the old one. The version is that of the cluster templates that use the patch, or `versions.talos` of `omni-scale.yaml` where none does.',
  ...diff(`
 === clusters/lab.yaml
 kind: Cluster
 name: lab
-kubernetes: {version: v1.33.4}
-talos: {version: v1.11.6}
+kubernetes: {version: v1.36.2}
+talos: {version: v1.13.6}
 patches:
   - name: name
     inline:
       - apiVersion: v1alpha1
         kind: HostnameConfig
         auto: stable
`),
  source: 'talos JSON schemas from 1.9 to 1.14; pkg/machinery/config/configloader',
  check(context) {
    const { document, report } = context;
    const version = oldestTalos(patchScope(context));
    if (version?.major !== 1 || version.minor < oldestMinor) return;
    const { minor } = version;
    for (const inner of talosDocuments(document)) {
      const { talos } = inner;
      // Omni carries deletions out before a machine gets its configuration.
      if (!talos || isDeletion(inner.root)) continue;
      if (talos.first > minor) {
        report({
          at: documentSpan(inner),
          message: `\`${talos.name}\` documents exist from Talos 1.${talos.first} on. The machines have Talos 1.${minor} and refuse their configuration with it.`,
        });
        continue;
      }
      walkTalos(inner.root, talos.table, (pair, field, path) => {
        if (field.first <= minor) {
          if (!isFrom(version, gate)) for (const list of listsIn(pair, field)) report(describeList(list, path, minor));
          const size = field.format === 'share' ? newSize(pair, version) : undefined;
          if (size) report(describeSize(pair, path, size, minor));
          return true;
        }
        if (holdsNothing(pair.value)) return false;
        report({
          at: pair.key.span,
          message: `\`${path}\` exists from Talos 1.${field.first} on. The machines have Talos 1.${minor} and refuse their configuration with it.`,
        });
        return false;
      });
    }
  },
};

/** The flags of a map of flags that have a list of values. */
function listsIn({ value }: YamlPair, field: TalosField): readonly YamlPair[] {
  if (field.items?.format !== 'argument') return [];
  return pairsOf(value).filter((flag) => flag.value.type === 'seq');
}

/** Nothing of it is left when Omni writes the configuration out. */
function holdsNothing(node: YamlNode): boolean {
  if (node.type === 'scalar') return isNull(node);
  return node.type === 'seq' ? node.items.length === 0 : isDeletion(node);
}

/** What this version cannot read of a size that is the most a volume may take. */
function newSize({ value }: YamlPair, version: Version): { readonly what: string; readonly since: string } | undefined {
  const text = value.type === 'scalar' ? contentOf(value) : '';
  if (text.endsWith('%') && !isFrom(version, shares)) return { what: 'a share of the disk', since: shares.since };
  if (text.startsWith('-') && !isFrom(version, negativeSizes))
    return { what: 'negative, for what stays free', since: negativeSizes.since };
  return undefined;
}

function describeSize(
  { value }: YamlPair,
  path: string,
  { what, since }: { readonly what: string; readonly since: string },
  minor: number,
): Report {
  return {
    at: value.span,
    message: `\`${path}\` may be ${what} from Talos ${since} on. The machines have Talos 1.${minor} and refuse their configuration with it.`,
  };
}

function describeList(flag: YamlPair, path: string, minor: number): Report {
  return {
    at: flag.key.span,
    message: `\`${path}.${keyText(flag)}\` may be a list from Talos ${gate.since} on. The machines have Talos 1.${minor} and refuse their configuration with it.`,
  };
}
