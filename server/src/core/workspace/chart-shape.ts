// Which values a chart has: one that lies in the workspace, with the charts it brings along, or one of the table.
import { chartName } from '../kinds/chart-pins.ts';
import { chartValues } from '../schema/chart-values.ts';
import type { FieldTable } from '../schema/fields.ts';
import type { ChartFact, ChartKey, ChartKeysFact } from './chart-facts.ts';
import type { ApplicationSource } from './facts.ts';
import { belongsToFolder, cleanPath } from './gitops.ts';
import { pathIndex } from './path-index.ts';
import { type Derivation, resolvePath, type WorkspaceView } from './view.ts';

export interface ChartShape {
  readonly name: string;
  readonly keys: readonly ChartKey[];
  /** `table`: all keys are known. `seen`: so is everything that reads the values. `part`: something else may read them. */
  readonly known: 'table' | 'seen' | 'part';
  /** What its templates read, as `ChartTemplateFact` has it. */
  readonly paths: ReadonlySet<string>;
  /** Names that its files mention. */
  readonly words: ReadonlySet<string>;
  /** The charts it brings along by the key of their values; undefined for those that are not in the workspace. */
  readonly charts: ReadonlyMap<string, ChartShape | undefined>;
}

/** Where a chart is found: in a folder, or in the table by its name. */
export type ChartPlace = { readonly folder: string; readonly base: string } | { readonly table: string };

/** The chart of a source; undefined where its values are not known, or may be others at the source's revision. */
export function chartPlaceOf(view: WorkspaceView, source: ApplicationSource): ChartPlace | undefined {
  if (source.chart !== undefined || source.repoURL?.startsWith('oci://')) {
    const name = chartName(source.chart ?? source.repoURL ?? '');
    return Object.hasOwn(chartValues, name) ? { table: name } : undefined;
  }
  if (source.path === undefined || source.tool === 'kustomize' || source.tool === 'plugin') return undefined;
  const folder = folderOf(view, source);
  return folder === undefined ? undefined : { folder, base: cleanPath(source.path) };
}

function folderOf(view: WorkspaceView, source: ApplicationSource): string | undefined {
  if (!['', 'HEAD', 'main', 'master'].includes(source.targetRevision ?? '')) return undefined;
  const whole = { ...source, path: source.path ?? '' };
  return view.folders().find(({ uri }) => belongsToFolder(view, whole, uri))?.uri;
}

/** What is known of a chart's values. */
export function shapeAt(view: WorkspaceView, place: ChartPlace): ChartShape | undefined {
  return 'table' in place ? shapeOfTable(place.table) : shapeInFolder(view, place.folder, place.base, 3);
}

const none: ReadonlySet<string> = new Set();

function shapeOfTable(name: string): ChartShape | undefined {
  const table = Object.hasOwn(chartValues, name) ? chartValues[name] : undefined;
  return table && { name, keys: keysOfTable(table), known: 'table', paths: none, words: none, charts: new Map() };
}

function keysOfTable(table: FieldTable): readonly ChartKey[] {
  return Object.entries(table).map(([key, { fields }]) => ({ key, ...(fields ? { keys: keysOfTable(fields) } : {}) }));
}

function shapeInFolder(view: WorkspaceView, folder: string, base: string, depth: number): ChartShape | undefined {
  const chart = view.derive(chartFiles).get(`${folder}\n${base}`);
  const at = base === '' ? '' : `${base}/`;
  // Old charts name their dependencies in a file of its own; one without values of its own says nothing of any.
  if (!chart?.keys || chart.fact.isLibrary || depth === 0 || view.exists(folder, `${at}requirements.yaml`) !== false)
    return undefined;
  const { dependencies } = chart.fact;
  const charts = new Map(
    dependencies.map(({ key, name, words }) => {
      const shape = shapeInFolder(view, folder, `${at}charts/${name}`, depth - 1);
      // A condition such as `wiki.enabled` reads a value that the chart itself may not have.
      return [key, shape && { ...shape, words: new Set([...shape.words, ...words]) }];
    }),
  );
  const isSeen =
    view.exists(folder, `${at}values.schema.json`) === false &&
    hasOnlyTemplates(view, folder, `${at}templates`, chart.templates) &&
    // A library may read the values of the chart that uses it.
    (chart.templates.size === 0 || [...charts.values()].every((shape) => shape !== undefined));
  return {
    name: chart.name,
    keys: chart.keys.keys,
    known: isSeen ? 'seen' : 'part',
    paths: chart.paths,
    words: new Set([...chart.words, ...chart.keys.words, ...dependencies.flatMap(({ words }) => words)]),
    charts,
  };
}

/** True where every file of a chart's templates was read. */
function hasOnlyTemplates(view: WorkspaceView, folder: string, templates: string, read: ReadonlySet<string>): boolean {
  const byDirectory = pathIndex(view, folder)?.byDirectory;
  const isRead = (path: string): boolean => {
    const below = byDirectory?.get(path);
    return below ? below.every((name) => isRead(`${path}/${name}`)) : read.has(path) || path.endsWith('/NOTES.txt');
  };
  return (byDirectory?.get(templates) ?? []).every((name) => isRead(`${templates}/${name}`));
}

interface ChartFiles {
  readonly name: string;
  readonly fact: ChartFact;
  keys?: ChartKeysFact;
  readonly templates: Set<string>;
  readonly paths: Set<string>;
  readonly words: Set<string>;
}

/** The charts of the workspace, by folder and path. */
const chartFiles: Derivation<ReadonlyMap<string, ChartFiles>> = {
  name: 'chart-files',
  compute(view) {
    const found = new Map<string, ChartFiles>();
    for (const { file, fact } of view.facts('chart')) {
      if (!/(?:^|\/)Chart\.yaml$/.test(file.path)) continue;
      const { name, data } = fact;
      const empty = { templates: new Set<string>(), paths: new Set<string>(), words: new Set<string>() };
      found.set(`${file.folder}\n${parentOf(file.path)}`, { name, fact: data, ...empty });
    }
    for (const { file, fact } of view.facts('chart-keys')) {
      const chart = found.get(`${file.folder}\n${parentOf(file.path)}`);
      if (chart) chart.keys = fact.data;
    }
    for (const { file, fact } of view.facts('chart-template')) {
      const chart = chartOfTemplate(found, file.folder, file.path);
      chart?.templates.add(file.path);
      for (const path of fact.data.paths) chart?.paths.add(path);
      for (const word of fact.data.words) chart?.words.add(word);
    }
    return found;
  },
};

/** The chart nearest to a template. */
function chartOfTemplate(charts: Map<string, ChartFiles>, folder: string, path: string): ChartFiles | undefined {
  for (let base = parentOf(path); base !== ''; base = parentOf(base)) {
    if (base !== 'templates' && !base.endsWith('/templates')) continue;
    const chart = charts.get(`${folder}\n${parentOf(base)}`);
    if (chart) return chart;
  }
  return undefined;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The chart that a file of values is given to; undefined where there is none, or where several differ. */
export function chartOfValues(view: WorkspaceView, folder: string, path: string): ChartPlace | undefined {
  const places = view.derive(valuesFiles).get(`${folder}\n${path}`) ?? [];
  const [first] = places;
  return places.every((place) => JSON.stringify(place) === JSON.stringify(first)) ? first : undefined;
}

/** The charts that take a file as values; undefined for one that is not known. */
const valuesFiles: Derivation<ReadonlyMap<string, readonly (ChartPlace | undefined)[]>> = {
  name: 'charts-of-values-files',
  compute(view) {
    const found = new Map<string, (ChartPlace | undefined)[]>();
    for (const { fact } of view.facts('application')) {
      for (const source of fact.data.sources) {
        const place = source.valueFiles && chartPlaceOf(view, source);
        for (const written of source.valueFiles ?? []) {
          const file = valuesFileOf(view, fact.data.sources, source, written);
          if (file !== undefined) found.set(file, [...(found.get(file) ?? []), place]);
        }
      }
    }
    return found;
  },
};

/** A file of values by folder and path: below the source's path, from the repository's top, or in another source. */
function valuesFileOf(
  view: WorkspaceView,
  sources: readonly ApplicationSource[],
  source: ApplicationSource,
  written: string,
): string | undefined {
  if (/:\/\/|[*?[{]/.test(written)) return undefined;
  const [, ref, inRef = ''] = /^\$([\w-]+)\/(.+)$/.exec(written) ?? [];
  const holder = ref === undefined ? source : sources.find((candidate) => candidate.ref === ref);
  const folder = holder && folderOf(view, holder);
  if (folder === undefined) return undefined;
  const base = cleanPath(source.path ?? '');
  const isFromTop = ref !== undefined || written.startsWith('/');
  const path = isFromTop
    ? cleanPath(ref === undefined ? written : inRef)
    : resolvePath(base === '' ? 'x' : `${base}/x`, written);
  return `${folder}\n${path}`;
}
