// Looks once a minute at what findings need of the cluster and no view watches: names for the most part. Of Secrets it
// asks for nothing but the column with their names, so that no value of one is sent, not even in an annotation.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, failed, isRefusal, needsPerson, ok, type Result } from '../fault.ts';
import type { InventoryPart, KubernetesInventory } from '../status/facts.ts';
import { inventoryParts } from '../status/facts.ts';
import { present } from '../status/read.ts';
import type { Connection } from '../supervisor.ts';
import { readArgoCd, readDefaults, readKinds, readProject, readService, readSettings } from './inventory-answers.ts';
import { Questions, type TableRow } from './questions.ts';
import { resourcePath } from './resources.ts';
import type { Transport } from './transport.ts';

/** Milliseconds between two looks. */
export const inventoryInterval = 60_000;
/** Milliseconds until something that may not be read is asked for again. */
const refusalLasts = 600_000;
/** Namespaces of which Services and Secrets are read. */
const mostNamespaces = 60;
/** Milliseconds between two looks for the Applications, which are watched beside this. */
const recheck = 250;

/** What the Applications say about where to look. */
export interface Scope {
  /** The namespaces that they deploy to in this cluster. */
  readonly namespaces: readonly string[];
  /** Argo CD's own, where a person said it. */
  readonly argocd?: string;
}

type Value<P extends InventoryPart> = NonNullable<KubernetesInventory[P]>['value'];

type Readers = { readonly [P in InventoryPart]: (questions: Questions, scope: Scope) => Promise<Result<Value<P>>> };

export class Inventory {
  readonly #source: () => string;
  readonly #changed: () => void;
  readonly #every: number;
  #parts: KubernetesInventory = {};
  /** When something may be asked for again that was refused, by part and namespace; in milliseconds since 1970. */
  readonly #refused = new Map<string, number>();

  constructor(source: () => string, changed: () => void, every = inventoryInterval) {
    this.#source = source;
    this.#changed = changed;
    this.#every = every;
  }

  /** The same value until something changes. */
  get parts(): KubernetesInventory {
    return this.#parts;
  }

  /** A person may have been given rights. */
  forgetRefusals(): void {
    this.#refused.clear();
  }

  /**
   * Looks again and again until the signal ends, or a fault concerns more than a part. While there is no scope nothing is
   * asked: without Applications no file belongs to the cluster.
   */
  async connect(
    transport: Transport,
    scope: () => Scope | undefined,
    connection: Connection,
  ): Promise<Fault | undefined> {
    const { signal } = connection;
    while (!signal.aborted) {
      const found = scope();
      if (found) {
        const fault = await this.#look(new Questions(transport, signal), found, connection);
        if (signal.aborted || fault) return fault;
        connection.heard();
      } else connection.alive();
      await sleep(found ? this.#every : recheck, undefined, { signal }).catch(() => {});
    }
    return undefined;
  }

  /** One part after the other, so that a server has one question of this at a time. */
  async #look(questions: Questions, scope: Scope, { signal, alive }: Connection): Promise<Fault | undefined> {
    let failure: Fault | undefined;
    let timeouts = 0;
    let isAnswered = false;
    for (const part of inventoryParts) {
      if (this.#isRefused(part)) continue;
      const fault = await this.#read(part, questions, scope);
      if (signal.aborted) return undefined;
      if (!fault || isRefusal(fault) || fault.kind === 'unreadable') {
        isAnswered = true;
        alive();
        continue;
      }
      // A server that fails at one thing may answer the next; one that is silent twice is left alone for a while.
      timeouts += fault.kind === 'timeout' ? 1 : 0;
      if (timeouts > 1 || needsPerson(fault) || fault.kind === 'unreachable') return fault;
      failure ??= fault;
    }
    return isAnswered ? undefined : failure;
  }

  async #read<P extends InventoryPart>(part: P, questions: Questions, scope: Scope): Promise<Fault | undefined> {
    const readers: Readers = this.#readers;
    const read = await readers[part](questions, scope);
    if (read.ok) {
      this.#set({ ...this.#parts, [part]: { value: read.value, source: this.#source(), at: Date.now() } });
      return undefined;
    }
    const { fault } = read;
    if (fault.kind === 'forbidden') this.#refuse(part);
    // What is not there or cannot be read is not known any more; after another fault it is as old as it is.
    if ((isRefusal(fault) || fault.kind === 'unreadable') && this.#parts[part]) {
      const { [part]: _, ...rest } = this.#parts;
      this.#set(rest);
    }
    return fault;
  }

  #set(parts: KubernetesInventory): void {
    this.#parts = parts;
    this.#changed();
  }

  #isRefused(what: string): boolean {
    return (this.#refused.get(what) ?? 0) > Date.now();
  }

  #refuse(what: string): void {
    this.#refused.set(what, Date.now() + refusalLasts);
  }

  readonly #readers: Readers = {
    namespaces: async (questions) => sorted(await questions.names('/api/v1/namespaces', 'the namespaces')),
    projects: async (questions) =>
      mapped(await questions.objects('/apis/argoproj.io/v1alpha1/appprojects', 'the AppProjects'), (all) =>
        all.map(readProject),
      ),
    kinds: async (questions) => readable(await questions.discovery(), readKinds, 'its kinds'),
    externalSecretDefaults: async (questions) =>
      readable(await questions.get(externalSecretDefinition, 'the definition of ExternalSecret'), readDefaults, 'it'),
    proxyClasses: async (questions) => sorted(await questions.names(proxies('proxyclasses'), 'the ProxyClasses')),
    proxyGroups: async (questions) => sorted(await questions.names(proxies('proxygroups'), 'the ProxyGroups')),
    services: (questions, scope) => this.#readServices(questions, scope),
    argocd: (questions, scope) => this.#readArgoCd(questions, scope),
    secrets: (questions, scope) => this.#readSecrets(questions, scope),
  };

  async #readServices(questions: Questions, scope: Scope): Promise<Result<Value<'services'>>> {
    const services = await questions.objects('/api/v1/services', 'the Services');
    return mapped(services, (all) =>
      this.#existing(scope).map((namespace) => ({
        namespace,
        services: all.filter(({ metadata }) => metadata.namespace === namespace).map(readService),
      })),
    );
  }

  /** Namespace by namespace: a table has no namespaces, and who may see the Secrets of one may not see those of all. */
  async #readSecrets(questions: Questions, scope: Scope): Promise<Result<Value<'secrets'>>> {
    const found: { readonly namespace: string; readonly names: readonly string[] }[] = [];
    let refusal: Result<never> | undefined;
    for (const namespace of this.#existing(scope)) {
      if (this.#isRefused(`secrets ${namespace}`)) continue;
      const rows = await questions.rows(resourcePath('v1', 'secrets', namespace), `the Secrets of \`${namespace}\``);
      if (!rows.ok && !isRefusal(rows.fault)) return rows;
      if (rows.ok) found.push({ namespace, names: secretNames(rows.value) });
      else {
        refusal = rows;
        if (rows.fault.kind === 'forbidden') this.#refuse(`secrets ${namespace}`);
      }
    }
    return found.length > 0 ? ok(found) : (refusal ?? failed('not-found', 'No Secrets are known.'));
  }

  /** Only one Argo CD is read: of two nobody knows which has which Application. */
  async #readArgoCd(questions: Questions, scope: Scope): Promise<Result<Value<'argocd'>>> {
    const homes = this.#parts.projects?.value.flatMap(({ name, namespace }) => (name === 'default' ? namespace : []));
    const namespace = scope.argocd ?? (homes?.length === 1 ? homes[0] : undefined);
    if (namespace === undefined) return failed('not-found', 'There is no one Argo CD.');
    const settings = await configMap(questions, namespace, 'argocd-cm');
    if (!settings.ok) return settings;
    const parameters = await configMap(questions, namespace, 'argocd-cmd-params-cm');
    if (!parameters.ok) return parameters;
    const controllers: TableRow[] = [];
    for (const plural of ['statefulsets', 'deployments']) {
      const query = { labelSelector: 'app.kubernetes.io/component=application-controller' };
      const rows = await questions.rows(resourcePath('apps/v1', plural, namespace), 'Argo CD’s controllers', query);
      if (!rows.ok && !isRefusal(rows.fault)) return rows;
      controllers.push(...(rows.ok ? rows.value : []));
    }
    // An Argo CD always has the first; the second may be missing and says nothing then.
    const own = settings.value === 'none' ? undefined : settings.value;
    const found = readArgoCd(own, parameters.value === 'none' ? new Map() : parameters.value, controllers);
    return found ? ok(found) : failed('not-found', 'Nothing is known of Argo CD.');
  }

  /** The namespaces of the scope that exist, as far as that is known. */
  #existing({ namespaces }: Scope): readonly string[] {
    const known = this.#parts.namespaces?.value;
    return namespaces.filter((name) => known?.includes(name)).slice(0, mostNamespaces);
  }
}

const externalSecretDefinition = resourcePath(
  'apiextensions.k8s.io/v1',
  'customresourcedefinitions',
  undefined,
  'externalsecrets.external-secrets.io',
);

function proxies(plural: string): string {
  return resourcePath('tailscale.com/v1alpha1', plural);
}

/** `none` where there is no such ConfigMap; undefined where it may not be read. */
async function configMap(
  questions: Questions,
  namespace: string,
  name: string,
): Promise<Result<ReadonlyMap<string, string> | 'none' | undefined>> {
  const answer = await questions.get(resourcePath('v1', 'configmaps', namespace, name), `ConfigMap \`${name}\``);
  if (answer.ok) return ok(readSettings(answer.value));
  if (answer.fault.kind === 'forbidden') return ok(undefined);
  return answer.fault.kind === 'not-found' ? ok('none') : answer;
}

/** Helm keeps its releases in Secrets, which nobody refers to. */
function secretNames(rows: readonly TableRow[]): readonly string[] {
  const names = present(rows.map(({ Name: name }) => (typeof name === 'string' ? name : undefined)));
  return names.filter((name) => !name.startsWith('sh.helm.release.')).sort();
}

function mapped<A, B>(result: Result<A>, change: (value: A) => B): Result<B> {
  return result.ok ? ok(change(result.value)) : result;
}

function sorted(result: Result<readonly string[]>): Result<readonly string[]> {
  return mapped(result, (names) => [...names].sort());
}

function readable<T>(answer: Result<unknown>, read: (value: unknown) => T | undefined, what: string): Result<T> {
  if (!answer.ok) return answer;
  const value = read(answer.value);
  return value === undefined ? failed('unreadable', `The server sent something unreadable for ${what}.`) : ok(value);
}
