// Which version of each chart the GitOps bootstrap installs: the one that the repository's own Applications name, so that
// Argo CD changes nothing when it takes over, else one that is stated here.
import { readFile as readText } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ApplicationSource, Fact } from '../../core/workspace/facts.ts';
import { readFile } from '../../core/workspace/file.ts';
import { decodeText } from '../files/decode.ts';
import { folderRoot } from '../files/root.ts';
import { scanFolders } from '../files/scan.ts';

export const charts = ['cilium', 'external-secrets', 'longhorn', 'argo-cd'] as const;

export type ChartName = (typeof charts)[number];

export interface ChartVersion {
  readonly version: string;
  /** For people: a file of the repository, `given`, or `default`. */
  readonly from: string;
}

export type ChartVersions = Readonly<Record<ChartName, ChartVersion>>;

/** Releases that go together with the values in use here. Sources: the charts' own repositories. */
const defaults: Readonly<Record<ChartName, string>> = {
  cilium: '1.18.0',
  'external-secrets': '2.9.0',
  longhorn: '1.12.1',
  'argo-cd': '10.4.1',
};

/** Versions for a repository that holds `file`, which may be a folder; `given` wins over what the repository says. */
export async function chartVersions(
  file: string | undefined,
  given: Partial<Readonly<Record<ChartName, string>>>,
): Promise<ChartVersions> {
  const found = file === undefined ? new Map<string, ChartVersion>() : await versionsIn(resolve(file));
  const of = (chart: ChartName): ChartVersion => {
    const own = given[chart];
    return own === undefined
      ? (found.get(chart) ?? { version: defaults[chart], from: 'default' })
      : { version: own, from: 'given' };
  };
  return {
    cilium: of('cilium'),
    'external-secrets': of('external-secrets'),
    longhorn: of('longhorn'),
    'argo-cd': of('argo-cd'),
  };
}

/** The first version of each chart in the Applications of a repository. */
async function versionsIn(file: string): Promise<ReadonlyMap<string, ChartVersion>> {
  const versions = new Map<string, ChartVersion>();
  for (const folder of await scanFolders(await folderRoot(dirname(file)), { log: () => {} })) {
    for (const path of folder.readable) {
      if (!/\.ya?ml$/.test(path)) continue;
      const absolute = join(folder.path, path);
      for (const { chart, targetRevision } of await sourcesIn(absolute, path)) {
        if (chart === undefined || targetRevision === undefined || versions.has(chart)) continue;
        versions.set(chart, { version: targetRevision, from: relative(folder.path, absolute) });
      }
    }
  }
  return versions;
}

async function sourcesIn(absolute: string, path: string): Promise<readonly ApplicationSource[]> {
  const decoded = decodeText(await readText(absolute).catch(() => Buffer.from('')));
  if ('problem' in decoded) return [];
  const uri = pathToFileURL(absolute).href;
  const { documents } = readFile({ uri, folder: pathToFileURL(dirname(absolute)).href, path }, decoded.text);
  return documents.flatMap(({ document }) =>
    document.facts.flatMap((fact) => (isApplication(fact) ? fact.data.sources : [])),
  );
}

function isApplication(fact: Fact): fact is Fact<'application'> & Fact {
  return fact.type === 'application';
}
