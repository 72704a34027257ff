// Which field table describes the place a cursor is in: that of the document, or of the document inside a scalar there.
import { conventionsTable } from '../kinds/conventions.ts';
import type { Kind } from '../kinds/kind.ts';
import { providerDataOf } from '../kinds/machine-class.ts';
import { templateTable } from '../schema/cluster-template.ts';
import { externalSecretSpec } from '../schema/external-secrets.ts';
import type { FieldTable } from '../schema/fields.ts';
import { metadataTable, specTable } from '../schema/machine-class.ts';
import { providerConfigTable } from '../schema/provider-config.ts';
import { providerField, storeSpec } from '../schema/secret-stores.ts';
import { componentTable, initiativeTable } from '../schema/spec.ts';
import type { SourceDocument } from '../workspace/file.ts';
import type { LiveProviderSchema } from '../workspace/live.ts';
import { dataFieldsOf } from '../workspace/provider-schema.ts';
import type { YamlNode } from '../yaml/nodes.ts';
import { columnOf, holds } from './cursor.ts';
import { talosPlaceAt } from './talos-place.ts';

export interface TablePlace {
  readonly table: FieldTable;
  /** The tree the table describes, in the document's coordinates. */
  readonly root: YamlNode | undefined;
  /** The key below which the table begins; undefined where it begins at the document's root. */
  readonly below?: string;
}

const machineClassTable: FieldTable = {
  metadata: {
    type: 'object',
    required: true,
    fields: metadataTable,
    doc: 'Identity of the resource: namespace, type, id.',
  },
  spec: { type: 'object', required: true, fields: specTable, doc: 'How the class gets its machines.' },
};

const externalSpec = {
  type: 'object',
  required: true,
  fields: externalSecretSpec,
  doc: 'What is read, and the Secret that is written.',
} as const;
const storeFields = { ...storeSpec, provider: providerField } as const;
const storeTable: FieldTable = {
  spec: { type: 'object', required: true, fields: storeFields, doc: 'Where secrets are kept, and how to sign in.' },
};

const externalSecretsTable: Partial<Record<Kind, FieldTable>> = {
  'external-secret': { spec: externalSpec },
  'secret-store': storeTable,
  'cluster-secret-store': storeTable,
};

/** Kinds that one table describes from the root on. */
const wholeTables: Partial<Record<Kind, FieldTable>> = {
  ...externalSecretsTable,
  'provider-config': providerConfigTable,
  'initiative-spec': initiativeTable,
  'component-spec': componentTable,
};

/** @param offset in the document's coordinates @param schemas what providers registered, for the data of their classes */
export function tableAt(
  document: SourceDocument,
  offset: number,
  schemas: readonly LiveProviderSchema[] = [],
): TablePlace | undefined {
  const { root } = document.yaml;
  if (document.kind === 'conventions') return { table: conventionsTable, root };
  if (document.kind === 'machine-class') {
    const data = providerDataOf(root);
    const { text } = document;
    const inside = data?.pair.value.type === 'scalar' && holds(text, data.pair, offset);
    return inside && columnOf(text, offset) > columnOf(text, data.pair.key.span.start)
      ? { table: dataFieldsOf(root, schemas), root: data.map, below: 'providerdata' }
      : { table: machineClassTable, root };
  }
  const whole = wholeTables[document.kind];
  if (whole) return { table: whole, root };
  const talos = talosPlaceAt(document, offset);
  if (talos) return talos;
  const table = templateTable(document.kind);
  return table && { table, root };
}
