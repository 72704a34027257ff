// What is known of charts by name. Short on purpose: an entry is a claim about every version of that chart.

/** Charts that bring a web interface for people. */
export const chartsWithUi: ReadonlySet<string> = new Set([
  'adguard-home',
  'argo-cd',
  'authentik',
  'forgejo',
  'gitea',
  'grafana',
  'headlamp',
  'home-assistant',
  'homarr',
  'homepage',
  'immich',
  'jellyfin',
  'keycloak',
  'kube-prometheus-stack',
  'kubernetes-dashboard',
  'longhorn',
  'n8n',
  'netdata',
  'open-webui',
  'phoenix-helm',
  'pihole',
  'radar',
  'uptime-kuma',
  'vaultwarden',
]);

export interface PrivilegedChart {
  /** What its pods use, as people write it. */
  readonly uses: string;
  /** The path of a value that, when false, takes the need away. */
  readonly unless?: readonly string[];
}

/** Charts whose pods break the baseline Pod Security level with their default values (the charts' own templates). */
export const privilegedCharts: Readonly<Record<string, PrivilegedChart>> = {
  longhorn: { uses: 'privileged containers and `hostPath`' },
  netdata: { uses: '`hostPID`, `hostNetwork` and `hostPath`', unless: ['child', 'enabled'] },
  metallb: { uses: '`hostNetwork`', unless: ['speaker', 'enabled'] },
  'prometheus-node-exporter': { uses: '`hostNetwork`, `hostPID` and `hostPath`' },
  'kube-prometheus-stack': {
    uses: '`hostNetwork`, `hostPID` and `hostPath` for its node exporter',
    unless: ['nodeExporter', 'enabled'],
  },
  promtail: { uses: '`hostPath`' },
  falco: { uses: 'privileged containers and `hostPath`' },
  kured: { uses: 'privileged containers and `hostPID`' },
};
