// Values of a few charts whose mistakes Helm does not report: it renders whatever it is given.
import type { Field, FieldTable } from './fields.ts';

const any: Field = { type: 'any', doc: '' };
const image: Field = {
  type: 'object',
  doc: 'The image.',
  fields: { repository: any, repo: any, tag: any, digest: any, pullPolicy: any },
};

/** tailscale cmd/k8s-operator/deploy/chart/values.yaml */
const tailscaleOperator: FieldTable = {
  oauth: {
    type: 'object',
    doc: 'Credentials of the operator; left out, it reads the Secret `operator-oauth`.',
    fields: {
      clientId: { type: 'string', doc: 'The client id itself.' },
      clientSecret: { type: 'string', doc: 'The client secret itself.' },
      audience: any,
    },
  },
  oauthSecretVolume: any,
  loginServer: any,
  installCRDs: { type: 'boolean', doc: 'Whether the chart brings the definitions of Tailscale’s kinds.' },
  operatorConfig: {
    type: 'object',
    doc: 'Settings of the operator.',
    fields: {
      defaultTags: {
        type: 'list',
        doc: 'Tags of the operator’s own device.',
        items: { type: 'string', doc: 'A tag.' },
      },
      image,
      logging: any,
      hostname: { type: 'string', doc: 'Name of the operator’s own device.' },
      nodeSelector: any,
      resources: any,
      podAnnotations: any,
      podLabels: any,
      serviceAccountAnnotations: any,
      tolerations: any,
      affinity: any,
      podSecurityContext: any,
      securityContext: any,
      extraEnv: any,
      priorityClassName: any,
    },
  },
  proxyConfig: {
    type: 'object',
    doc: 'Settings of the proxies.',
    fields: {
      image,
      defaultTags: { type: 'string', doc: 'Tags of the proxies, as one text with commas.' },
      firewallMode: any,
      defaultProxyClass: { type: 'string', doc: 'ProxyClass of proxies that name none.' },
    },
  },
  apiServerProxyConfig: {
    type: 'object',
    doc: 'Whether the operator stands before the Kubernetes API.',
    fields: {
      mode: { type: 'string', enum: ['true', 'false', 'noauth'], doc: 'Text, also where it reads like a boolean.' },
      allowImpersonation: any,
    },
  },
  ingressClass: any,
  imagePullSecrets: any,
};

export const chartValues: Readonly<Record<string, FieldTable>> = { 'tailscale-operator': tailscaleOperator };
