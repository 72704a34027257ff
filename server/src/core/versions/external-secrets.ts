// Which fields the External Secrets CRD fills in inside list items. Argo CD compares list items whole, so each of them
// shows as a difference when the manifest leaves it out.
import { isAtLeast, type Version } from './version.ts';

export type ListPlace = 'data[].remoteRef' | 'dataFrom[].extract' | 'dataFrom[].find';

export interface DefaultedField {
  readonly field: string;
  readonly value: string;
}

/**
 * The defaulted fields of a place in ESO's ExternalSecret, by version (external-secrets config/crds at every tag;
 * removed from these places by commit 6965e61ed in 2.9.0).
 */
export function defaultedFields(place: ListPlace, version: Version): readonly DefaultedField[] {
  if (isAtLeast(version, 2, 9) || !isAtLeast(version, 0, 5)) return [];
  const fields: DefaultedField[] = [{ field: 'conversionStrategy', value: 'Default' }];
  if (isAtLeast(version, 0, 5, 8)) fields.push({ field: 'decodingStrategy', value: 'None' });
  if (isAtLeast(version, 0, 9, 8) && place !== 'dataFrom[].find')
    fields.push({ field: 'metadataPolicy', value: 'None' });
  if (isAtLeast(version, 2, 3) && !isAtLeast(version, 2, 7)) fields.push({ field: 'nullBytePolicy', value: 'Ignore' });
  return fields;
}

/** The jq expression by which Argo CD overlooks one of these fields; `[]?` also holds where the list is absent. */
export function ignoreExpression(place: ListPlace, field: string): string {
  return `.spec.${place.replace('[]', '[]?')}.${field}`;
}
