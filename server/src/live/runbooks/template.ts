// What disaster recovery needs to know of a cluster template: the machines it asks for, and whether the nodes wait for a
// CNI that somebody has to install.
import { createHash } from 'node:crypto';
import { readFile as readText } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Fact, FactType } from '../../core/workspace/facts.ts';
import { readFile, type SourceFile } from '../../core/workspace/file.ts';
import { failed, ok, type Result } from '../fault.ts';
import { decodeText } from '../files/decode.ts';

export interface TemplateSet {
  /** Id of the machine set in Omni. */
  readonly id: string;
  readonly machineClass?: string;
  /** UUIDs of the machines that it names. */
  readonly machines?: readonly string[];
  /** Machines it asks for; absent for all there are. */
  readonly count?: number;
}

export interface TemplateFacts {
  readonly cluster: string;
  readonly sets: readonly TemplateSet[];
  /** The template turns the CNI off: nodes stay not ready until one is installed. */
  readonly withoutCni: boolean;
  /** SHA-256 of the template's text, to notice that it was changed during a run. */
  readonly digest: string;
}

/** Reads a template and the patch files it names. Faults: `not-found`, `unreadable` when it is no cluster template. */
export async function readTemplate(path: string): Promise<Result<TemplateFacts>> {
  const file = await read(path);
  if (!file.ok) return file;
  const [template] = factsOf(file.value, 'cluster-template');
  if (!template || template.name === '')
    return failed('unreadable', `\`${path}\` is no cluster template with a name.`, {
      next: 'Name the file whose first document has `kind: Cluster`.',
    });
  const cluster = template.name;
  const sets = factsOf(file.value, 'machine-set').map(({ name, data }): TemplateSet => {
    const { machineClass, machines, count } = data;
    return {
      id: `${cluster}-${name}`,
      ...(machineClass === undefined ? {} : { machineClass }),
      ...(machines.length === 0 ? {} : { machines }),
      ...(count === undefined ? {} : { count }),
    };
  });
  const cni = await cniOf(path, file.value);
  const digest = createHash('sha256').update(file.value.text).digest('hex');
  return ok({ cluster, sets, withoutCni: cni === 'none', digest });
}

/** Machines that all sets together ask for; a set without a number counts as one at least. */
export function expectedMachines({ sets }: Pick<TemplateFacts, 'sets'>): number {
  return sets.reduce((sum, { count }) => sum + (count ?? 1), 0);
}

/** The last word of the template's patches, inline or in files, on the CNI. A patch file that is absent says nothing. */
async function cniOf(path: string, file: SourceFile): Promise<string | undefined> {
  const inline = factsOf(file, 'patch-network').flatMap(({ data }) => data.cni ?? []);
  const named = factsOf(file, 'patch-use').map(({ name }) => resolve(dirname(path), name));
  const patches = await Promise.all([...new Set(named)].map(read));
  const written = patches.flatMap((patch) => (patch.ok ? factsOf(patch.value, 'patch-network') : []));
  return [...inline, ...written.flatMap(({ data }) => data.cni ?? [])].at(-1);
}

async function read(path: string): Promise<Result<SourceFile>> {
  const absolute = resolve(path);
  try {
    const decoded = decodeText(await readText(absolute));
    if ('problem' in decoded) return failed('unreadable', `\`${path}\`: ${decoded.problem}`);
    const identity = { uri: pathToFileURL(absolute).href, folder: pathToFileURL(dirname(absolute)).href };
    return ok(readFile({ ...identity, path: absolute.split(/[/\\]/).at(-1) ?? absolute }, decoded.text));
  } catch {
    return failed('not-found', `\`${path}\` can not be read.`);
  }
}

function factsOf<T extends FactType>(file: SourceFile, type: T): readonly Fact<T>[] {
  return file.documents.flatMap(({ document }) =>
    document.facts.filter((fact): fact is Fact<T> & Fact => fact.type === type),
  );
}
