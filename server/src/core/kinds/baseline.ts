// What the baseline Pod Security level forbids in a pod (kubernetes/pod-security-admission policy/check_*.go).
import {
  at,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  scalarText,
  stringOf,
  type YamlNode,
  type YamlPair,
} from '../yaml/nodes.ts';
import { containersOf } from './pods.ts';
import { hasPlaceholder } from './recognise.ts';

export interface Violation {
  /** The key or value that breaks the level. */
  readonly pair: YamlPair;
  /** What it is, as people write it: `hostNetwork`. */
  readonly what: string;
  /** Whether only some versions of Kubernetes forbid it. */
  readonly depends?: true;
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
const laterSysctls = new Set([
  ...['net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout'],
  ...['net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
  ...['net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'],
]);

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

/** What the baseline level forbids in the pods of a template, which has their metadata and specification. */
export function baselineViolations(template: YamlNode | undefined): readonly Violation[] {
  const spec = at(template, 'spec');
  const context = at(spec, 'securityContext');
  const found: Violation[] = [];
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) addIfTrue(found, spec, key);
  for (const volume of itemsOf(at(spec, 'volumes'))) {
    const pair = pairOf(volume, 'hostPath');
    if (pair) found.push({ pair, what: 'hostPath' });
  }
  for (const sysctl of itemsOf(at(context, 'sysctls'))) addSysctl(found, pairOf(sysctl, 'name'));
  addContext(found, context);
  for (const container of containersOf(spec)) addContainer(found, container, spec);
  for (const pair of pairsOf(at(template, 'metadata', 'annotations'))) {
    const text = scalarText(pair.value) ?? '';
    const allowed = /^(?:runtime\/default|localhost\/.*)?$/.test(text) || hasPlaceholder(text);
    if (keyText(pair).startsWith(appArmorPrefix) && !allowed) found.push({ pair, what: 'AppArmor annotation' });
  }
  return found;
}

/** What may stand in the security context of a pod and of a container alike. */
function addContext(found: Violation[], context: YamlNode | undefined): void {
  addIfTrue(found, at(context, 'windowsOptions'), 'hostProcess');
  for (const profile of ['seccompProfile', 'appArmorProfile']) {
    const pair = pairOf(at(context, profile), 'type');
    if (pair && stringOf(pair.value) === 'Unconfined') found.push({ pair, what: `${profile}.type` });
  }
  const options = at(context, 'seLinuxOptions');
  for (const key of ['user', 'role', 'type']) {
    const pair = pairOf(options, key);
    const text = stringOf(pair?.value) ?? '';
    const isAllowed = key === 'type' && /^container_(?:init_|kvm_)?t$/.test(text);
    if (!pair || text === '' || isAllowed || hasPlaceholder(text)) continue;
    const depends = key === 'type' && text === 'container_engine_t';
    found.push({ pair, what: `seLinuxOptions.${key}`, ...(depends ? { depends } : {}) });
  }
}

function addContainer(found: Violation[], container: YamlNode, spec: YamlNode | undefined): void {
  const context = at(container, 'securityContext');
  addIfTrue(found, context, 'privileged');
  const add = pairOf(at(context, 'capabilities'), 'add');
  const extra = itemsOf(add?.value).flatMap((item) => stringOf(item) ?? []);
  const beyond = extra.find((name) => !allowedCapabilities.has(name.replace(/^CAP_/, '')) && !hasPlaceholder(name));
  if (add && beyond !== undefined) found.push({ pair: add, what: `capability ${beyond}` });
  for (const port of itemsOf(at(container, 'ports'))) {
    const pair = pairOf(port, 'hostPort');
    if (pair && scalarText(pair.value) !== '0' && scalarText(pair.value) !== undefined)
      found.push({ pair, what: 'hostPort' });
  }
  const mount = pairOf(context, 'procMount');
  if (mount && stringOf(mount.value) === 'Unmasked') {
    const own = scalarText(at(spec, 'hostUsers')) === 'false';
    found.push({ pair: mount, what: 'procMount', ...(own ? { depends: true } : {}) });
  }
  addContext(found, context);
  for (const handler of handlersOf(container)) {
    const pair = pairOf(handler, 'host');
    if (pair && (stringOf(pair.value) ?? '') !== '') found.push({ pair, what: 'host of a probe', depends: true });
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
  found.push({ pair, what: `sysctl ${name}`, ...(laterSysctls.has(name) ? { depends: true } : {}) });
}

function addIfTrue(found: Violation[], node: YamlNode | undefined, key: string): void {
  const pair = pairOf(node, key);
  if (pair?.value.type === 'scalar' && pair.value.value === true) found.push({ pair, what: key });
}
