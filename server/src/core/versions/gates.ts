// The table of versions: from which release on something holds, where that is one release. What is more than one number
// has a table of its own, all in this folder or beside the schema it belongs to:
//   omni.ts             the Talos releases that each Omni takes, and the version of the API that each speaks
//   omni-flags.ts       the flags of the Omni server, by the releases that know them
//   omni-patches.ts     the fields and documents of Talos patches that Omni refuses, by release
//   omnictl-commands.ts the commands and flags of omnictl
//   version.ts          the Kubernetes minors that each Talos runs
//   ../schema/talos-data.ts  the documents and keys of Talos, by release; made by `npm run talos-table`
//   argocd.ts, external-secrets.ts, node-labels.ts, talos-extensions.ts  what their names say
import { compareVersions, isAtLeast, parseVersion, type Version } from './version.ts';

export interface Gate {
  /** The first release, such as `1.14`. */
  readonly since: string;
  /** Set where the pre-releases of that release do not count as it does. */
  readonly released?: true;
  /** Where that can be read. */
  readonly source: string;
}

const models = 'omni client/pkg/template/internal/models, at each tag';
const validations = 'omni internal/backend/runtime/omni/validations';

/** First releases of Omni. */
export const omniGates = {
  // Fields of a cluster template.
  kernelArgs: { since: '1.5', source: models },
  upgradeStrategy: { since: '1.6', source: models },
  manifests: { since: '1.7', source: models },
  healthchecks: { since: '1.9', source: models },
  disablePublicDiscoveryService: { since: '1.10', source: models },
  enableNodeAuditSkip: { since: '1.10', source: models },
  /** On the main branch after 1.10.4. */
  diskSelector: { since: '1.11', source: models },
  /** Inline patches may be text or lists; before, only mappings. */
  inlineText: { since: '1.8', source: models },
  /** Files are read from the template's own directory, and from nowhere outside `--allowed-dir`. */
  filesOfTemplate: { since: '1.8', source: 'omni client/pkg/omnictl/cluster/template/template.go' },
  /** Sizes and characters of ids, labels, annotations and kernel arguments are limited. */
  limits: { since: '1.9', source: `${validations}/metadata.go, kernel_args.go` },
  /** Every document of a patch is looked at; before, the first one only. */
  allDocuments: { since: '1.10', source: 'omni client/pkg/omni/resources/omni/config_patch.go' },
  /** A patch may give one flag of `extraArgs` a list of values; before, the check of unknown keys stumbles over it. */
  argumentLists: { since: '1.10', source: 'siderolabs/gen xyaml (CheckUnknownKeys) 0.8.7; omni client/go.mod' },
  /** Ids of new infrastructure providers are DNS labels. */
  providerIds: { since: '1.10', source: `${validations}/infra_provider.go` },
  /** The server does not start without a path for its SQLite database. */
  sqlite: { since: '1.4', source: 'omni internal/pkg/config/schema.json, at each tag' },
} as const satisfies Readonly<Record<string, Gate>>;

/** First releases of Talos. */
export const talosGates = {
  /** Disks are encrypted with keys that Omni keeps. */
  diskEncryption: {
    since: '1.5',
    released: true,
    source: 'omni client/pkg/omni/resources/omni/cluster.go (validateEncryption)',
  },
  /** The kubelet registers a new node with the taints of its configuration. */
  registeredTaints: {
    since: '1.14',
    source: 'talos internal/app/machined/pkg/controllers/k8s/kubelet_config.go since commit 0f55e1f05',
  },
  /** New clusters get a `HostnameConfig`. */
  hostnameConfig: { since: '1.12', source: 'talos pkg/machinery/config/generate/network.go' },
  /** `extraArgs` take a list of values for one flag. */
  argumentLists: { since: '1.13', source: 'talos pkg/machinery/config/types/v1alpha1, at each tag' },
  /** A volume may take a share of its disk at most. */
  shares: { since: '1.12', source: 'talos pkg/machinery/config/types/block/size.go' },
  /** A volume may leave so much of its disk free. */
  negativeSizes: { since: '1.13', source: 'talos pkg/machinery/config/types/block/size.go' },
  /** The public discovery service can be switched off. */
  publicDiscovery: { since: '1.14', source: `${validations}/cluster.go` },
  /** Documents of their own hold the settings of the CNI and of kube-proxy too. */
  networkDocuments: { since: '1.14', source: 'talos pkg/machinery/config/schemas, at each tag' },
  /** User volumes are mounted `noexec`. */
  secureVolumes: { since: '1.14', source: 'talos CHANGELOG 1.14' },
} as const satisfies Readonly<Record<string, Gate>>;

type Limit = Omit<Gate, 'source'>;

/** True from the release of the gate on. */
export function isFrom(version: Version, { since, released }: Limit): boolean {
  const first = parseVersion(since);
  if (!first) return false;
  return released ? compareVersions(version, first) >= 0 : isAtLeast(version, first.major, first.minor, first.patch);
}

/** True unless the Omni in use is known to be older. */
export function omniHas(used: Version | undefined, gate: Limit): boolean {
  return used === undefined || isFrom(used, gate);
}
