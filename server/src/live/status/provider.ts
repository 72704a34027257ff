// Infrastructure providers as Omni hears them, and the container that runs one on its host.
import type { OmniResource, OmniType } from '../omni/resource.ts';
import type { OmniResources } from './clusters.ts';
import type { ContainerStatus, Observed } from './facts.ts';
import { sentence } from './machines.ts';
import type { Level, Row } from './model.ts';
import { textOf, timeOf } from './read.ts';
import { detail, moment, problemsFirst, type Rows, row } from './row.ts';

export const providerTypes = [
  'infraproviderstatuses',
  'infraproviderhealthstatuses',
] as const satisfies readonly OmniType[];

/** Omni takes a provider for connected while its last heartbeat is younger than this; one is sent every 30 s. */
const heartbeatLimit = 31_000;
/** A heartbeat needs a moment until it is known here; without it, a provider in good health would flicker. */
const deliveryTime = 4_000;

/** @param container absent where the host is not set up or silent for too long */
export function providerRows(
  resources: OmniResources | undefined,
  container: Observed<ContainerStatus> | undefined,
  now: number,
): Rows {
  const health = resources?.infraproviderhealthstatuses;
  const ids = new Set([...(resources?.infraproviderstatuses?.keys() ?? []), ...(health?.keys() ?? [])]);
  let until = Number.POSITIVE_INFINITY;
  const providers = [...ids].map((id) => {
    const heartbeat = timeOf(health?.get(id)?.spec, 'lastheartbeattimestamp');
    const lost = (heartbeat ?? Number.NEGATIVE_INFINITY) + heartbeatLimit + deliveryTime;
    if (lost > now) until = Math.min(until, lost);
    const heard = health === undefined ? undefined : lost > now;
    return providerRow(id, resources?.infraproviderstatuses?.get(id), health?.get(id), heard, heartbeat);
  });
  return { rows: problemsFirst([...providers, ...(container ? [containerRow(container)] : [])]), until };
}

/** @param heard whether its heartbeat is recent; undefined when Omni has not told yet */
function providerRow(
  id: string,
  status: OmniResource | undefined,
  health: OmniResource | undefined,
  heard: boolean | undefined,
  heartbeat: number | undefined,
): Row {
  const error = textOf(health?.spec, 'error');
  const { state, level, message } = judge(heard, heartbeat, error);
  return row({
    target: { kind: 'provider', provider: id },
    name: id,
    ...{ state, level, message },
    details: [
      moment('Last heartbeat', heartbeat),
      detail('Name', textOf(status?.spec, 'name')),
      detail('Description', textOf(status?.spec, 'description')),
      detail('Version', textOf(status?.spec, 'version')),
    ],
    changedAt: status?.updated,
  });
}

interface Verdict {
  readonly state: string;
  readonly level: Level;
  readonly message?: string;
}

function judge(heard: boolean | undefined, heartbeat: number | undefined, error: string | undefined): Verdict {
  if (heard === undefined) return { state: 'Unknown', level: 'unknown' };
  if (!heard) {
    const message =
      heartbeat === undefined
        ? 'Omni has never heard of it: no machine is made until it runs and its key is valid.'
        : 'Omni no longer hears its heartbeat: no machine is made or removed until it runs again.';
    return { state: 'Disconnected', level: 'error', message };
  }
  if (error) return { state: 'Connected', level: 'error', message: sentence('It reports an error', error) };
  return { state: 'Connected', level: 'healthy' };
}

const containerVerdicts: Readonly<Record<string, { readonly level: Level; readonly message?: string }>> = {
  running: { level: 'healthy' },
  created: { level: 'warning', message: 'The container was made and never started.' },
  removing: { level: 'busy' },
  paused: { level: 'warning', message: 'The container is paused.' },
  restarting: { level: 'error', message: 'The container ends and is started again and again; its log says why.' },
  exited: { level: 'error', message: 'The container has ended; its log says why.' },
  dead: { level: 'error', message: 'Docker could not end the container cleanly.' },
};

function containerRow({ value, source, at }: Observed<ContainerStatus>): Row {
  const { name, image, state, health, startedAt, restarts } = value;
  const verdict = containerVerdicts[state] ?? { level: 'unknown' };
  const checked = state === 'running' && health !== undefined ? checks[health] : verdict;
  return row({
    target: { kind: 'container', container: name },
    name,
    state: health === undefined || state !== 'running' ? state : `${state} · ${health}`,
    ...checked,
    details: [
      detail('Image', image),
      moment('Running since', state === 'running' ? startedAt : undefined),
      detail('Restarts', restarts || undefined),
    ],
    changedAt: startedAt,
    origin: { source, at },
  });
}

const checks: Readonly<
  Record<NonNullable<ContainerStatus['health']>, { readonly level: Level; readonly message?: string }>
> = {
  healthy: { level: 'healthy' },
  starting: { level: 'busy', message: 'Its health check has not passed yet.' },
  unhealthy: { level: 'error', message: 'Its health check fails; its log says why.' },
};
