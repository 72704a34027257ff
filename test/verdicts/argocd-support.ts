// The recorded verdicts, a line each, and how they lie beside our findings.
import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import type { Span } from '../../server/src/core/text/span.ts';
import { keyText, type YamlNode } from '../../server/src/core/yaml/nodes.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';
import { identify, openFiles } from '../support/fixtures.ts';
import { readRows } from '../support/verdicts.ts';

export interface Row {
  /** The `spec` of an object of this kind, in which the words of the first row stand for longer text. */
  readonly Application?: string;
  readonly ApplicationSet?: string;
  readonly AppProject?: string;
  /** A whole object. */
  readonly yaml?: string;
  /** The fields that the API server refuses. */
  readonly api?: readonly string[];
  /** The reason why Argo CD refuses what the API server takes. */
  readonly argo?: string;
  readonly words?: Readonly<Record<string, string>>;
  readonly texts?: readonly string[];
  readonly names?: readonly string[];
  readonly urls?: readonly string[];
  readonly glob?: string;
  readonly separator?: string;
  readonly pattern?: string;
  /** A digit for each of the texts or names: 1 where it fits, e where the pattern cannot be read. */
  readonly fits?: string;
  readonly url?: string;
  readonly normal?: string;
  readonly source?: string;
  readonly permits?: string | boolean;
  /** A cluster's address and name, and a namespace. */
  readonly destination?: readonly [string, string, string];
  /** Group, kind, name. */
  readonly object?: readonly [string, string, string];
  readonly of?: unknown;
  readonly schedule?: string;
  readonly duration?: string;
  readonly jq?: string;
  readonly ok?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly wave?: number;
  readonly hooks?: readonly string[];
  readonly ignored?: boolean;
  readonly policies?: readonly string[];
}

export const rows = readRows<Row>(new URL('argocd.jsonl', import.meta.url));

/** The rows that have a key, with its value. */
export function rowsWith<K extends keyof Row>(key: K): readonly { row: Row; value: NonNullable<Row[K]> }[] {
  return rows.flatMap((row) => {
    const value = row[key];
    return value === undefined || value === null ? [] : [{ row, value }];
  });
}

const words = Object.entries(rowsWith('words')[0]?.value ?? {});

/** The object of a row as it would stand in a file; undefined for rows of other sorts. */
export function objectOf(row: Row): string | undefined {
  if (row.yaml !== undefined) return row.yaml;
  for (const kind of ['Application', 'ApplicationSet', 'AppProject'] as const) {
    const spec = row[kind];
    if (spec === undefined) continue;
    const text = words.reduce((short, [word, whole]) => short.replaceAll(word, whole), spec);
    return `apiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nmetadata: {name: a, namespace: argocd}\nspec: ${text}\n`;
  }
  return undefined;
}

const rules = allRules.filter(({ id }) => id.startsWith('argocd/'));

/** What the rules of Argo CD say of one file. */
export function findingsOf(text: string): readonly Finding[] {
  return openFiles(new Map([['a.yaml', text]]), rules).findings(identify('a.yaml').uri);
}

/** Where a field of the API server's stands; for one that is absent, what should hold it. */
export function placeOf(text: string, path: string): Span {
  let node: YamlNode | undefined = parseYaml(text).root;
  let place: Span = { start: 0, end: text.length };
  for (const [step] of path.matchAll(/[^.[\]]+/g)) {
    if (node?.type === 'seq') {
      node = node.items[Number(step)];
      place = node?.span ?? place;
    } else {
      const pair: Extract<YamlNode, { type: 'map' }>['pairs'][number] | undefined =
        node?.type === 'map' ? node.pairs.find((one) => keyText(one) === step) : undefined;
      if (!pair) return place;
      node = pair.value;
      place = { start: pair.span.start, end: Math.max(pair.span.end, pair.key.span.end) };
    }
  }
  return place;
}

export function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
