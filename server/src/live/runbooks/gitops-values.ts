// The values of a GitOps bootstrap that a person may change, as text: read, checked and shown the same way on the command
// line and in the editor.
import { ok, type Result } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';
import { type GitOpsInputs, gitOpsDefaults } from './gitops-bootstrap.ts';
import { isExactVersion } from './version-range.ts';
import { type ChartName, charts, chartVersions, type GivenVersions } from './versions.ts';

/** What a person may give; what is absent has its default. */
export interface GitOpsWish {
  readonly cluster: string;
  /** Absolute path of the root Application, or of the folder with it. */
  readonly bootstrap?: string;
  readonly versions: GivenVersions;
  readonly mtu?: number;
  readonly apiServer?: GitOpsInputs['apiServer'];
  readonly privilegedNamespaces?: readonly string[];
}

/** Faults: `conflict` where the repository asks for charts that can not be pinned. */
export async function gitOpsInputs(wish: GitOpsWish, { kubernetes }: LiveSettings): Promise<Result<GitOpsInputs>> {
  const { cluster, bootstrap, mtu, apiServer, privilegedNamespaces } = wish;
  const versions = await chartVersions(bootstrap, wish.versions);
  if (!versions.ok) return versions;
  return ok({
    cluster,
    ...(bootstrap === undefined ? {} : { bootstrap }),
    versions: versions.value,
    mtu: mtu ?? gitOpsDefaults.mtu,
    apiServer: apiServer ?? gitOpsDefaults.apiServer,
    privilegedNamespaces: privilegedNamespaces ?? gitOpsDefaults.privilegedNamespaces,
    argocdNamespace: kubernetes.argocdNamespace ?? gitOpsDefaults.argocdNamespace,
  });
}

/** Bytes; undefined for what is no MTU of IPv6, which needs 1280. */
export function readMtu(text: string): number | undefined {
  const mtu = /^\d+$/.test(text) ? Number(text) : 0;
  return mtu >= 1280 && mtu <= 9216 ? mtu : undefined;
}

/** `localhost:7445`, `192.0.2.10:6443`, `[fd00::1]:6443`. */
export function readApiServer(text: string): GitOpsInputs['apiServer'] | undefined {
  const match = /^(?:([A-Za-z0-9.-]+)|\[([0-9A-Fa-f:]+)\]):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? 0);
  return host !== undefined && port > 0 && port <= 65_535 ? { host, port } : undefined;
}

export function showApiServer({ host, port }: GitOpsInputs['apiServer']): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A name as Kubernetes takes it for a namespace. */
export function isNamespace(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(text);
}

/** A chart of `cilium=1.18.4`; undefined for another chart, and for what is not one version. */
export function readPin(text: string): { readonly chart: ChartName; readonly version: string } | undefined {
  const at = text.indexOf('=');
  const chart = charts.find((name) => name === text.slice(0, at));
  const version = text.slice(at + 1);
  return chart && isExactVersion(version) ? { chart, version } : undefined;
}
