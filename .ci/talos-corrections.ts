// Where Talos' published schemas differ from what its configuration loader reads. Each entry was checked against the
// types in siderolabs/talos pkg/machinery/config/types; `.ci/talos-table.ts` applies them. Types are written as in the
// table: see server/src/core/schema/talos.ts.

/** Kinds whose name in the schema is not the one the loader registers. */
export const kindNames: Readonly<Record<string, string>> = {
  KubeSpanEndpoints: 'KubeSpanEndpointsConfig',
  UnattendedInstall: 'UnattendedInstallConfig',
};

/** The same type for several fields of a type. */
function each(type: string, owner: string, fields: string): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.split(' ').map((field) => [`${owner}.${field}`, type]));
}

// Go's numbers of a fixed size; the schema says "integer" of all.
const uint8 = 'integer(0,255)';
const uint16 = 'integer(0,65535)';
const uint32 = 'integer(0,4294967295)';
const int32 = 'integer(-2147483648,2147483647)';
const uint64 = 'integer(0,18446744073709551615)';

/** Fields that the loader reads in another form than the schema says. */
export const fieldTypes: Readonly<Record<string, string>> = {
  ...each(uint8, 'v1alpha1.Bond', 'allSlavesActive numPeerNotif tlbDynamicLb'),
  ...each(uint16, 'v1alpha1.Bond', 'adActorSysPrio adUserPortKey'),
  ...each(
    uint32,
    'v1alpha1.Bond',
    'arpInterval downdelay lpInterval miimon minLinks packetsPerSlave peerNotifyDelay resendIgmp updelay',
  ),
  ...each(uint32, 'v1alpha1.DHCPOptions', 'routeMetric'),
  ...each(uint64, 'v1alpha1.EncryptionConfig', 'blockSize keySize'),
  ...each(uint32, 'v1alpha1.LinuxIDMapping', 'containerID hostID size'),
  ...each(uint32, 'v1alpha1.MachineFile', 'permissions'),
  ...each(uint32, 'v1alpha1.NetworkKubeSpan', 'mtu'),
  ...each(uint32, 'v1alpha1.Route', 'metric mtu'),
  ...each(uint32, 'v1alpha1.Vlan', 'mtu'),
  ...each(uint16, 'v1alpha1.Vlan', 'vlanId'),
  ...each(uint64, 'block.EncryptionSpec', 'blockSize keySize'),
  ...each(uint32, 'network.AddressConfig', 'routePriority'),
  ...each(uint32, 'network.BlackholeRouteConfigV1Alpha1', 'metric'),
  ...each(uint8, 'network.BondConfigV1Alpha1', 'allSlavesActive missedMax numPeerNotif tlbLogicalLb'),
  ...each(uint16, 'network.BondConfigV1Alpha1', 'adActorSysPrio adUserPortKey'),
  ...each(
    uint32,
    'network.BondConfigV1Alpha1',
    'arpInterval downdelay lpInterval miimon minLinks mtu packetsPerSlave peerNotifDelay resendIGMP updelay',
  ),
  ...each(uint32, 'network.BridgeConfigV1Alpha1', 'mtu'),
  ...each(uint32, 'network.DHCPv4ConfigV1Alpha1', 'routeMetric'),
  ...each(uint32, 'network.DHCPv6ConfigV1Alpha1', 'routeMetric'),
  ...each(uint32, 'network.DummyLinkConfigV1Alpha1', 'mtu'),
  ...each(uint32, 'network.EthernetChannelsConfig', 'combined other rx tx'),
  ...each(uint32, 'network.EthernetRingsConfig', 'cqe-size rx rx-buf-len rx-jumbo rx-mini tx tx-push-buf-len'),
  ...each(uint32, 'network.KubeSpanConfigV1Alpha1', 'mtu'),
  ...each(uint32, 'network.LinkConfigV1Alpha1', 'mtu'),
  ...each(uint32, 'network.RouteConfig', 'metric mtu'),
  ...each(uint32, 'network.RoutingRuleConfigV1Alpha1', 'fwMark fwMask'),
  ...each(uint32, 'network.VLANConfigV1Alpha1', 'mtu'),
  ...each(uint16, 'network.VLANConfigV1Alpha1', 'vlanID'),
  ...each(uint32, 'network.VRFConfigV1Alpha1', 'mtu'),
  ...each(uint32, 'network.WireguardConfigV1Alpha1', 'mtu'),
  ...each(uint32, 'network.BGPInstanceConfigV1Alpha1', 'localASN'),
  ...each(uint8, 'network.BGPInstanceConfigV1Alpha1', 'maxPaths'),
  ...each(uint32, 'network.BGPNeighborConfig', 'localASN peerASN'),
  ...each(uint8, 'network.BGPBFDConfig', 'detectMultiplier'),
  ...each(uint32, 'network.VethConfigV1Alpha1', 'mtu'),
  ...each(uint32, 'network.VethPeerConfig', 'mtu'),
  ...each(uint16, 'k8s.KubeFlannelCNIConfigV1Alpha1', 'backendPort'),
  ...each(uint32, 'k8s.KubeFlannelCNIConfigV1Alpha1', 'backendMTU'),
  ...each(uint32, 'runtime.EtcFileConfigV1Alpha1', 'mode'),
  // Zero stands for the size that Kubernetes takes of itself.
  'k8s.KubeNetworkConfigV1Alpha1.nodeCIDRMaskSizeIPv4': 'integer(0,32)',
  'k8s.KubeNetworkConfigV1Alpha1.nodeCIDRMaskSizeIPv6': 'integer(0,128)',
  ...each(uint32, 'storage.LVMLogicalVolumeConfigV1Alpha1', 'mirrors stripes'),
  ...each(int32, 'container.ContainerRunAs', 'gid uid'),
  // Lists of certificates; the schema has the single certificate's object.
  'v1alpha1.MachineConfig.acceptedCAs': '[]v1alpha1.MachineConfig.acceptedCAs',
  'v1alpha1.ClusterConfig.acceptedCAs': '[]v1alpha1.ClusterConfig.acceptedCAs',
  // A URL; the schema has an object without keys.
  'v1alpha1.LoggingDestination.endpoint': 'url(tcp,udp)',
  // Nobody looks at it.
  'v1alpha1.Config.version': 'string',
  // A word; the schema says "integer".
  'network.RoutingRuleConfigV1Alpha1.action': '=unicast|blackhole|unreachable|prohibit|unspec',
  // The name or the number of a table; the schema says "text".
  'network.RouteConfig.table': 'routingtable',
  'network.RoutingRuleConfigV1Alpha1.table': 'routingtable',
  'network.VRFConfigV1Alpha1.table': 'routingtable',
  // Addresses and networks; the schema says "text".
  'network.RoutingRuleConfigV1Alpha1.src': 'cidr',
  'network.RoutingRuleConfigV1Alpha1.dst': 'cidr',
  'network.KubespanEndpointsConfigV1Alpha1.extraAnnouncedEndpoints': '[]hostport',
  ...each('ip', 'network.BGPInstanceConfigV1Alpha1', 'routeSource routerID'),
  'network.BGPNeighborConfig.address': 'ip',
  // Ports, and ranges such as 1000-2000; the schema allows anything.
  'network.RulePortSelector.ports': '[]portrange',
  'network.EthernetConfigV1Alpha1.wakeOnLan': '[]=phy|unicast|multicast|broadcast|magic|magicsecure|filter',
  // PEM in base64; the schema says "text" (siderolabs/crypto x509, UnmarshalYAML).
  ...each('base64', 'v1alpha1.MachineConfig.ca', 'crt key'),
  ...each('base64', 'v1alpha1.MachineConfig.acceptedCAs', 'crt'),
  ...each('base64', 'v1alpha1.ClusterConfig.ca', 'crt key'),
  ...each('base64', 'v1alpha1.ClusterConfig.acceptedCAs', 'crt'),
  ...each('base64', 'v1alpha1.ClusterConfig.aggregatorCA', 'crt key'),
  ...each('base64', 'v1alpha1.ClusterConfig.serviceAccount', 'key'),
  ...each('base64', 'v1alpha1.EtcdConfig.ca', 'crt key'),
  ...each('base64', 'v1alpha1.RegistryTLSConfig', 'ca'),
  ...each('base64', 'v1alpha1.RegistryTLSConfig.clientIdentity', 'crt key'),
  // Lists of these words; the schema gives the words for the list itself.
  'block.EncryptionSpec.options': '[]=no_read_workqueue|no_write_workqueue|same_cpu_crypt',
  'v1alpha1.EncryptionConfig.options': '[]=no_read_workqueue|no_write_workqueue|same_cpu_crypt',
  // Checked by Kubernetes or by the machine, where the schema says "text".
  'v1alpha1.ClusterNetworkConfig.podSubnets': '[]cidr',
  'v1alpha1.ClusterNetworkConfig.serviceSubnets': '[]cidr',
  'v1alpha1.NetworkConfig.nameservers': '[]ip',
  'v1alpha1.KubeletNodeIPConfig.validSubnets': '[]subnet',
  'v1alpha1.EtcdConfig.advertisedSubnets': '[]subnet',
  'v1alpha1.EtcdConfig.listenSubnets': '[]subnet',
  'v1alpha1.RegistryServiceConfig.endpoint': 'url(https,http)',
  'v1alpha1.Route.network': 'cidr',
  'v1alpha1.Route.gateway': 'ip',
  'v1alpha1.DeviceVIPConfig.ip': 'ip',
  'v1alpha1.ProxyConfig.mode': '=iptables|ipvs|nftables',
  // Kubernetes' requests and limits; the schema gives no keys.
  'v1alpha1.APIServerConfig.resources': 'v1alpha1.ResourcesConfig',
  'v1alpha1.ControllerManagerConfig.resources': 'v1alpha1.ResourcesConfig',
  'v1alpha1.SchedulerConfig.resources': 'v1alpha1.ResourcesConfig',
  'k8s.KubeAPIServerConfigV1Alpha1.resources': 'v1alpha1.ResourcesConfig',
  'k8s.KubeControllerManagerConfigV1Alpha1.resources': 'v1alpha1.ResourcesConfig',
  'k8s.KubeFlannelCNIConfigV1Alpha1.resources': 'v1alpha1.ResourcesConfig',
  'k8s.KubeProxyConfigV1Alpha1.resources': 'v1alpha1.ResourcesConfig',
  'k8s.KubeSchedulerConfigV1Alpha1.resources': 'v1alpha1.ResourcesConfig',
  // A number of bytes, or text such as 100GB.
  'v1alpha1.DiskPartition.size': 'disksize',
  // A size behind a comparison, such as ">= 1TB".
  'v1alpha1.InstallDiskSelector.size': 'sizerange',
  // Sizes such as 100GiB, and one that may be a share such as 80%; the schema says "text".
  'block.ProvisioningSpec.minSize': 'size',
  'block.ProvisioningSpec.maxSize': 'share',
  'block.XFSSpec.minAllocationGroupSize': 'size',
  'storage.LVMLogicalVolumeProvisioningSpec.minSize': 'size',
  'storage.LVMLogicalVolumeProvisioningSpec.maxSize': 'share',
  // Words; the schema says "text".
  'storage.LVMLogicalVolumeConfigV1Alpha1.type': '=linear|raid1|raid0|raid10',
  'container.ContainerDependsOn.networks': '[]=addresses|connectivity|hostname|etcfiles',
  'container.UserVolumeMount.options': '[]=ro|rw|noexec|nosuid|nodev|noatime|rbind|rshared',
};

/** Fields the loader reads though no schema of these versions lists them: deprecated before the oldest of them. */
export const unlistedFields: Readonly<Record<string, string>> = {
  'v1alpha1.Config.persist': 'boolean',
  'v1alpha1.ClusterConfig.allowSchedulingOnMasters': 'boolean',
  'v1alpha1.EtcdConfig.subnet': 'string',
  'v1alpha1.InstallConfig.bootloader': 'boolean',
  'v1alpha1.Device.cidr': 'string',
  'v1alpha1.Vlan.cidr': 'string',
};

/** Fields the schema lists and the loader refuses. */
export const wrongFields: readonly string[] = [
  'block.MountSpec.readOnly',
  'cri.RegistryTLSConfigV1Alpha1.clientIdentity.crt',
];

/** Fields that a schema learnt later than the loader did: the first minor version that reads them. */
export const firstVersions: Readonly<Record<string, number>> = {
  'cri.RegistryTLSConfigV1Alpha1.clientIdentity.cert': 12,
  // The schemas of 1.11 and 1.12 have it under the name of another type.
  'block.ExistingMountSpec.readOnly': 11,
};

/** Kinds that the loader registers and no schema lists, with their first minor version and their fields by type name. */
export const unlistedKinds: Readonly<
  Record<string, { readonly since: number; readonly types: Readonly<Record<string, Readonly<Record<string, string>>>> }>
> = {
  ImageVerificationConfig: {
    since: 13,
    types: {
      'security.ImageVerificationConfig': {
        rules: '[]security.ImageVerificationRule',
      },
      'security.ImageVerificationRule': {
        deny: 'boolean',
        image: 'string',
        keyless: 'security.ImageKeylessVerifier',
        publicKey: 'security.ImagePublicKeyVerifier',
        skip: 'boolean',
      },
      'security.ImageKeylessVerifier': { issuer: 'string', subject: 'string', subjectRegex: 'string' },
      'security.ImagePublicKeyVerifier': { certificate: 'string' },
    },
  },
};
