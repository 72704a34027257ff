// Values of a few charts whose mistakes Helm does not report: it renders whatever it is given.
import type { Field, FieldTable } from './fields.ts';

const anything: Field = { type: 'any', doc: '' };
const image: Field = {
  type: 'object',
  doc: 'The image.',
  fields: { repository: anything, repo: anything, tag: anything, digest: anything, pullPolicy: anything },
};

/** tailscale cmd/k8s-operator/deploy/chart/values.yaml */
const tailscaleOperator: FieldTable = {
  oauth: {
    type: 'object',
    doc: 'Credentials of the operator; left out, it reads the Secret `operator-oauth`.',
    fields: {
      clientId: { type: 'string', doc: 'The client id itself.' },
      clientSecret: { type: 'string', doc: 'The client secret itself.' },
      audience: anything,
    },
  },
  oauthSecretVolume: anything,
  loginServer: anything,
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
      logging: anything,
      hostname: { type: 'string', doc: 'Name of the operator’s own device.' },
      nodeSelector: anything,
      resources: anything,
      podAnnotations: anything,
      podLabels: anything,
      serviceAccountAnnotations: anything,
      tolerations: anything,
      affinity: anything,
      podSecurityContext: anything,
      securityContext: anything,
      extraEnv: anything,
      priorityClassName: anything,
    },
  },
  proxyConfig: {
    type: 'object',
    doc: 'Settings of the proxies.',
    fields: {
      image,
      defaultTags: { type: 'string', doc: 'Tags of the proxies, as one text with commas.' },
      firewallMode: anything,
      defaultProxyClass: { type: 'string', doc: 'ProxyClass of proxies that name none.' },
    },
  },
  apiServerProxyConfig: {
    type: 'object',
    doc: 'Whether the operator stands before the Kubernetes API.',
    fields: {
      mode: { type: 'string', enum: ['true', 'false', 'noauth'], doc: 'Text, also where it reads like a boolean.' },
      allowImpersonation: anything,
    },
  },
  ingressClass: anything,
  imagePullSecrets: anything,
};

export const chartValues: Readonly<Record<string, FieldTable>> = { 'tailscale-operator': tailscaleOperator };
