// What is known of charts by name. Short on purpose: an entry is a claim about every version of that chart.

export interface ChartWithUi {
  /** The values that take the interface away, as `path=value`. */
  readonly unless?: readonly string[];
  /** The value without which the chart writes an Ingress of its own. */
  readonly opensUnless?: string;
}

/**
 * Charts that bring a web interface for people, switched on by default. Read upstream in August 2026, values.yaml and
 * templates of: argoproj/argo-helm, goauthentik/helm, kubernetes-sigs/headlamp, homarr-labs/charts,
 * pajikos/home-assistant-helm-chart, jameswynn/helm-charts, immich-app/immich-charts, jellyfin/jellyfin-helm,
 * prometheus-community/helm-charts, longhorn/charts, 8gears/n8n-helm-chart, netdata/helmchart, open-webui/helm-charts,
 * Arize-ai/phoenix, minio/minio, kubernetes/dashboard, MoJo2600/pihole-kubernetes, skyhook-io/radar, dirsigler/uptime-kuma-helm, guerzon/vaultwarden. All but
 * those with `opensUnless` have a Service of the cluster and an Ingress that is off. The
 * others (AdGuard Home, Forgejo, Gitea, Keycloak) are known by their READMEs only.
 */
export const chartsWithUi: Readonly<Record<string, ChartWithUi>> = {
  'adguard-home': {},
  'argo-cd': {},
  authentik: {},
  forgejo: {},
  gitea: {},
  grafana: {},
  headlamp: {},
  homarr: {},
  'home-assistant': {},
  homepage: {},
  immich: {},
  jellyfin: {},
  keycloak: {},
  'kube-prometheus-stack': { unless: ['grafana.enabled=false'] },
  'kubernetes-dashboard': {},
  longhorn: { unless: ['longhornUI.replicas=0'] },
  minio: { unless: ['console.enabled=false', 'environment.MINIO_BROWSER=off'] },
  n8n: {},
  netdata: { unless: ['parent.enabled=false'], opensUnless: 'ingress.enabled=false' },
  'open-webui': {},
  'phoenix-helm': { opensUnless: 'ingress.enabled=false' },
  pihole: {},
  radar: {},
  'uptime-kuma': {},
  vaultwarden: {},
};

export interface PrivilegedChart {
  /** What its pods use, as people write it. */
  readonly uses: string;
  /** The value that takes the need away, as `path=value`. */
  readonly unless?: string;
}

/**
 * Charts whose pods break the baseline Pod Security level with their default values. Source: the charts' own templates
 * and values (longhorn/charts, netdata/helmchart, metallb/metallb, prometheus-community/helm-charts,
 * grafana/helm-charts, falcosecurity/charts, kubereboot/charts, spegel-org/spegel, democratic-csi/charts,
 * kubernetes-csi/csi-driver-nfs and -smb, NVIDIA/k8s-device-plugin, read in August 2026). Charts whose need hangs on a
 * list of volumes or a choice among several are left out: fluent-bit, alloy.
 */
export const privilegedCharts: Readonly<Record<string, PrivilegedChart>> = {
  longhorn: { uses: 'privileged containers and `hostPath`' },
  netdata: { uses: '`hostPID`, `hostIPC`, `hostNetwork` and `hostPath`', unless: 'child.enabled=false' },
  metallb: { uses: '`hostNetwork`', unless: 'speaker.enabled=false' },
  'prometheus-node-exporter': { uses: '`hostNetwork`, `hostPID` and `hostPath`' },
  'kube-prometheus-stack': {
    uses: '`hostNetwork`, `hostPID` and `hostPath` for its node exporter',
    unless: 'nodeExporter.enabled=false',
  },
  promtail: { uses: '`hostPath`', unless: 'daemonset.enabled=false' },
  falco: { uses: 'privileged containers and `hostPath`', unless: 'driver.enabled=false' },
  kured: { uses: 'privileged containers and `hostPID`' },
  spegel: { uses: '`hostPath`' },
  'democratic-csi': { uses: 'privileged containers, `hostNetwork` and `hostPath`', unless: 'node.enabled=false' },
  'csi-driver-nfs': { uses: 'privileged containers, `hostNetwork` and `hostPath`' },
  'csi-driver-smb': { uses: 'privileged containers, `hostNetwork` and `hostPath`', unless: 'linux.enabled=false' },
  'nvidia-device-plugin': { uses: '`hostPath`', unless: 'devicePlugin.enabled=false' },
};

/** What takes Longhorn's check before an upgrade away: the second does in versions that know it (preupgrade-job.yaml). */
export const upgradeCheckOff = [
  'preUpgradeChecker.jobEnabled=false',
  'preUpgradeChecker.upgradeVersionCheck=false',
] as const;

/** Serves `v1beta1` of External Secrets after 0.17 (its chart from 1.3.0 on). */
export const oldVersionServed = 'crds.unsafeServeV1Beta1=true';

/** Every value that rules ask files of values for. */
export const chartSwitches: readonly string[] = [
  ...upgradeCheckOff,
  oldVersionServed,
  ...Object.values(chartsWithUi).flatMap(({ unless }) => unless ?? []),
  ...Object.values(chartsWithUi).flatMap(({ opensUnless }) => opensUnless ?? []),
  ...Object.values(privilegedCharts).flatMap(({ unless }) => unless ?? []),
];

export interface UiService {
  readonly name: string;
  readonly port: number;
}

type FindService = (
  release: string,
  value: (...path: readonly string[]) => string | undefined,
) => UiService | undefined;

/** Helm's usual full name: the release when it holds the chart's name, else both. */
function fullName(chart: string, release: string, value: Parameters<FindService>[1]): string {
  const name = value('nameOverride') ?? chart;
  return value('fullnameOverride') ?? (release.includes(name) ? release : `${release}-${name}`);
}

function usual(chart: string, port: number): FindService {
  return (release, value) => ({
    name: fullName(chart, release, value),
    port: Number(value('service', 'port') ?? port),
  });
}

const uiServices: Readonly<Record<string, FindService>> = {
  'argo-cd': (release, value) => ({
    name: `${fullName('argocd', release, value)}-${value('server', 'name') ?? 'server'}`,
    // Without this parameter the server answers port 80 with a redirect to HTTPS.
    port: value('configs', 'params', 'server.insecure') === 'true' ? 80 : 443,
  }),
  longhorn: () => ({ name: 'longhorn-frontend', port: 80 }),
  netdata: (_, value) => ({
    name: value('nameOverride') ?? 'netdata',
    port: Number(value('service', 'port') ?? 19999),
  }),
  grafana: usual('grafana', 80),
  headlamp: usual('headlamp', 80),
  homarr: (release, value) => ({
    name: fullName('homarr', release, value),
    port: Number(value('service', 'ports', 'app', 'port') ?? 7575),
  }),
  'uptime-kuma': usual('uptime-kuma', 3001),
  // Releases without the chart's name in them are left to people.
  'phoenix-helm': (release, value) =>
    release.includes('phoenix') && value('nameOverride') === undefined && value('fullnameOverride') === undefined
      ? { name: `${release}-svc`, port: Number(value('server', 'port') ?? 6006) }
      : undefined,
  'kube-prometheus-stack': (release, value) => ({
    name: value('grafana', 'fullnameOverride') ?? (release.includes('grafana') ? release : `${release}-grafana`),
    port: Number(value('grafana', 'service', 'port') ?? 80),
  }),
};

/**
 * The Service behind the web interface of a chart's release (the charts' own templates and default values); undefined
 * where we do not know it for certain.
 * @param value a value as text, by its path
 */
export function uiServiceOf(
  chart: string,
  release: string,
  value: (...path: readonly string[]) => string | undefined,
): UiService | undefined {
  const find = Object.hasOwn(uiServices, chart) ? uiServices[chart] : undefined;
  const service = find?.(release, value);
  return service && Number.isInteger(service.port) && service.port > 0 ? service : undefined;
}

/** The API groups whose custom resource definitions a chart installs with its default or usual values. */
export const chartGroups: Readonly<Record<string, readonly string[]>> = {
  'cert-manager': ['cert-manager.io', 'acme.cert-manager.io'],
  'cloudnative-pg': ['postgresql.cnpg.io'],
  'external-secrets': ['external-secrets.io', 'generators.external-secrets.io'],
  'kube-prometheus-stack': ['monitoring.coreos.com'],
  kyverno: ['kyverno.io'],
  longhorn: ['longhorn.io'],
  metallb: ['metallb.io'],
  'sealed-secrets': ['bitnami.com'],
  'tailscale-operator': ['tailscale.com'],
  traefik: ['traefik.io'],
  velero: ['velero.io'],
};
