// Keeps the objects of one kind: lists them in pages, then follows the server's events from the version of the list. A
// watch is ended by the server every 25 s and taken up where it was, so that a dead connection is noticed soon.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, failed, ok, type Result } from '../fault.ts';
import type { LiveObject, WatchedKind } from '../status/facts.ts';
import type { Connection } from '../supervisor.ts';
import { isRecord, keyOf, lean, readList, readObject } from './objects.ts';
import { apiVersionOf, type ResourceType, resourcePath, versionPath, watchedResources } from './resources.ts';
import type { Transport } from './transport.ts';

/** All in milliseconds. */
export interface WatchTiming {
  /** After which the server ends a watch by itself. */
  readonly watch: number;
  /** Between two looks for a kind that the cluster does not have. */
  readonly recheck: number;
}

const pageSize = 500;

/** Least milliseconds between two watches or lists, however soon the server ends them. */
const shortestRound = 1_000;

/** A page can not be had any more because its version is gone: nothing is wrong. */
const expiredPages: Fault = { kind: 'not-found', message: 'The pages of a list have expired.' };

export class ResourceWatch {
  readonly kind: WatchedKind;
  readonly #type: ResourceType;
  readonly #timing: WatchTiming;
  readonly #changed: () => void;
  #rows: Map<string, LiveObject> | undefined;
  #snapshot: ReadonlyMap<string, LiveObject> | undefined;
  #version = '';
  /** True while the cluster does not have the kind. */
  unserved = false;

  constructor(kind: WatchedKind, timing: WatchTiming, changed: () => void) {
    this.kind = kind;
    this.#type = watchedResources[kind];
    this.#timing = timing;
    this.#changed = changed;
  }

  /** The objects by key; the same map until one of them changes. Undefined until the first list is complete. */
  get rows(): ReadonlyMap<string, LiveObject> | undefined {
    this.#snapshot ??= this.#rows && new Map(this.#rows);
    return this.#snapshot;
  }

  /** Stays connected until something goes wrong, which it tells, or the signal ends. */
  async connect(transport: Transport, connection: Connection): Promise<Fault | undefined> {
    const { signal } = connection;
    while (!signal.aborted) {
      const started = Date.now();
      const apiVersion = await this.#servedVersion(transport, signal);
      if (!apiVersion.ok) return apiVersion.fault;
      this.#setUnserved(apiVersion.value === undefined);
      if (apiVersion.value === undefined) {
        connection.heard();
        await pause(this.#timing.recheck, signal);
        continue;
      }
      const listed = await this.#list(transport, apiVersion.value, connection);
      const followed = listed.ok ? await this.#follow(transport, apiVersion.value, connection) : listed;
      // The version is too old to go on from, or the kind is not there any more: nothing is wrong, all is read again.
      if (!followed.ok && followed.fault.kind !== 'not-found') return followed.fault;
      await pause(started + shortestRound - Date.now(), signal);
    }
    return undefined;
  }

  /** The preferred version that the cluster serves; undefined when it does not have the kind. */
  async #servedVersion(transport: Transport, signal: AbortSignal): Promise<Result<string | undefined>> {
    const { group, versions, plural, title } = this.#type;
    for (const version of versions) {
      const apiVersion = apiVersionOf(group, version);
      const answer = await transport.json({ path: versionPath(apiVersion), what: title, signal });
      if (answer.ok && hasResource(answer.value, plural)) return ok(apiVersion);
      if (!answer.ok && answer.fault.kind !== 'not-found') return answer;
    }
    return ok(undefined);
  }

  /** Reads all pages; from the beginning again where the pages that were left expired meanwhile. */
  async #list(transport: Transport, apiVersion: string, connection: Connection): Promise<Result<void>> {
    for (;;) {
      const rows = await this.#pages(transport, apiVersion, connection);
      if (rows.ok) {
        this.#replace(rows.value);
        connection.heard();
        return ok(undefined);
      }
      if (rows.fault !== expiredPages) return rows;
      await pause(shortestRound, connection.signal);
    }
  }

  async #pages(
    transport: Transport,
    apiVersion: string,
    { signal, alive }: Connection,
  ): Promise<Result<Map<string, LiveObject>>> {
    const { plural, kind, title } = this.#type;
    const rows = new Map<string, LiveObject>();
    let more: string | undefined;
    do {
      const query = { limit: pageSize, continue: more };
      const answer = await transport.json({ path: resourcePath(apiVersion, plural), query, what: title, signal });
      if (!answer.ok && more !== undefined && answer.fault.kind === 'not-found')
        return { ok: false, fault: expiredPages };
      if (!answer.ok) return answer;
      const list = readList(answer.value, { apiVersion, kind });
      if (!list) return failed('unreadable', `\`${transport.server}\` sent something unreadable for ${title}.`);
      for (const object of list.items) rows.set(keyOf(object), lean(object));
      alive();
      more = list.continue;
      this.#version = list.resourceVersion;
    } while (more !== undefined);
    return ok(rows);
  }

  /** Follows events, watch after watch. Fault `not-found`: the version has expired. */
  async #follow(transport: Transport, apiVersion: string, connection: Connection): Promise<Result<void>> {
    const { plural, title } = this.#type;
    const path = resourcePath(apiVersion, plural);
    let heardAt = Date.now();
    const heard = () => {
      heardAt = Date.now();
      connection.heard();
    };
    while (!connection.signal.aborted) {
      const started = Date.now();
      const broken = new AbortController();
      let fault: Fault | undefined;
      // A watch that ends early is followed by one that ends when the first one should have.
      const seconds = Math.max(1, Math.ceil((heardAt + this.#timing.watch - started) / 1_000));
      const query = {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: this.#version,
        timeoutSeconds: seconds,
      };
      const signal = AbortSignal.any([connection.signal, broken.signal]);
      const ended = await transport.lines({ path, query, what: title, signal }, (line) => {
        if (fault) return;
        fault = this.#take(line, apiVersion);
        if (fault) broken.abort();
        else heard();
      });
      if (fault) return { ok: false, fault };
      if (!ended.ok) return ended;
      // Its time is over, so nothing has happened. One that ends at once tells nothing, and is not asked in a loop.
      if (Date.now() - started >= (seconds * 1_000) / 2) heard();
      await pause(started + shortestRound - Date.now(), connection.signal);
    }
    return ok(undefined);
  }

  /** Takes one event; gives the fault it tells of. */
  #take(line: string, apiVersion: string): Fault | undefined {
    const event = parse(line);
    if (!isRecord(event) || typeof event.type !== 'string')
      return { kind: 'unreadable', message: `An event of ${this.#type.title} is unreadable.` };
    if (event.type === 'ERROR') return faultOf(event.object, this.#type.title);
    const object = readObject(event.object, { apiVersion, kind: this.#type.kind });
    const version =
      isRecord(event.object) && isRecord(event.object.metadata) ? event.object.metadata.resourceVersion : '';
    if (typeof version === 'string' && version !== '') this.#version = version;
    if (event.type === 'BOOKMARK' || !object || !this.#rows) return undefined;
    if (event.type === 'DELETED') this.#rows.delete(keyOf(object));
    else this.#rows.set(keyOf(object), lean(object));
    this.#snapshot = undefined;
    this.#changed();
    return undefined;
  }

  #replace(rows: Map<string, LiveObject>): void {
    this.#rows = rows;
    this.#snapshot = undefined;
    this.#changed();
  }

  #setUnserved(unserved: boolean): void {
    if (this.unserved === unserved) return;
    this.unserved = unserved;
    if (unserved) {
      this.#rows = undefined;
      this.#snapshot = undefined;
    }
    this.#changed();
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => {});
}

function hasResource(value: unknown, plural: string): boolean {
  const resources = isRecord(value) && Array.isArray(value.resources) ? value.resources : [];
  return resources.some((resource) => isRecord(resource) && resource.name === plural);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** An ERROR event holds a `Status`; code 410 says that the version is too old to go on from. */
function faultOf(status: unknown, title: string): Fault {
  const { code, reason, message } = isRecord(status) ? status : {};
  if (code === 410 || reason === 'Expired' || reason === 'Gone')
    return { kind: 'not-found', message: `The version of ${title} has expired.` };
  const details = typeof message === 'string' ? { details: message } : {};
  return { kind: 'failed', message: `The server ended the watch of ${title}.`, ...details };
}
