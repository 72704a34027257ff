// What a document is. Rules, features and symbols ask for kinds by these names.

/** Every kind that is a Kubernetes object, and so may carry Argo CD's annotations. */
export const kubernetesKinds = [
  'application',
  'application-set',
  'app-project',
  'external-secret',
  'cluster-external-secret',
  'secret-store',
  'cluster-secret-store',
  'ingress',
  'service',
  'namespace',
  'secret',
  /** Any other Kubernetes object. */
  'manifest',
] as const;

export const templateKinds = [
  'template-cluster',
  'template-control-plane',
  'template-workers',
  'template-machine',
] as const;

export const kinds = [
  'machine-class',
  'omni-resource',
  ...templateKinds,
  /** A document among those of a cluster template whose `kind` is none of the four, or absent. */
  'template-unknown',
  /** A document that holds nothing. */
  'empty',
  'talos-patch',
  'provider-config',
  'compose',
  'initiative-spec',
  'component-spec',
  ...kubernetesKinds,
  'kustomization',
  'chart',
  /** `omni-scale.yaml` at the root of a folder. */
  'conventions',
  /** A shell script, read line by line. */
  'script',
  /** An example of a file of environment variables, read line by line. */
  'env-file',
  /** A file that pins the versions of command line tools, read line by line. */
  'tool-versions',
  /** A README, or a page of documentation that says how things are now. */
  'markdown',
  /** Other Markdown: not judged. */
  'prose',
  /** Text for a template engine, encrypted, or a patch that takes an object away: not judged. */
  'opaque',
  'unknown',
] as const;

export type Kind = (typeof kinds)[number];

export function isTemplateKind(kind: Kind): boolean {
  return kind === 'template-unknown' || templateKinds.some((candidate) => candidate === kind);
}

/** The kinds that only omnictl, Omni and Talos read, which all decode YAML with go-yaml. */
export const goKinds: readonly Kind[] = [
  ...templateKinds,
  'template-unknown',
  'machine-class',
  'omni-resource',
  'talos-patch',
];
