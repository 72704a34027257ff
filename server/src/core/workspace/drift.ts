// Whether Argo CD will show an ExternalSecret as changed because of fields that External Secrets fills in.
import {
  type DefaultedField,
  defaultedFields,
  ignoreExpression,
  type ListPlace,
} from '../versions/external-secrets.ts';
import { parseVersion, type Version } from '../versions/version.ts';
import type { ApplicationFact, FactTypes, IgnoredDifference } from './facts.ts';
import type { WorkspaceView } from './view.ts';

/**
 * The version of External Secrets that the workspace installs: the conventions' word, else the exact version of its
 * chart; undefined when neither says it, or charts differ.
 */
export function externalSecretsVersion(view: WorkspaceView, folder: string): Version | undefined {
  const agreed = view.conventions(folder).versions.externalSecrets;
  if (agreed !== undefined) return parseVersion(agreed);
  const pins = view.facts('application').flatMap(({ file, fact }) => {
    if (file.folder !== folder) return [];
    return fact.data.sources.flatMap((source) =>
      source.chart === 'external-secrets' ? [source.targetRevision ?? ''] : [],
    );
  });
  const [first] = pins;
  return first !== undefined && pins.every((pin) => pin === first) && /^v?\d+\.\d+\.\d+/.test(first)
    ? parseVersion(first)
    : undefined;
}

/** True when Argo CD as a whole is told to overlook these differences. */
export function overlooksEverywhere(view: WorkspaceView): boolean {
  return view.facts('argocd-setting').some(({ fact }) => {
    if (fact.name === 'controller.diff.server.side') return fact.data.value === 'true';
    return /^resource\.customizations\.ignoreDifferences\.(?:all|external-secrets\.io_ExternalSecret)$/.test(fact.name);
  });
}

/** True when the Application compares on the server, where defaults are no difference. */
export function comparesOnServer(app: ApplicationFact): boolean {
  return app.compareOptions.includes('ServerSideDiff=true');
}

export interface Drift {
  readonly place: ListPlace;
  readonly missing: readonly DefaultedField[];
}

/** The fields that External Secrets will fill in because some item of the list does not write them. */
export function driftOf(secret: FactTypes['external-secret'], version: Version): readonly Drift[] {
  const places: readonly ListPlace[] = ['data[].remoteRef', 'dataFrom[].extract', 'dataFrom[].find'];
  return places.flatMap((place) => {
    const written = secret.written[place];
    if (!written) return [];
    const missing = defaultedFields(place, version).filter(({ field }) => !written.includes(field));
    return missing.length > 0 ? [{ place, missing }] : [];
  });
}

/** The entries of an Application that concern ExternalSecrets of a name. */
export function entriesFor(app: ApplicationFact, name: string): readonly IgnoredDifference[] {
  return app.ignoreDifferences.filter(
    (entry) =>
      (entry.group === 'external-secrets.io' || entry.group === '*') &&
      (entry.kind === 'ExternalSecret' || entry.kind === '*') &&
      (entry.name === undefined || entry.name === name),
  );
}

/** The expressions an Application lacks to overlook all of a secret's drift. */
export function lackingExpressions(app: ApplicationFact, name: string, drift: readonly Drift[]): readonly string[] {
  const entries = entriesFor(app, name);
  if (entries.some((entry) => entry.managers.length > 0)) return [];
  const present = new Set(entries.flatMap((entry) => entry.expressions.map((text) => text.replaceAll('?', ''))));
  // A wider expression or a pointer to the whole list overlooks everything in it.
  const coversAll = (list: string): boolean =>
    [`.spec.${list}`, `.spec.${list}[]`].some((text) => present.has(text)) ||
    entries.some((entry) => entry.pointers.includes(`/spec/${list}`));
  return drift.flatMap(({ place, missing }) => {
    const list = place.slice(0, place.indexOf('['));
    if (coversAll(list) || present.has(`.spec.${place}`)) return [];
    return missing
      .map(({ field }) => ignoreExpression(place, field))
      .filter((text) => !present.has(text.replaceAll('?', '')));
  });
}
