// Questions to an API server of which only names or a few fields are wanted. Each has a deadline, and lists have an end.
import { failed, ok, type Result } from '../fault.ts';
import type { LiveObject } from '../status/facts.ts';
import { isRecord, readObject } from './objects.ts';
import type { Ask, Transport } from './transport.ts';

const deadline = 10_000;
const pageSize = 500;
/** A list that is longer is not read to its end: nothing that rests on half of it is said. */
const mostPages = 10;

/** The forms an answer can come in (apimachinery meta/v1 and apiserver endpoints/handlers/negotiation). */
const forms = {
  /** The metadata of each object and nothing else. */
  metadata: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  /** The columns that kubectl shows; with `includeObject=None` there is nothing else. */
  table: 'application/json;as=Table;g=meta.k8s.io;v=v1',
  kinds: ['v2', 'v2beta1']
    .map((version) => `application/json;as=APIGroupDiscoveryList;g=apidiscovery.k8s.io;v=${version}`)
    .join(','),
};

type Query = NonNullable<Ask['query']>;

/** A row of a table by the names of its columns. */
export type TableRow = Readonly<Record<string, unknown>>;

export class Questions {
  readonly #transport: Transport;
  readonly #signal: AbortSignal;

  constructor(transport: Transport, signal: AbortSignal) {
    this.#transport = transport;
    this.#signal = signal;
  }

  get(path: string, what: string, accept?: string): Promise<Result<unknown>> {
    return this.#ask({ path, what, ...(accept ? { accept } : {}) });
  }

  /** Whole objects. */
  objects(path: string, what: string): Promise<Result<readonly LiveObject[]>> {
    return this.#pages({ path, what }, (page) => itemsOf(page));
  }

  /** The names of objects, by metadata alone. */
  async names(path: string, what: string): Promise<Result<readonly string[]>> {
    const found = await this.#pages({ path, what, accept: forms.metadata }, (page) =>
      page.kind === 'PartialObjectMetadataList' ? itemsOf(page) : undefined,
    );
    return found.ok ? ok(found.value.map(({ metadata }) => metadata.name)) : found;
  }

  /** What kubectl would show of objects. Neither their content nor their annotations are sent. */
  rows(path: string, what: string, query: Query = {}): Promise<Result<readonly TableRow[]>> {
    return this.#pages({ path, what, accept: forms.table, query: { ...query, includeObject: 'None' } }, rowsOf);
  }

  /** All groups with their versions and resources; servers since Kubernetes 1.27 answer this. */
  discovery(): Promise<Result<unknown>> {
    return this.get('/apis', 'its kinds', forms.kinds);
  }

  /** Pages that expire while they are read are read from the beginning once. */
  async #pages<T>(
    ask: Omit<Ask, 'signal'>,
    read: (page: Readonly<Record<string, unknown>>) => readonly T[] | undefined,
    isAgain = false,
  ): Promise<Result<readonly T[]>> {
    const all: T[] = [];
    let more: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const answer = await this.#ask({ ...ask, query: { ...ask.query, limit: pageSize, continue: more } });
      if (!answer.ok && more !== undefined && answer.fault.kind === 'not-found')
        return isAgain
          ? failed('failed', `The pages of ${ask.what} expire before they are read.`)
          : this.#pages(ask, read, true);
      if (!answer.ok) return answer;
      const found = isRecord(answer.value) ? read(answer.value) : undefined;
      if (!found) return this.#unreadable(ask.what);
      all.push(...found);
      more = continueOf(answer.value);
      if (more === undefined) return ok(all);
    }
    return failed('unreadable', `The list of ${ask.what} is too long to be compared with files.`);
  }

  #ask(ask: Omit<Ask, 'signal'>): Promise<Result<unknown>> {
    return this.#transport.json({ ...ask, deadline, signal: this.#signal });
  }

  #unreadable(what: string): Result<never> {
    return failed('unreadable', `\`${this.#transport.server}\` sent something unreadable for ${what}.`);
  }
}

/** Undefined when it is no list. What is no object in it is left out. */
function itemsOf({ items }: Readonly<Record<string, unknown>>): readonly LiveObject[] | undefined {
  if (!Array.isArray(items)) return undefined;
  return items.flatMap((item: unknown) => readObject(item, { apiVersion: '', kind: '' }) ?? []);
}

function continueOf(value: unknown): string | undefined {
  const more = isRecord(value) && isRecord(value.metadata) ? value.metadata.continue : undefined;
  return typeof more === 'string' && more !== '' ? more : undefined;
}

function rowsOf({ kind, columnDefinitions, rows }: Readonly<Record<string, unknown>>): readonly TableRow[] | undefined {
  if (kind !== 'Table' || !Array.isArray(columnDefinitions)) return undefined;
  const columns = columnDefinitions.map((each: unknown) => (isRecord(each) ? String(each.name) : ''));
  // A table without rows says `null`.
  return (Array.isArray(rows) ? rows : []).map((row: unknown) => {
    const cells: readonly unknown[] = isRecord(row) && Array.isArray(row.cells) ? row.cells : [];
    return Object.fromEntries(columns.map((name, i) => [name, cells[i]]));
  });
}
