// Which version of each chart the GitOps bootstrap installs: the one that the repository's own Applications name, so that
// Argo CD changes nothing when it takes over, else one that is stated here.
import { readFile as readText } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ApplicationSource, Fact } from '../../core/workspace/facts.ts';
import { readFile } from '../../core/workspace/file.ts';
import { failed, ok, type Result } from '../fault.ts';
import { decodeText } from '../files/decode.ts';
import { folderRoot } from '../files/root.ts';
import { scanFolders } from '../files/scan.ts';
import { isAllowed, isExactVersion } from './version-range.ts';

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

/** A chart's version, or why none can be taken from the repository. */
export type ChartChoice = ChartVersion | { readonly problem: string };

/** What the Applications of a repository name for a chart. */
interface Named {
  readonly revision: string;
  /** Path of the file within the repository. */
  readonly file: string;
}

/**
 * Versions for a repository that holds `file`, which may be a folder; `given` wins over what the repository says. Fault:
 * `conflict` where the repository asks for something else than what could be installed.
 */
export async function chartVersions(file: string | undefined, given: GivenVersions): Promise<Result<ChartVersions>> {
  const choices = await chartChoices(file, given);
  const problems = Object.values(choices).flatMap((choice) => ('problem' in choice ? [choice.problem] : []));
  if (problems.length > 0)
    return failed('conflict', problems.join(' '), { next: 'Name one version of each (`--chart NAME=VERSION`).' });
  // None of them is a problem, as was just seen.
  return ok(choices as ChartVersions);
}

export type GivenVersions = Partial<Readonly<Record<ChartName, string>>>;

export async function chartChoices(
  file: string | undefined,
  given: GivenVersions,
): Promise<Readonly<Record<ChartName, ChartChoice>>> {
  const found = file === undefined ? new Map<string, Named>() : await namedIn(resolve(file));
  const of = (chart: ChartName): ChartChoice => {
    const own = given[chart];
    return own === undefined ? choose(chart, found.get(chart)) : { version: own, from: 'given' };
  };
  return {
    cilium: of('cilium'),
    'external-secrets': of('external-secrets'),
    longhorn: of('longhorn'),
    'argo-cd': of('argo-cd'),
  };
}

/** Only one exact version goes to helm: a range would install what is the latest today. */
function choose(chart: ChartName, named: Named | undefined): ChartChoice {
  const version = defaults[chart];
  if (!named) return { version, from: 'default' };
  const { revision, file } = named;
  if (isExactVersion(revision)) return { version: revision, from: file };
  const asks = `\`${file}\` asks for \`${revision.replaceAll(/[^ -_a-~]/g, '').slice(0, 40)}\``;
  if (isAllowed(revision, version)) return { version, from: `default; ${asks}` };
  return { problem: `${asks} as the version of \`${chart}\`, and the default ${version} is not that.` };
}

/** What the first Application with each chart in a repository names as its version. */
async function namedIn(file: string): Promise<ReadonlyMap<string, Named>> {
  const found = new Map<string, Named>();
  for (const folder of await scanFolders(await folderRoot(dirname(file)), { log: () => {} })) {
    for (const path of folder.readable) {
      if (!/\.ya?ml$/.test(path)) continue;
      const absolute = join(folder.path, path);
      for (const { chart, targetRevision } of await sourcesIn(absolute, path)) {
        if (chart === undefined || targetRevision === undefined || found.has(chart)) continue;
        found.set(chart, { revision: targetRevision, file: relative(folder.path, absolute) });
      }
    }
  }
  return found;
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
