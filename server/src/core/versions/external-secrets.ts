// Which fields the External Secrets CRD fills in inside list items. Where Argo CD compares a list as one value, each of
// them shows as a difference when the manifest leaves it out.
import { isAtLeast, type Version } from './version.ts';

export const listPlaces = [
  'data[].remoteRef',
  'data[].sourceRef.generatorRef',
  'dataFrom[].extract',
  'dataFrom[].find',
  'dataFrom[].sourceRef.generatorRef',
  'dataFrom[].rewrite[].merge',
  'target.template.templateFrom[]',
  'target.template.templateFrom[].configMap.items[]',
  'target.template.templateFrom[].secret.items[]',
] as const;

export type ListPlace = (typeof listPlaces)[number];

export interface DefaultedField {
  readonly field: string;
  readonly value: string;
}

/**
 * The defaulted fields of a place in ESO's ExternalSecret, by version (external-secrets config/crds at every tag; those
 * of remoteRef, extract and find were removed by commit 6965e61ed in 2.9.0).
 */
export function defaultedFields(place: ListPlace, version: Version): readonly DefaultedField[] {
  const since = (major: number, minor: number, patch = 0): boolean => isAtLeast(version, major, minor, patch);
  switch (place) {
    case 'data[].sourceRef.generatorRef':
    case 'dataFrom[].sourceRef.generatorRef':
      return since(0, 7) ? [{ field: 'apiVersion', value: 'generators.external-secrets.io/v1alpha1' }] : [];
    case 'dataFrom[].rewrite[].merge':
      return since(0, 18, 1)
        ? [
            { field: 'conflictPolicy', value: 'Error' },
            { field: 'into', value: '""' },
            ...(since(0, 20, 2) ? [{ field: 'priorityPolicy', value: 'Strict' }] : []),
            { field: 'strategy', value: 'Extract' },
          ]
        : [];
    case 'target.template.templateFrom[]':
      return [
        ...(since(0, 7, 1) ? [{ field: 'target', value: 'Data' }] : []),
        ...(since(2, 7) && !since(2, 9) ? [{ field: 'valuesDecodingStrategy', value: 'None' }] : []),
      ];
    case 'target.template.templateFrom[].configMap.items[]':
    case 'target.template.templateFrom[].secret.items[]':
      return since(0, 7, 1) ? [{ field: 'templateAs', value: 'Values' }] : [];
    default:
      return remoteFields(place, version);
  }
}

function remoteFields(place: ListPlace, version: Version): readonly DefaultedField[] {
  if (isAtLeast(version, 2, 9) || !isAtLeast(version, 0, 5)) return [];
  const fields: DefaultedField[] = [{ field: 'conversionStrategy', value: 'Default' }];
  if (isAtLeast(version, 0, 5, 8)) fields.push({ field: 'decodingStrategy', value: 'None' });
  if (isAtLeast(version, 0, 9, 8) && place !== 'dataFrom[].find')
    fields.push({ field: 'metadataPolicy', value: 'None' });
  if (isAtLeast(version, 2, 3) && !isAtLeast(version, 2, 7)) fields.push({ field: 'nullBytePolicy', value: 'Ignore' });
  return fields;
}

/** The jq expression by which Argo CD overlooks one of these fields; `[]?` also holds where the list is absent. */
export function ignoreExpression(place: ListPlace, field: string, above = '.spec'): string {
  return `${above}.${place.replaceAll('[]', '[]?')}.${field}`;
}

/** The API version that this release of External Secrets serves for stores and ExternalSecrets. */
export function servesV1(version: Version): boolean {
  return isAtLeast(version, 0, 16);
}

/** From this release on, `v1beta1` is listed in the CRD but no longer served. */
export function refusesV1beta1(version: Version): boolean {
  return isAtLeast(version, 0, 17);
}
