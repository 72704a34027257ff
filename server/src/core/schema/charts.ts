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
