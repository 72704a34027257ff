// What Kubernetes objects tell other files: services, Secrets and who makes them, stores, names on the tailnet, and how
// strict a namespace is.

export interface ServicePort {
  readonly name?: string;
  readonly number?: number;
}

export interface ServiceFact {
  readonly namespace?: string;
  readonly ports: readonly ServicePort[];
  /** Without an address of its own: `clusterIP: None`. */
  readonly headless: boolean;
  /** `type: ExternalName`. */
  readonly external: boolean;
  /** True when the Tailscale operator turns it into a way out to the tailnet. */
  readonly egress: boolean;
  /** True when the operator makes a device of its own for it. */
  readonly device: boolean;
}

/** A SecretStore or ClusterSecretStore. */
export interface SecretStoreFact {
  readonly cluster: boolean;
  readonly namespace?: string;
  /** The namespaces that may use it; undefined when all may, or when labels decide. */
  readonly admits?: { readonly names: readonly string[]; readonly patterns: readonly string[] };
  /** Where in Infisical it reads. */
  readonly infisical?: { readonly project?: string; readonly environment?: string; readonly path?: string };
}

/** A Secret that exists once this is applied, whoever makes it. */
export interface SecretFact {
  readonly namespace?: string;
  /** The kind that makes it: `Secret`, `ExternalSecret`, `SealedSecret` … */
  readonly maker: string;
  /** False where its maker only adds to a Secret that somebody else makes. */
  readonly creates: boolean;
  /** All its keys; undefined where they are not written here. */
  readonly keys?: readonly string[];
}

/** A name that a device on the tailnet asks for. */
export interface TailnetNameFact {
  readonly namespace?: string;
  readonly kind: string;
  readonly owner: string;
  /** The ProxyGroup that answers to the name, where no device of its own does. */
  readonly group?: string;
}

/** Pod Security labels of a namespace, by key without its prefix (`enforce`, `enforce-version`). */
export interface PodSecurityFact {
  readonly by: 'Namespace' | 'Application';
  readonly labels: Readonly<Record<string, string>>;
}

/** Pods that run here, and what of them the baseline level forbids. */
export interface WorkloadFact {
  readonly namespace?: string;
  readonly kind: string;
  readonly forbidden: readonly string[];
  /** The PersistentVolumeClaims its pods mount. */
  readonly claims?: readonly string[];
}

export interface KustomizationFact {
  /** The namespace it writes into everything below. */
  readonly namespace?: string;
  /** True when it changes names. */
  readonly renames: boolean;
  /** True when it may write into Applications beyond what stands in them. */
  readonly patches: boolean;
  /** What it applies, as written: files and folders of `resources`, `bases` and `components`. */
  readonly resources?: readonly string[];
  /** The files that hold its patches, as written. */
  readonly patchFiles?: readonly string[];
}

/** Any Kubernetes object, with what Argo CD reads of its annotations. */
export interface ManifestFact {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  /** `argocd.argoproj.io/sync-wave`; undefined for 0, and where it is no number. */
  readonly wave?: number;
  /** True for a hook, of Argo CD or of Helm. */
  readonly hook?: true;
  /** `argocd.argoproj.io/sync-options`, split at commas. */
  readonly syncOptions?: readonly string[];
}

/** What a file of chart values says that other rules ask for. */
export interface ChartValuesFact {
  readonly exposes: boolean;
  /** Which of the known switches of charts it sets, as `path=value`. */
  readonly switches?: readonly string[];
}

export interface VolumeClaimFact {
  readonly namespace?: string;
  readonly modes: readonly string[];
  readonly storageClass?: string;
  /** The volume that it asks for by name. */
  readonly volume?: string;
}
