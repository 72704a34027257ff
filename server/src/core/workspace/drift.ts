// Whether Argo CD will show an ExternalSecret as changed because of fields that External Secrets fills in.
import {
  type DefaultedField,
  defaultedFields,
  ignoreExpression,
  type ListPlace,
  listPlaces,
} from '../versions/external-secrets.ts';
import { isAtLeast, parseVersion, type Version } from '../versions/version.ts';
import { newestArgoCd } from './argocd-version.ts';
import { chartPins } from './chart-pins.ts';
import type { ApplicationFact, FactTypes, IgnoredDifference } from './facts.ts';
import type { FileIdentity } from './file.ts';
import { ownersOf } from './gitops.ts';
import { knownLive } from './live-cluster.ts';
import type { Derivation, WorkspaceView } from './view.ts';

/**
 * The versions of External Secrets that the workspace installs: the conventions' word, else those of its chart;
 * undefined among them where one is no exact version.
 */
export function externalSecretsVersions(view: WorkspaceView, folder: string): readonly (Version | undefined)[] {
  const agreed = view.conventions(folder).versions.externalSecrets;
  if (agreed !== undefined) return [parseVersion(agreed)];
  return chartPins(view, folder, 'external-secrets').map((pin) =>
    pin !== undefined && /^\d+\.\d+\.\d+/.test(pin) ? parseVersion(pin) : undefined,
  );
}

/** True when the workspace says which External Secrets it installs, and all of them are older than a release. */
export function isOlderExternalSecrets(
  view: WorkspaceView,
  folder: string,
  [major, minor, patch]: readonly [number, number, number],
): boolean {
  const installed = externalSecretsVersions(view, folder);
  return installed.length > 0 && installed.every((one) => one !== undefined && !isAtLeast(one, major, minor, patch));
}

/** The one version of External Secrets that the workspace installs; undefined where it says none, or several. */
function externalSecretsVersion(view: WorkspaceView, folder: string): Version | undefined {
  const [only, ...more] = externalSecretsVersions(view, folder);
  return more.length === 0 ? only : undefined;
}

/** The fields that External Secrets fills in, and who says so. */
export interface Defaults {
  /** As the subject of a sentence: `External Secrets 1.3`. */
  readonly said: string;
  fieldsOf(place: ListPlace): readonly DefaultedField[];
}

/** By the definition in the cluster that the file belongs to, which is exact; else by the version that the folder installs. */
export function defaultsInUse(view: WorkspaceView, file: FileIdentity): Defaults | undefined {
  const live = knownLive(view, file, 'externalSecretDefaults');
  if (live)
    return {
      said: 'External Secrets in the connected cluster',
      fieldsOf: (wanted) => live.filter(({ place }) => place === wanted),
    };
  const version = externalSecretsVersion(view, file.folder);
  return (
    version && {
      said: `External Secrets ${version.major}.${version.minor}`,
      fieldsOf: (place) => defaultedFields(place, version),
    }
  );
}

/** True when Argo CD as a whole is told to overlook these differences, by a file or in the cluster the file belongs to. */
export function overlooksEverywhere(
  view: WorkspaceView,
  file: FileIdentity,
  kind: FilledKind = 'ExternalSecret',
): boolean {
  const own = `resource.customizations.ignoreDifferences.external-secrets.io_${kind}`;
  return (
    view
      .facts('argocd-setting')
      .some(({ fact }) => fact.name === own || overlooksExternalSecrets(fact.name, fact.data.value)) ||
    knownLive(view, file, 'argocd')?.overlooksExternalSecrets === true
  );
}

/** Whether a setting of `argocd-cm` or `argocd-cmd-params-cm` makes all Applications overlook these differences. */
export function overlooksExternalSecrets(name: string, value: string): boolean {
  if (name === 'controller.diff.server.side') return value === 'true';
  // The older way: one key with a map of kinds.
  if (name === 'resource.customizations')
    return value.includes('ignoreDifferences') && /external-secrets\.io\/|\*\//.test(value);
  return /^resource\.customizations\.ignoreDifferences\.(?:all|external-secrets\.io_(?:ExternalSecret|\*))$/.test(name);
}

/** True when the Application compares on the server, where defaults are no difference. */
function comparesOnServer(app: ApplicationFact): boolean {
  return app.compareOptions.includes('ServerSideDiff=true');
}

/**
 * Whether defaults inside list items show as a difference; `likely` where nobody says which Argo CD runs. Its own diff
 * takes what Git does not have out of the live object, in lists too. From 2.5 to 3.5 what is applied on the server was
 * compared by the owners of fields instead, to whom a list is one value; later ones ask the server (argo-cd
 * gitops-engine/pkg/diff/diff.go, controller/state.go).
 */
export function showsListDefaults(
  view: WorkspaceView,
  file: FileIdentity,
  app: ApplicationFact,
  secret: Pick<FactTypes['external-secret'], 'serverSideApply'>,
): 'certain' | 'likely' | undefined {
  const isApplied = app.syncOptions.includes('ServerSideApply=true') || secret.serverSideApply === true;
  if (!isApplied || comparesOnServer(app)) return undefined;
  const newest = newestArgoCd(view, file)?.minor;
  if (!newest) return 'likely';
  const [major, minor] = newest;
  return (major === 2 && minor >= 5) || (major === 3 && minor <= 5) ? 'certain' : undefined;
}

export interface Drift {
  readonly place: ListPlace;
  readonly missing: readonly DefaultedField[];
}

/** The fields that External Secrets will fill in because some item of the list does not write them. */
export function driftOf(secret: Pick<FactTypes['external-secret'], 'written'>, defaults: Defaults): readonly Drift[] {
  return listPlaces.flatMap((place) => {
    const written = secret.written[place];
    if (!written) return [];
    const missing = defaults.fieldsOf(place).filter(({ field }) => !written.includes(field));
    return missing.length > 0 ? [{ place, missing }] : [];
  });
}

/** The kinds whose lists External Secrets fills in; the second has the specification of the first inside its own. */
export type FilledKind = 'ExternalSecret' | 'ClusterExternalSecret';

/** The entries of an Application that concern ExternalSecrets of a name. */
export function entriesFor(
  app: ApplicationFact,
  name: string,
  kind: FilledKind = 'ExternalSecret',
): readonly IgnoredDifference[] {
  return app.ignoreDifferences.filter(
    (entry) =>
      (entry.group === 'external-secrets.io' || entry.group === '*') &&
      (entry.kind === kind || entry.kind === '*') &&
      (entry.name === undefined || entry.name === name),
  );
}

/** The expressions an Application lacks to overlook all of a secret's drift. */
export function lackingExpressions(
  app: ApplicationFact,
  name: string,
  drift: readonly Drift[],
  kind: FilledKind = 'ExternalSecret',
): readonly string[] {
  const entries = entriesFor(app, name, kind);
  const above = kind === 'ExternalSecret' ? '.spec' : '.spec.externalSecretSpec';
  if (entries.some((entry) => entry.managers.length > 0)) return [];
  const present = new Set<string>();
  for (const entry of entries) {
    for (const text of entry.expressions) {
      const paths = plainPaths(text);
      // An expression that is more than paths may overlook anything.
      if (!paths) return [];
      for (const path of paths) present.add(path);
    }
    for (const pointer of entry.pointers) present.add(pathOfPointer(pointer));
  }
  return drift.flatMap(({ place, missing }) =>
    missing
      .filter(({ field }) => !prefixes(`${above}.${place}.${field}`).some((path) => present.has(path)))
      .map(({ field }) => ignoreExpression(place, field, above)),
  );
}

/** The paths of a jq expression without `?`; undefined when it is more than a list of paths. */
function plainPaths(expression: string): readonly string[] | undefined {
  const text = expression
    .replaceAll(/[\s?]/g, '')
    .replaceAll('|.', '.')
    .replaceAll('.[', '[')
    .replaceAll(/\["([\w-]+)"\]/g, '.$1')
    .replaceAll(/\[\d+\]/g, '[]');
  // Behind a pipe, what commas part are paths below what stands before it.
  const isPlain = /^[\w.[\],-]+$/.test(text) && !(expression.includes('|') && text.includes(','));
  return isPlain ? text.split(',') : undefined;
}

/** `/spec/data/0/remoteRef` as `.spec.data[].remoteRef`: an index counts for the whole list, another rule speaks of it. */
function pathOfPointer(pointer: string): string {
  return pointer
    .replaceAll(/\/\d+(?=\/|$)/g, '[]')
    .replaceAll('/', '.')
    .replaceAll('~1', '/');
}

/** A path and everything that holds it: `.a[].b` gives `.a[].b`, `.a[]`, `.a`. */
function prefixes(path: string): readonly string[] {
  const found: string[] = [];
  for (let rest = path; rest !== ''; rest = rest.replace(/(?:\[\]|\.[^.[]+)$/, '')) found.push(rest);
  return found;
}

export interface OwnedSecret extends Pick<FactTypes['external-secret'], 'written' | 'serverSideApply'> {
  readonly name: string;
}

/** The ExternalSecrets that an Application applies. */
export function externalSecretsOf(view: WorkspaceView, uri: string, application: string): readonly OwnedSecret[] {
  return view.derive(ownedSecrets).get(`${uri}\n${application}`) ?? [];
}

const ownedSecrets: Derivation<ReadonlyMap<string, readonly OwnedSecret[]>> = {
  name: 'external-secrets-by-application',
  compute(view) {
    const found = new Map<string, OwnedSecret[]>();
    for (const { file, fact } of view.facts('external-secret')) {
      for (const owner of ownersOf(view, file)) {
        const key = `${owner.file.uri}\n${owner.fact.name}`;
        const list = found.get(key);
        const { written, serverSideApply = false } = fact.data;
        const secret = { name: fact.name, written, serverSideApply };
        if (list) list.push(secret);
        else found.set(key, [secret]);
      }
    }
    return found;
  },
};
