// One machine of a cluster as a row, and one that is being made and has not registered yet.
import type { OmniResource } from '../omni/resource.ts';
import type { Condition, Level, Row } from './model.ts';
import { machineStages, requestStages, wordOf } from './omni-words.ts';
import { fieldOf, listOf, numberOf, present, textOf, textsOf } from './read.ts';
import { detail, row } from './row.ts';

export const label = {
  cluster: 'omni.sidero.dev/cluster',
  machineSet: 'omni.sidero.dev/machine-set',
  controlPlane: 'omni.sidero.dev/role-controlplane',
  connected: 'omni.sidero.dev/connected',
  nodeName: 'omni.sidero.dev/node-name',
  requestInUse: 'omni.sidero.dev/machine-request-in-use',
} as const;

/** Machines lose their connection while these stages last. */
const away: ReadonlySet<string> = new Set([
  'Booting',
  'Installing',
  'Upgrading',
  'Rebooting',
  'Shutting down',
  'Powering on',
]);
const applyFailed = 3;

/** What Omni knows of one machine, in three resources. */
export interface MachineFacts {
  /** ClusterMachineStatus */
  readonly inCluster: OmniResource;
  /** MachineStatus */
  readonly status: OmniResource | undefined;
  /** ClusterMachineIdentity */
  readonly identity: OmniResource | undefined;
  /** Made a short while ago, so that it is still starting. */
  readonly young: boolean;
}

export function machineRow(facts: MachineFacts): Row {
  const { inCluster, status, identity } = facts;
  const { id, labels, spec } = inCluster;
  const cluster = labels[label.cluster] ?? '';
  const address = textsOf(identity?.spec, 'nodeips')[0] ?? addressOf(status);
  const hostname = textOf(status?.spec, 'network', 'hostname');
  const { word, level, message } = stateOf(facts);
  return row({
    target: { kind: 'machine', cluster, machineSet: labels[label.machineSet] ?? '', machine: id },
    name: textOf(identity?.spec, 'nodename') ?? (labels[label.nodeName] || hostname) ?? id,
    state: word,
    level,
    extra: address,
    message,
    conditions: conditionsOf(facts),
    details: [
      detail('Machine', id),
      detail('Address', address),
      detail('Talos', textOf(status?.spec, 'talosversion')),
      detail('Hardware', hardwareOf(status)),
      detail('Machine request', textOf(spec, 'provisionstatus', 'requestid')),
      detail('Provider', textOf(spec, 'provisionstatus', 'providerid')),
      detail('Locked', isLocked(inCluster) ? 'Omni changes nothing on it' : undefined),
    ],
    changedAt: inCluster.updated,
  });
}

interface State {
  readonly word: string;
  readonly level: Level;
  readonly message?: string;
}

function stateOf({ inCluster, status, young }: MachineFacts): State {
  const { spec, labels, phase } = inCluster;
  const { word, level } = wordOf(machineStages, numberOf(spec, 'stage'));
  if (phase === 'tearingDown' || spec.isremoved === true) return { word: 'Destroying', level: 'busy' };
  const configError = textOf(spec, 'lastconfigerror');
  if (configError || numberOf(spec, 'configapplystatus') === applyFailed)
    return { word, level: 'error', message: sentence('Its config was not applied', configError) };
  if (level === 'error')
    return { word, level, message: 'The machine is off. Power it on, or take it out of its machine set.' };
  const connected = labels[label.connected] !== undefined || status?.spec.connected === true;
  if (!connected && !away.has(word))
    return young
      ? { word, level: 'busy', message: 'It has not connected to Omni yet.' }
      : { word, level: 'error', message: 'It has lost its connection to Omni.' };
  if (level !== 'healthy') return { word, level };
  if (spec.ready !== true)
    return young
      ? { word: `${word}, not ready`, level: 'busy', message: 'Its services are starting.' }
      : {
          word: `${word}, not ready`,
          level: 'warning',
          message: sentence('It runs and is not ready', textOf(status?.spec, 'lasterror')),
        };
  const trouble = listOf(status?.spec, 'diagnostics').flatMap(
    (each) => textOf(each, 'message') ?? textOf(each, 'id') ?? [],
  );
  if (trouble.length > 0) return { word, level: 'warning', message: sentence('Talos reports', trouble.join('; ')) };
  if (spec.configuptodate === false && !isLocked(inCluster))
    return { word, level: 'busy', message: 'A change of its config waits to be applied.' };
  return { word, level };
}

function conditionsOf({ inCluster, status }: MachineFacts): readonly Condition[] {
  const { spec, labels } = inCluster;
  const connected = labels[label.connected] !== undefined || status?.spec.connected === true;
  return present([
    truth('Connected', connected),
    truth('Ready', spec.ready),
    truth('Config up to date', spec.configuptodate),
    ...listOf(status?.spec, 'diagnostics').map((each): Condition => {
      const message = textOf(each, 'message');
      return {
        type: textOf(each, 'id') ?? 'Diagnostic',
        status: 'Reported',
        level: 'warning',
        ...(message ? { message } : {}),
      };
    }),
  ]);
}

/** A condition of something that is true when all is well; nothing where the upstream does not say. */
export function truth(type: string, value: unknown, bad: Level = 'warning'): Condition | undefined {
  if (typeof value !== 'boolean') return undefined;
  return { type, status: value ? 'True' : 'False', level: value ? 'healthy' : bad };
}

function isLocked({ annotations }: OmniResource): boolean {
  return annotations['omni.sidero.dev/locked'] !== undefined;
}

function addressOf(status: OmniResource | undefined): string | undefined {
  return textsOf(status?.spec, 'network', 'addresses')[0]?.replace(/\/\d+$/, '');
}

function hardwareOf(status: OmniResource | undefined): string | undefined {
  const hardware = fieldOf(status?.spec, 'hardware');
  const cores = listOf(hardware, 'processors').reduce<number>(
    (sum, each) => sum + (numberOf(each, 'corecount') ?? 0),
    0,
  );
  const megabytes = listOf(hardware, 'memorymodules').reduce<number>(
    (sum, each) => sum + (numberOf(each, 'sizemb') ?? 0),
    0,
  );
  const parts = [cores > 0 ? `${cores} cores` : '', megabytes > 0 ? `${Math.round(megabytes / 1024)} GiB` : ''];
  return parts.filter((part) => part !== '').join(', ');
}

/** A machine request that has no machine yet. */
export function requestRow(request: OmniResource): Row {
  const { id, labels, spec } = request;
  const { word, level } = wordOf(requestStages, numberOf(spec, 'stage'));
  const step = textOf(spec, 'status');
  const error = textOf(spec, 'error');
  const provider = textOf(spec, 'providerid');
  return row({
    target: {
      kind: 'machine-request',
      cluster: labels[label.cluster] ?? '',
      machineSet: labels[label.machineSet] ?? '',
      request: id,
    },
    name: id,
    state: request.phase === 'tearingDown' ? 'Deprovisioning' : word,
    level: error ? 'error' : level,
    message:
      level === 'error' || error ? sentence('The provider could not make the machine', error) : saidAs(word, step),
    details: [detail('Provider', provider), detail('Machine', textOf(spec, 'machineuuid'))],
    changedAt: request.updated,
  });
}

function saidAs(word: string, step: string | undefined): string | undefined {
  if (step) return sentence(step);
  return word === 'Provisioned' ? 'The machine was made and has not registered with Omni yet.' : undefined;
}

/** `Head: rest.`, with a capital and one full stop at the end. */
export function sentence(head: string, rest?: string): string {
  const text = (rest ? `${head}: ${rest}` : head).trim();
  const full = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(full) ? full : `${full}.`;
}
