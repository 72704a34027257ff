// Watches of the API server double: events from a version on, bookmarks, an end after the time that was asked for.
import type { ServerResponse } from 'node:http';
import { type KubernetesDouble, send } from './double.ts';
import { placeOf, status } from './requests.ts';
import type { StoredEvent } from './store.ts';

export function serveWatch(double: KubernetesDouble, url: URL, response: ServerResponse): void {
  const { store } = double;
  const place = placeOf(store, url.pathname);
  if (!place) {
    refuse(response, 404, 'NotFound');
    return;
  }
  const { definition, namespace } = place;
  const missed = store.since(definition, Number(url.searchParams.get('resourceVersion') ?? 0));
  if (!missed) double.expired[double.bad.gone ?? 'status']++;
  if (!missed && double.bad.gone !== 'event') {
    refuse(response, 410, 'Expired');
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.flushHeaders();
  let queue = Promise.resolve();
  // What a dead connection lost does not come later.
  let dead = false;
  const say = (type: string, object: unknown): void => {
    dead ||= double.bad.halfOpen === true;
    if (!dead) queue = queue.then(() => speak(double, response, JSON.stringify({ type, object })));
  };
  if (!missed) {
    say('ERROR', status(410, 'Expired', 'too old resource version').body);
    void queue.then(() => response.end());
    return;
  }
  const tell = ({ type, object }: StoredEvent): void => {
    if (namespace === undefined || object.metadata.namespace === namespace) say(type, object);
  };
  missed.forEach(tell);
  const forget = store.listen((changed, event) => {
    if (changed === definition) tell(event);
  });
  const { apiVersion, kind } = definition;
  const bookmark = (): void =>
    say('BOOKMARK', { apiVersion, kind, metadata: { resourceVersion: String(store.version) } });
  const wantsBookmarks = url.searchParams.get('allowWatchBookmarks') === 'true';
  const marks = double.bookmarks && wantsBookmarks ? setInterval(bookmark, double.bookmarks) : undefined;
  const seconds = Number(url.searchParams.get('timeoutSeconds') ?? 0);
  const end = (): void => {
    dead ||= double.bad.halfOpen === true;
    if (!dead) void queue.then(() => response.end());
  };
  const limit = seconds > 0 ? setTimeout(end, seconds * 1_000) : undefined;
  response.on('close', () => {
    forget();
    clearInterval(marks);
    clearTimeout(limit);
  });
}

async function speak(double: KubernetesDouble, response: ServerResponse, line: string): Promise<void> {
  // Between its end and its close something may still be to be told.
  if (response.destroyed || response.writableEnded) return;
  if (double.bad.truncate) {
    double.bad.truncate = false;
    response.write(line.slice(0, line.length / 2), () => response.destroy());
    return;
  }
  await send(response, `${line}\n`, double.bad);
}

function refuse(response: ServerResponse, code: number, reason: string): void {
  response.writeHead(code, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(status(code, reason, reason).body));
}
