// Boils the facts down to what rules in the editor compare files with. Only sources that are connected and were heard of
// recently count; everything else is left out, so that the findings that rested on it disappear.
import { readJsonSchema } from '../../core/schema/json-schema.ts';
import type {
  LiveApplication,
  LiveCluster,
  LiveKnowledge,
  LiveMachine,
  LiveProviderSchema,
  LiveStorage,
  LiveStores,
} from '../../core/workspace/live.ts';
import { readApplication } from '../kubernetes/application-answers.ts';
import { inventoryInterval } from '../kubernetes/inventory.ts';
import type { OmniResource, OmniType } from '../omni/resource.ts';
import type { SourceState } from '../supervisor.ts';
import { type Facts, inventoryParts, type KubernetesFacts, type OmniFacts, type ProxmoxInventory } from './facts.ts';
import { clusterPhases, wordOf } from './omni-words.ts';
import { fieldOf, numberOf, textOf, textsOf } from './read.ts';

/** @param now milliseconds since 1970 @param staleAfter age in milliseconds from which a fact no longer counts */
export function knowledgeOf(facts: Facts, now: number, staleAfter: number): LiveKnowledge {
  const omni =
    facts.omni && isFresh(facts.omni.state, now, staleAfter) ? new FreshOmni(facts.omni, now, staleAfter) : undefined;
  const { proxmox } = facts;
  const seen = proxmox?.inventory;
  const inventory =
    proxmox && seen && isFresh(proxmox.state, now, staleAfter) && now - seen.at <= staleAfter ? seen.value : undefined;
  const offers = omni && facts.omni?.offers?.value;
  return defined({
    omniVersion: offers?.version,
    clusters: omni?.clusters(),
    machineClasses: omni?.ids('machineclasses'),
    usedClasses: omni?.usedClasses(),
    providers: omni?.ids('infraproviderstatuses'),
    providerSchemas: omni?.providerSchemas(),
    talosVersions: offers?.talosVersions,
    extensions: offers?.extensions,
    backupInterval: offers?.backupInterval,
    ...(inventory ? ofProxmox(inventory) : {}),
    machines: inventory && omni ? machinesOf(inventory, omni) : undefined,
    ...(facts.kubernetes ? ofKubernetes(facts.kubernetes, now, staleAfter) : {}),
  });
}

/**
 * What the cluster has, while its Applications are watched: they tell which files are its own. A part of the inventory
 * counts until the next look is overdue.
 */
function ofKubernetes(
  { objects, watches, inventory = {} }: KubernetesFacts,
  now: number,
  staleAfter: number,
): LiveKnowledge {
  const freshOf = (kind: 'Application' | 'SecretStore' | 'ClusterSecretStore') =>
    isFresh(watches[kind], now, staleAfter) ? objects[kind] : undefined;
  const applications = freshOf('Application');
  if (!applications) return {};
  const parts = inventoryParts.flatMap((part) => {
    const seen = inventory[part];
    return seen && now - seen.at <= inventoryInterval + staleAfter ? [[part, seen.value] as const] : [];
  });
  return {
    applications: applicationsIn(applications),
    ...storesOf(freshOf('ClusterSecretStore'), freshOf('SecretStore')),
    ...Object.fromEntries(parts),
  };
}

type Objects = KubernetesFacts['objects'][keyof KubernetesFacts['objects']];

/** What was read from the objects, which are another map as soon as one of them changes. */
const readBefore = new WeakMap<NonNullable<Objects>, readonly LiveApplication[]>();

function applicationsIn(objects: NonNullable<Objects>): readonly LiveApplication[] {
  const known = readBefore.get(objects);
  if (known) return known;
  const keys = [...objects.keys()].sort();
  const read = keys.flatMap((key) => objects.get(key) ?? []).map(readApplication);
  readBefore.set(objects, read);
  return read;
}

function storesOf(cluster: Objects, local: Objects): { readonly stores?: LiveStores } {
  if (!cluster || !local) return {};
  const places = [...local.values()].map(({ metadata: { name, namespace = '' } }) => ({ namespace, name }));
  const key = ({ namespace, name }: (typeof places)[number]): string => `${namespace}/${name}`;
  const sorted = places.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return { stores: { cluster: [...cluster.keys()].sort(), local: sorted } };
}

function isFresh(state: SourceState | undefined, now: number, staleAfter: number): boolean {
  return state?.phase === 'live' && state.heardAt !== undefined && now - state.heardAt <= staleAfter;
}

/** Omni's resources of the types whose own watch is fresh. */
class FreshOmni {
  readonly #facts: OmniFacts;
  readonly #now: number;
  readonly #staleAfter: number;

  constructor(facts: OmniFacts, now: number, staleAfter: number) {
    this.#facts = facts;
    this.#now = now;
    this.#staleAfter = staleAfter;
  }

  all(type: OmniType): ReadonlyMap<string, OmniResource> | undefined {
    return isFresh(this.#facts.watches[type], this.#now, this.#staleAfter) ? this.#facts.resources[type] : undefined;
  }

  ids(type: OmniType): readonly string[] | undefined {
    const all = this.all(type);
    return all && [...all.keys()].sort();
  }

  usedClasses(): readonly string[] | undefined {
    const sets = this.all('machinesetstatuses');
    if (!sets) return undefined;
    return [...new Set([...sets.values()].flatMap((set) => classOf(set) ?? []))].sort();
  }

  providerSchemas(): readonly LiveProviderSchema[] | undefined {
    const all = this.all('infraproviderstatuses');
    if (!all) return undefined;
    const schemas = [...all.values()].flatMap((each) => schemaOf(each) ?? []);
    return schemas.sort((a, b) => (a.provider < b.provider ? -1 : 1));
  }

  clusters(): readonly LiveCluster[] | undefined {
    const all = this.all('clusterstatuses');
    return all && [...all.values()].map((each) => this.#clusterOf(each)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #clusterOf(status: OmniResource): LiveCluster {
    const { id } = status;
    const spec = this.all('clusters')?.get(id)?.spec;
    const upgrade = this.all('kubernetesupgradestatuses')?.get(id)?.spec;
    const isDone = numberOf(upgrade, 'phase') === upgradeDone;
    return {
      name: id,
      state: stateOf(status),
      ...(spec ? wantedOf(spec) : {}),
      ...(isDone ? { kubernetesUpgrades: textsOf(upgrade, 'upgradeversions') } : {}),
    };
  }
}

/** The class that a machine set takes its machines from. */
function classOf(set: OmniResource | undefined): string | undefined {
  return textOf(set?.spec, 'machineallocation', 'name');
}

/** What was read of each schema: it is long, and asked for once a second. */
const readSchemas = new WeakMap<OmniResource, LiveProviderSchema | 'unreadable'>();

/** InfraProviderStatusSpec.schema (omni client/api/omni/specs/infra.proto); a provider need not have one. */
function schemaOf(status: OmniResource): LiveProviderSchema | undefined {
  let known = readSchemas.get(status);
  if (known === undefined) {
    const data = readJsonSchema(textOf(status.spec, 'schema') ?? '');
    known = data ? { provider: status.id, data } : 'unreadable';
    readSchemas.set(status, known);
  }
  return known === 'unreadable' ? undefined : known;
}

/** KubernetesUpgradeStatusSpec.Phase (omni client/api/omni/specs/omni.proto). */
const upgradeDone = 2;

/** What Omni compares a template with: the cluster as it was asked for last. */
function wantedOf(spec: OmniResource['spec']): Omit<LiveCluster, 'name' | 'state'> {
  const talos = textOf(spec, 'talosversion');
  const kubernetes = textOf(spec, 'kubernetesversion');
  return {
    ...(talos === undefined ? {} : { talos }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
    diskEncryption: fieldOf(spec, 'features', 'diskencryption') === true,
  };
}

function stateOf({ phase, spec }: OmniResource): string {
  const state = phase === 'tearingDown' ? 'Destroying' : wordOf(clusterPhases, numberOf(spec, 'phase')).word;
  const total = numberOf(spec, 'machines', 'total') ?? 0;
  const healthy = numberOf(spec, 'machines', 'healthy') ?? 0;
  const ready = spec.ready === true || state !== 'Running' ? state : `${state}, not ready`;
  return `${ready}, ${healthy} of ${total} machines healthy`;
}

function ofProxmox({ nodes, storages, bridges, mappings }: ProxmoxInventory): LiveKnowledge {
  return {
    nodes: nodes.filter((node) => node.online).map((node) => node.name),
    // Also those that are out of reach: the provider's selectors see them, without space.
    storages: storages.map(
      ({ name, node, type, content, active, availableBytes }): LiveStorage => ({
        ...{ name, node, type, content },
        availableBytes: (active ? availableBytes : undefined) ?? 0,
        ...(active ? {} : { inactive: true }),
      }),
    ),
    bridges: bridges.map(({ node, name }) => ({ node, name })),
    mappings: mappings.map(({ name, nodes: on }) => ({ name, nodes: on })),
  };
}

/** Machines that both sides know: Omni their class, by their machine set, and Proxmox the node they run on. */
function machinesOf({ vms }: ProxmoxInventory, omni: FreshOmni): readonly LiveMachine[] | undefined {
  const machines = omni.all('clustermachinestatuses');
  const sets = omni.all('machinesetstatuses');
  if (!machines || !sets) return undefined;
  return vms.flatMap(({ name, node, uuid, ha }): LiveMachine[] => {
    const set = machines.get(uuid ?? '')?.labels['omni.sidero.dev/machine-set'];
    const machineClass = classOf(sets.get(set ?? ''));
    return machineClass ? [{ name, machineClass, node, ...(ha === undefined ? {} : { ha }) }] : [];
  });
}

/** Leaves out what is undefined. */
function defined(parts: { readonly [P in keyof LiveKnowledge]: LiveKnowledge[P] | undefined }): LiveKnowledge {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
