// What the baseline Pod Security level forbids in a pod (kubernetes/pod-security-admission policy/check_*.go).
import { goInteger } from '../yaml/go-decode.ts';
import {
  at,
  contentOf,
  isNull,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  scalarText,
  stringOf,
  type YamlNode,
  type YamlPair,
} from '../yaml/nodes.ts';
import { hasPlaceholder } from './placeholders.ts';
import { containersOf } from './pods.ts';

export interface Violation {
  /** The key or value that breaks the level. */
  readonly pair: YamlPair;
  /** What it is, as people write it: `hostNetwork`. */
  readonly what: string;
  /** The first minor version of the standards that forbids it; every one does where neither is written. */
  readonly since?: number;
  /** The first minor version that lets it in again; `restricted` never does where `baselineOnly` is set. */
  readonly until?: number;
  readonly baselineOnly?: true;
}

/** The level of a namespace, with the minor version that its label pins; the newest where it does not. */
export interface PinnedLevel {
  readonly level: string;
  readonly version?: number;
}

/** Older API servers are in use nowhere; an API server applies its own version where a label asks for a later one. */
const oldestServer = 25;

/** True where every API server in use refuses the pod, whatever its version. */
export function isCertain({ since = 0, until, baselineOnly }: Violation, { level, version }: PinnedLevel): boolean {
  const lasts = until === undefined || (level === 'restricted' && baselineOnly) || (version ?? until) < until;
  return lasts && since <= Math.min(version ?? oldestServer, oldestServer);
}

/** Capabilities that a container may add (check_capabilities_baseline.go). */
const allowedCapabilities = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
]);

/** Kernel settings that every version lets a pod change, and those that later ones let it change (check_sysctls.go). */
const allowedSysctls = new Set([
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies'],
  ...['net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start'],
]);
const laterSysctls: Readonly<Record<string, number>> = {
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
};

/** Seccomp was an annotation before it was a field (check_seccompProfile_baseline.go). */
const seccompField = 19;

/** What the baseline level forbids in the pods of a template, which has their metadata and specification. */
export function baselineViolations(template: YamlNode | undefined): readonly Violation[] {
  const spec = at(template, 'spec');
  const context = at(spec, 'securityContext');
  const found: Violation[] = [];
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) addIfTrue(found, spec, key);
  for (const volume of itemsOf(at(spec, 'volumes'))) {
    const pair = pairOf(volume, 'hostPath');
    if (pair && !isNull(pair.value)) found.push({ pair, what: 'hostPath' });
  }
  for (const sysctl of itemsOf(at(context, 'sysctls'))) addSysctl(found, pairOf(sysctl, 'name'));
  addContext(found, context);
  for (const container of containersOf(spec)) addContainer(found, container, spec);
  const names = new Set(containersOf(spec).map((container) => stringOf(at(container, 'name'))));
  for (const pair of pairsOf(at(template, 'metadata', 'annotations'))) addAnnotation(found, pair, names);
  return found;
}

/** Profiles as annotations: AppArmor's to this day, seccomp's in old versions of the standards. */
function addAnnotation(found: Violation[], pair: YamlPair, containers: ReadonlySet<string | undefined>): void {
  const [, prefix = '', name = ''] = /^([^/]*)\/(.*)$/.exec(keyText(pair)) ?? [];
  const text = scalarText(pair.value) ?? '';
  if (hasPlaceholder(text) || /^(?:runtime\/default$|localhost\/)/.test(text)) return;
  if (prefix === 'container.apparmor.security.beta.kubernetes.io' && text !== '')
    found.push({ pair, what: 'AppArmor annotation' });
  const isPod = prefix === 'seccomp.security.alpha.kubernetes.io' && name === 'pod';
  const isContainer = prefix === 'container.seccomp.security.alpha.kubernetes.io' && containers.has(name);
  if ((isPod || isContainer) && text !== 'docker/default')
    found.push({ pair, what: 'seccomp annotation', until: seccompField });
}

/** What may stand in the security context of a pod and of a container alike. */
function addContext(found: Violation[], context: YamlNode | undefined): void {
  addIfTrue(found, at(context, 'windowsOptions'), 'hostProcess');
  for (const [profile, since] of [
    ['seccompProfile', seccompField],
    ['appArmorProfile', 0],
  ] as const) {
    const pair = pairOf(at(context, profile), 'type');
    if (pair && stringOf(pair.value) === 'Unconfined') found.push({ pair, what: `${profile}.type`, since });
  }
  const options = at(context, 'seLinuxOptions');
  for (const key of ['user', 'role', 'type']) {
    const pair = pairOf(options, key);
    const text = stringOf(pair?.value) ?? '';
    const isAllowed = key === 'type' && /^container_(?:init_|kvm_)?t$/.test(text);
    if (!pair || text === '' || isAllowed || hasPlaceholder(text)) continue;
    const isEngine = key === 'type' && text === 'container_engine_t';
    found.push({ pair, what: `seLinuxOptions.${key}`, ...(isEngine ? { until: 31 } : {}) });
  }
}

function addContainer(found: Violation[], container: YamlNode, spec: YamlNode | undefined): void {
  const context = at(container, 'securityContext');
  addIfTrue(found, context, 'privileged');
  const add = pairOf(at(context, 'capabilities'), 'add');
  // `CAP_CHOWN` is not `CHOWN`: names are compared as they stand.
  const extra = itemsOf(add?.value).flatMap((item) => (isNull(item) ? '' : (stringOf(item) ?? [])));
  const beyond = extra.find((name) => !allowedCapabilities.has(name) && !hasPlaceholder(name));
  if (add && beyond !== undefined) found.push({ pair: add, what: `capability ${beyond || '""'}` });
  for (const port of itemsOf(at(container, 'ports'))) {
    const pair = pairOf(port, 'hostPort');
    if (pair && (goInteger(pair.value) ?? 0) !== 0) found.push({ pair, what: 'hostPort' });
  }
  const mount = pairOf(context, 'procMount');
  if (mount && stringOf(mount.value) === 'Unmasked') {
    const isOwn = scalarText(at(spec, 'hostUsers')) === 'false';
    found.push({ pair: mount, what: 'procMount', ...(isOwn ? { until: 35, baselineOnly: true } : {}) });
  }
  addContext(found, context);
  for (const handler of handlersOf(container)) {
    const pair = pairOf(handler, 'host');
    if (pair && (stringOf(pair.value) ?? '') !== '') found.push({ pair, what: 'host of a probe', since: 34 });
  }
}

/** The probes and hooks of a container that may name another host; forbidden from Kubernetes 1.34 on. */
function handlersOf(container: YamlNode): readonly (YamlNode | undefined)[] {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => at(container, key));
  const hooks = ['postStart', 'preStop'].map((key) => at(container, 'lifecycle', key));
  return [...probes, ...hooks].flatMap((node) => [at(node, 'httpGet'), at(node, 'tcpSocket')]);
}

function addSysctl(found: Violation[], pair: YamlPair | undefined): void {
  const name = stringOf(pair?.value);
  if (!pair || name === undefined || allowedSysctls.has(name) || hasPlaceholder(name)) return;
  const until = Object.hasOwn(laterSysctls, name) ? laterSysctls[name] : undefined;
  found.push({ pair, what: `sysctl ${name}`, ...(until === undefined ? {} : { until }) });
}

function addIfTrue(found: Violation[], node: YamlNode | undefined, key: string): void {
  const pair = pairOf(node, key);
  if (pair && isTrue(pair.value)) found.push({ pair, what: key });
}

/** What Kubernetes' reader takes for true: words of YAML 1.1 too, unless they are in quotes (sigs.k8s.io/yaml). */
function isTrue(node: YamlNode): boolean {
  if (node.type !== 'scalar') return false;
  return node.value === true || (node.style === 'plain' && /^(?:yes|Yes|YES|on|On|ON)$/.test(contentOf(node)));
}
