// What the Tailscale operator reads besides the fields of its CRDs (tailscale cmd/k8s-operator, ingress.go, svc.go,
// sts.go, ingress-for-pg.go, egress-services.go).

export type AnnotationOwner = 'Ingress' | 'Service';

export interface TailscaleAnnotation {
  readonly key: string;
  readonly on: readonly AnnotationOwner[];
  /** Whether it is read with a ProxyGroup only, or only without one; otherwise with and without. */
  readonly group?: 'with' | 'without';
}

const both = ['Ingress', 'Service'] as const;

export const tailscaleAnnotations: readonly TailscaleAnnotation[] = [
  { key: 'tailscale.com/tags', on: both },
  { key: 'tailscale.com/proxy-class', on: both, group: 'without' },
  { key: 'tailscale.com/proxy-group', on: both },
  { key: 'tailscale.com/funnel', on: ['Ingress'], group: 'without' },
  { key: 'tailscale.com/http-redirect', on: ['Ingress'] },
  { key: 'tailscale.com/http-endpoint', on: ['Ingress'], group: 'with' },
  {
    key: 'tailscale.com/experimental-forward-cluster-traffic-via-ingress',
    on: ['Ingress'],
    group: 'without',
  },
  { key: 'tailscale.com/expose', on: ['Service'] },
  { key: 'tailscale.com/hostname', on: ['Service'] },
  { key: 'tailscale.com/tailnet-fqdn', on: ['Service'] },
  { key: 'tailscale.com/tailnet-ip', on: ['Service'] },
  { key: 'tailscale.com/ts-tailnet-target-ip', on: ['Service'] },
];

/** A tag as the tailnet's policy file writes it (tailscale tailcfg.CheckTag). */
export const tagPattern = /^tag:[A-Za-z][A-Za-z0-9-]*$/;

/** A full name of a device on a tailnet (tailscale cmd/k8s-operator, isMagicDNSName). */
export const magicNamePattern = /^[A-Za-z0-9-]+\.[A-Za-z0-9-]+\.ts\.net\.?$/;

/** A DNS label as devices and Kubernetes names have it: at most 63 lower-case letters, digits and inner hyphens. */
export const labelPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
