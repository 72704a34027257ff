// Resources as text that can be compared: what a file declares and what Omni has look the same when they mean the same.
import { type Document, parseAllDocuments, stringify } from 'yaml';
import { failed, ok, type Result } from '../fault.ts';
import { isRecord } from './normalise.ts';
import type { OmniResource } from './resource.ts';

/** What a person declares of a resource. */
export type Declared = Pick<OmniResource, 'id' | 'type' | 'labels' | 'annotations' | 'spec'>;

/** The order in which omnictl sends what a template renders to. Source: omni client/pkg/template/order.go. */
const order = [
  'Clusters',
  'ExtensionsConfigurations',
  'ConfigPatches',
  'MachineInstallDiskConfigs',
  'KubernetesManifestGroups',
  'KubernetesHealthChecks',
  'MachineSets',
  'MachineSetNodes',
  'KernelArgs',
];

/** Reads the resources of YAML as `omnictl apply` takes it and `template render` prints it. Fault: `unreadable`. */
export function readDeclared(yaml: string, source: string): Result<readonly Declared[]> {
  const declared: Declared[] = [];
  for (const document of parseAllDocuments(yaml)) {
    const [error] = document.errors;
    if (error) return failed('unreadable', `\`${source}\` is not YAML: ${error.message.split('\n')[0]}.`);
    const content = contentOf(document);
    if (content === null) continue;
    const metadata = isRecord(content) && isRecord(content.metadata) ? content.metadata : {};
    const { id, type, labels, annotations } = metadata;
    if (!isRecord(content) || typeof type !== 'string' || id === undefined || id === null)
      return failed('unreadable', `\`${source}\` holds a document that is no resource of Omni.`, {
        next: 'Give it `metadata` with `type` and `id`.',
      });
    const spec = isRecord(content.spec) ? content.spec : {};
    declared.push({ id: String(id), type, labels: texts(labels), annotations: texts(annotations), spec });
  }
  return ok(declared);
}

/**
 * One YAML document for each resource, in the order omnictl sends them. What nobody declares (versions, times, owners) is
 * left out, and so is a field with the value that it has when it is absent: protobuf does not tell the two apart.
 */
export function canonicalYaml(resources: readonly Declared[]): string {
  return [...resources]
    .sort((a, b) => rank(a) - rank(b) || compare(a.type, b.type) || compare(a.id, b.id))
    .map(({ type, id, labels, annotations, spec }) => {
      const metadata = { type, id, ...filled('labels', labels), ...filled('annotations', annotations) };
      return stringify({ metadata, spec: withoutDefaults(spec) ?? {} }, { lineWidth: 0, blockQuote: 'literal' });
    })
    .join('---\n');
}

/** Nothing readable for aliases that multiply without end. */
function contentOf(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

function rank({ type }: Declared): number {
  const at = order.indexOf(type.split('.')[0] ?? '');
  return at < 0 ? order.length : at;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function filled(name: string, values: Readonly<Record<string, string>>): Record<string, unknown> {
  const entries = Object.entries(values).sort(([a], [b]) => compare(a, b));
  return entries.length === 0 ? {} : { [name]: Object.fromEntries(entries) };
}

function withoutDefaults(value: unknown): unknown {
  if (value === null || value === '' || value === 0 || value === false) return undefined;
  // An element of a list stays, whatever it is: its place has a meaning.
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => withoutDefaults(item) ?? item);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, withoutDefaults(inner)] as const)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => compare(a, b));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function texts(values: unknown): Readonly<Record<string, string>> {
  if (!isRecord(values)) return {};
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value ?? '')]));
}
