// By what the data of a machine class is judged: the schema that its provider registered with the Omni that is connected,
// where the folder is that Omni's own; else our table of the Proxmox provider.
import { providerIdOf, proxmoxDataOf, type ReadableData, readableDataOf } from '../kinds/machine-class.ts';
import type { Field, FieldTable } from '../schema/fields.ts';
import { providerDataTable } from '../schema/machine-class.ts';
import { at, stringOf, type YamlNode } from '../yaml/nodes.ts';
import type { LiveProviderSchema } from './live.ts';
import { belongsToLiveOmni } from './live-scope.ts';
import type { WorkspaceView } from './view.ts';

export interface JudgedData extends ReadableData {
  readonly schema: Pick<Field, 'fields' | 'keys'>;
  /** Whose schema it is; undefined for our own table. */
  readonly provider?: string;
}

/** The data of a class with what judges it; undefined where it can not be read, or nothing is known of its provider. */
export function judgedDataOf(
  root: YamlNode | undefined,
  folder: string,
  workspace: WorkspaceView,
): JudgedData | undefined {
  const live = schemaFor(root, workspace.live('providerSchemas') ?? []);
  if (live && isOfLiveOmni(root, folder, workspace)) {
    const data = readableDataOf(root);
    return data && { ...data, schema: inOurWords(live.data), provider: live.provider };
  }
  const data = proxmoxDataOf(root);
  return data && { ...data, schema: { fields: providerDataTable } };
}

/** True in a folder of the connected Omni. A class that it has proves that by itself, and rests on no other file. */
function isOfLiveOmni(root: YamlNode | undefined, folder: string, workspace: WorkspaceView): boolean {
  const id = stringOf(at(root, 'metadata', 'id'));
  const isThere = id !== undefined && workspace.live('machineClasses')?.includes(id);
  return isThere || belongsToLiveOmni(workspace, folder);
}

/** The schemas that hold in a folder. */
export function liveSchemasIn(folder: string, workspace: WorkspaceView): readonly LiveProviderSchema[] {
  const known = workspace.live('providerSchemas') ?? [];
  return known.length > 0 && belongsToLiveOmni(workspace, folder) ? known : [];
}

/** The fields of a class's data, with our words where we know them. */
export function dataFieldsOf(root: YamlNode | undefined, schemas: readonly LiveProviderSchema[]): FieldTable {
  const live = schemaFor(root, schemas);
  return (live && inOurWords(live.data).fields) ?? providerDataTable;
}

function schemaFor(root: YamlNode | undefined, schemas: readonly LiveProviderSchema[]): LiveProviderSchema | undefined {
  const id = providerIdOf(root);
  return schemas.find(({ provider }) => provider === id);
}

/** A schema with what we know of the fields of the Proxmox provider; other providers' fields may only be called the same. */
function inOurWords(schema: Field): Field {
  const isProxmox = Object.hasOwn(schema.fields ?? {}, 'storage_selector');
  return isProxmox ? explained(schema, { type: 'object', doc: '', fields: providerDataTable }) : schema;
}

function explained(field: Field, own: Field | undefined): Field {
  const fields = Object.entries(field.fields ?? {}).map(([key, inner]) => {
    const known = own?.fields && Object.hasOwn(own.fields, key) ? own.fields[key] : undefined;
    return [key, explained(inner, known)] as const;
  });
  const fallback = field.fallback ?? own?.fallback;
  return {
    ...field,
    doc: own?.doc ?? field.doc,
    ...(fallback === undefined ? {} : { fallback }),
    ...(field.fields ? { fields: Object.fromEntries(fields) } : {}),
    ...(field.items ? { items: explained(field.items, own?.items) } : {}),
  };
}
