// Argo CD's Applications as a tree: an Application stands below the one that manages it (app of apps).
import type { KubernetesFacts, LiveObject } from './facts.ts';
import { conditionsOf, createdAt, isDeleted, nameOf } from './kubernetes.ts';
import { sentence } from './machines.ts';
import { type Condition, isProblem, type Level, type Row, worseOf } from './model.ts';
import { listOf, numberOf, textOf, textsOf, timeOf } from './read.ts';
import { detail, moment, type RowMemo, type Rows, row, worstOf } from './row.ts';

type Applications = ReadonlyMap<string, LiveObject>;

/** Argo CD's health (gitops-engine pkg/health): a suspended application waits on purpose. */
const healthLevels: Readonly<Record<string, Level>> = {
  Healthy: 'healthy',
  Suspended: 'healthy',
  Progressing: 'busy',
  Missing: 'warning',
  Degraded: 'error',
};

export function applicationRows(applications: KubernetesFacts['objects']['Application'], memo: RowMemo): Rows {
  const all: Applications = applications ?? new Map();
  const owners = ownersOf(all);
  const children = new Map<string | undefined, string[]>();
  for (const key of all.keys()) {
    const owner = owners.get(key);
    const siblings = children.get(owner);
    if (siblings) siblings.push(key);
    else children.set(owner, [key]);
  }
  const build = (owner: string | undefined): readonly Row[] => {
    const waves = new Map<string, number>();
    const rows = (children.get(owner) ?? []).flatMap((key): Row[] => {
      const application = all.get(key);
      if (!application) return [];
      const alone = memo.row(application, [], () => applicationRow(application));
      waves.set(alone.id, waveOf(application));
      if (!children.has(key)) return [alone];
      const below = build(key);
      return [memo.row(alone, [below], () => withChildren(alone, below))];
    });
    return memo.problemsFirst(rows, ({ id }) => waves.get(id) ?? 0);
  };
  return { rows: build(undefined), until: Number.POSITIVE_INFINITY };
}

function withChildren(alone: Row, children: readonly Row[]): Row {
  return { ...alone, children, worst: worstOf(children, alone.level) };
}

const waveAnnotation = 'argocd.argoproj.io/sync-wave';

/** As Argo CD reads it: a whole number, 0 for anything else. */
function waveOf(application: LiveObject | undefined): number {
  const text = application?.metadata.annotations?.[waveAnnotation] ?? '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}

/**
 * The key of the Application that manages each one, by Argo CD's tracking annotation or label (util/argo/resource_tracking.go).
 * Where some own each other in a circle, the first of them stands at the top.
 */
function ownersOf(all: Applications): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const [key, application] of all) {
    const owner = ownerOf(application, all);
    if (owner !== undefined && owner !== key) owners.set(key, owner);
  }
  for (const key of [...owners.keys()]) if (isCircle(key, owners)) owners.delete(key);
  return owners;
}

function isCircle(start: string, owners: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  let key: string | undefined = start;
  while (key !== undefined && !seen.has(key)) {
    seen.add(key);
    key = owners.get(key);
  }
  return key === start;
}

function ownerOf(application: LiveObject, all: Applications): string | undefined {
  const { namespace = '', name, annotations, labels } = application.metadata;
  // `<owner>:<group>/<kind>:<namespace>/<name>`; an annotation that names another object was copied and says nothing.
  const [owner, kind, own] = (annotations?.['argocd.argoproj.io/tracking-id'] ?? '').split(':');
  if (owner && kind === 'argoproj.io/Application' && own === `${namespace}/${name}`)
    return inAnyNamespace(owner, namespace, all);
  const instance = labels?.['argocd.argoproj.io/instance'] ?? labels?.['app.kubernetes.io/instance'];
  return instance === undefined ? undefined : inAnyNamespace(instance, namespace, all);
}

/** An Application outside Argo CD's own namespace is called `<namespace>_<name>`. */
function inAnyNamespace(owner: string, namespace: string, all: Applications): string | undefined {
  return [`${namespace}/${owner}`, owner.replace('_', '/')].find((key) => all.has(key));
}

function applicationRow(application: LiveObject): Row {
  const { namespace, name } = nameOf(application);
  const { status } = application;
  const sync = textOf(status, 'sync', 'status');
  const health = textOf(status, 'health', 'status');
  const conditions = conditionsOfApplication(application);
  const { level, message } = judge(application, sync, health, conditions);
  const wave = application.metadata.annotations?.[waveAnnotation];
  return row({
    target: { kind: 'application', namespace, name },
    name,
    state: sync || health ? `${sync ?? 'Unknown'} · ${health ?? 'Unknown'}` : 'Not compared yet',
    level,
    message,
    extra: wave === undefined ? undefined : `wave ${waveOf(application)}`,
    conditions,
    details: [
      detail('Project', textOf(application.spec, 'project')),
      detail('Namespace', textOf(application.spec, 'destination', 'namespace')),
      detail('Wave', wave === undefined ? undefined : waveOf(application)),
      detail('Revision', revisionOf(application)),
      detail('Last sync', textOf(status, 'operationState', 'phase')),
      moment('Last sync ended', timeOf(status, 'operationState', 'finishedAt')),
      moment('Compared', timeOf(status, 'reconciledAt')),
      detail('Address', textsOf(status, 'summary', 'externalURLs').join(', ')),
      moment('Created', createdAt(application)),
    ],
    changedAt: timeOf(status, 'health', 'lastTransitionTime') ?? timeOf(status, 'reconciledAt'),
  });
}

interface Verdict {
  readonly level: Level;
  readonly message?: string | undefined;
}

function judge(
  application: LiveObject,
  sync: string | undefined,
  health: string | undefined,
  conditions: readonly Condition[],
): Verdict {
  if (isDeleted(application)) return deletion(conditions);
  const operation = operationOf(application);
  const told = conditions.filter(({ level, type }) => isProblem(level) && type !== 'Health' && type !== 'Sync');
  const found: readonly Verdict[] = [
    ...told.map(({ level, type, message }) => ({ level, message: sentence(type, message) })),
    healthVerdict(application, health, operation.busy),
    operation,
    syncVerdict(sync, operation),
  ];
  const level = found.reduce<Level>((worst, each) => worseOf(worst, each.level), 'healthy');
  const said = found.filter((each) => each.message && (each.level === level || isProblem(each.level)));
  return { level, message: [...new Set(said.map((each) => each.message))].join(' ') };
}

function deletion(conditions: readonly Condition[]): Verdict {
  const error = conditions.find(({ type }) => type === 'DeletionError');
  return error
    ? { level: 'error', message: sentence('It can not be deleted', error.message) }
    : { level: 'busy', message: 'It is being deleted.' };
}

function healthVerdict(application: LiveObject, health: string | undefined, syncing: boolean): Verdict {
  if (health === undefined) return { level: 'unknown' };
  const level = healthLevels[health] ?? 'unknown';
  if (health === 'Missing')
    return syncing ? { level: 'busy' } : { level, message: 'Some of its resources are not in the cluster.' };
  const unhealthy = listOf(application.status, 'resources').flatMap((each) => {
    const [kind, name] = [textOf(each, 'kind'), textOf(each, 'name')];
    return textOf(each, 'health', 'status') === health && kind && name ? [`\`${kind}/${name}\``] : [];
  });
  const said = textOf(application.status, 'health', 'message');
  if (level === 'healthy') return { level };
  if (level === 'unknown') return { level, message: 'Argo CD does not know its health.' };
  const where = unhealthy.length > 0 ? ` in ${some(unhealthy)}` : '';
  return { level, message: sentence(`${health}${where}`, said) };
}

interface Operation extends Verdict {
  readonly busy: boolean;
  readonly failed: boolean;
}

/** The sync that runs, or how the last one ended. */
function operationOf({ status, operation }: LiveObject): Operation {
  const phase = textOf(status, 'operationState', 'phase');
  const said = textOf(status, 'operationState', 'message');
  const retries = numberOf(status, 'operationState', 'retryCount') ?? 0;
  if (phase === 'Running' || phase === 'Terminating' || operation !== undefined) {
    const word = phase === 'Terminating' ? 'The sync is being ended' : 'A sync is running';
    const message = sentence(retries > 0 ? `${word}, attempt ${retries + 1}` : word, said);
    return { level: 'busy', message, busy: true, failed: false };
  }
  if (phase === 'Failed' || phase === 'Error') {
    // Where everything is as declared, the failure lies in the past.
    const level = textOf(status, 'sync', 'status') === 'Synced' ? 'warning' : 'error';
    return { level, message: sentence('The last sync failed', said), busy: false, failed: true };
  }
  return { level: 'healthy', busy: false, failed: false };
}

function syncVerdict(sync: string | undefined, { busy, failed }: Operation): Verdict {
  if (sync === 'Synced') return { level: 'healthy' };
  if (sync === 'OutOfSync') {
    if (busy) return { level: 'busy' };
    return { level: 'warning', message: failed ? undefined : 'The cluster differs from what is declared.' };
  }
  return { level: 'unknown', message: sync === undefined ? 'Argo CD has not compared it yet.' : undefined };
}

function conditionsOfApplication({ status }: LiveObject): readonly Condition[] {
  const health = textOf(status, 'health', 'status');
  const healthSince = timeOf(status, 'health', 'lastTransitionTime');
  const own = health
    ? [
        {
          type: 'Health',
          status: health,
          level: healthLevels[health] ?? 'unknown',
          ...(healthSince ? { since: healthSince } : {}),
        },
      ]
    : [];
  // Their type alone says what they are: those that end in `Error` are bad, all others warn.
  const told = conditionsOf(status, {}, 'conditions').map((condition): Condition => {
    const level = condition.type.endsWith('Error') ? 'error' : 'warning';
    return { ...condition, status: 'True', level };
  });
  return [...own, ...told];
}

function revisionOf({ status }: LiveObject): string | undefined {
  const revisions = [textOf(status, 'sync', 'revision') ?? '', ...textsOf(status, 'sync', 'revisions')];
  return revisions.flatMap((each) => (/^[0-9a-f]{40}$/.test(each) ? each.slice(0, 8) : each || [])).join(', ');
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
