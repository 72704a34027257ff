// Reads from what the API server sent what findings compare files with.

import { listPlaces } from '../../core/versions/external-secrets.ts';
import { isApplicationHealthCheck } from '../../core/workspace/application-waves.ts';
import { overlooksExternalSecrets } from '../../core/workspace/drift.ts';
import type { LiveArgoCd, LiveDefault, LiveProject, LiveService } from '../../core/workspace/live.ts';
import type { LiveObject } from '../status/facts.ts';
import { fieldOf, listOf, numberOf, present, textOf, textsOf } from '../status/read.ts';
import { isRecord } from './objects.ts';
import type { TableRow } from './questions.ts';

export function readProject({ metadata: { name, namespace = '' }, spec }: LiveObject): LiveProject {
  return { name, namespace, sourceNamespaces: textsOf(spec, 'sourceNamespaces') };
}

export function readService({ metadata: { name }, spec }: LiveObject): LiveService {
  const ports = listOf(spec, 'ports').map((port) => {
    const text = textOf(port, 'name');
    const number = numberOf(port, 'port');
    return { ...(text === undefined ? {} : { name: text }), ...(number === undefined ? {} : { number }) };
  });
  return { name, ports };
}

/** An APIGroupDiscoveryList as `group/Kind`; undefined when it is none. Source: k8s.io/api/apidiscovery/v2. */
export function readKinds(value: unknown): readonly string[] | undefined {
  if (textOf(value, 'kind') !== 'APIGroupDiscoveryList') return undefined;
  const kinds = listOf(value, 'items').flatMap((group) => {
    const name = textOf(group, 'metadata', 'name') ?? '';
    const resources = listOf(group, 'versions').flatMap((version) => listOf(version, 'resources'));
    return resources.flatMap((resource) => {
      const kind = textOf(resource, 'responseKind', 'kind');
      return kind === undefined ? [] : [`${name}/${kind}`];
    });
  });
  return [...new Set(kinds)].sort();
}

/** What the definition of ExternalSecret fills in inside lists; undefined when it is none that can be read. */
export function readDefaults(definition: unknown): readonly LiveDefault[] | undefined {
  const versions = listOf(definition, 'spec', 'versions').filter((version) => fieldOf(version, 'served') === true);
  const version = versions.find((each) => textOf(each, 'name') === 'v1') ?? versions[0];
  const spec = fieldOf(version, 'schema', 'openAPIV3Schema', 'properties', 'spec');
  if (!isRecord(fieldOf(spec, 'properties', 'data'))) return undefined;
  return listPlaces.flatMap((place) => {
    const properties = fieldOf(schemaAt(spec, place), 'properties');
    return Object.entries(isRecord(properties) ? properties : {}).flatMap(([field, schema]) => {
      const value = yamlOf(fieldOf(schema, 'default'));
      return value === undefined ? [] : [{ place, field, value }];
    });
  });
}

/** The schema at a path such as `data[].remoteRef`. */
function schemaAt(schema: unknown, place: string): unknown {
  const steps = place.match(/\[\]|[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>(
    (at, step) => (step === '[]' ? fieldOf(at, 'items') : fieldOf(at, 'properties', step)),
    schema,
  );
}

/** A default as YAML; undefined for none, and for one that is no single value. */
function yamlOf(value: unknown): string | undefined {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  const isPlain = /^[A-Za-z][\w./-]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}

/** Settings of a ConfigMap. */
export function readSettings(configMap: unknown): ReadonlyMap<string, string> {
  const data = fieldOf(configMap, 'data');
  const entries = Object.entries(isRecord(data) ? data : {});
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** @param settings of `argocd-cm` and @param parameters of `argocd-cmd-params-cm`; undefined where they may not be read */
export function readArgoCd(
  settings: ReadonlyMap<string, string> | undefined,
  parameters: ReadonlyMap<string, string> | undefined,
  controllers: readonly TableRow[] | undefined,
): LiveArgoCd | undefined {
  const version = versionOf(controllers ?? []);
  const all = [...(settings ?? []), ...(parameters ?? [])];
  const overlooks = all.some(([name, value]) => overlooksExternalSecrets(name, value));
  const found: LiveArgoCd = {
    ...(version === undefined ? {} : { version }),
    ...(settings
      ? { applicationsWait: [...settings].some(([name, value]) => isApplicationHealthCheck(name, value)) }
      : {}),
    ...(overlooks || (settings && parameters) ? { overlooksExternalSecrets: overlooks } : {}),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

/** The version that all application controllers have, by the tags of their images. */
function versionOf(controllers: readonly TableRow[]): string | undefined {
  const images = controllers.flatMap(({ Images: images }) => (typeof images === 'string' ? images.split(',') : []));
  const versions = present(images.map((image) => /(?:^|\/)argocd:v?(\d+\.\d+\.\d+[^@]*)/.exec(image)?.[1]));
  const [only, ...more] = new Set(versions);
  return more.length === 0 ? only : undefined;
}
