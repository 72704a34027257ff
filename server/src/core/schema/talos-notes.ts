// What the schemas do not say: what took the place of a field that left them, and one line on the most used ones.
// Names are those of the table: type and field, as in talos-data.ts.

/** What to write instead of a deprecated field, as Markdown (Talos release notes 1.10 to 1.14, "What's new"). */
export const replacements: Readonly<Record<string, string>> = {
  'v1alpha1.MachineConfig.disks': 'a `UserVolumeConfig` document',
  'v1alpha1.InstallConfig.extensions': 'the system extensions of the cluster template',
  'v1alpha1.MachineConfig.systemDiskEncryption': '`encryption` in a `VolumeConfig` document',
  'v1alpha1.NetworkConfig.hostname': 'a `HostnameConfig` document',
  'v1alpha1.NetworkConfig.interfaces':
    'documents such as `LinkConfig`, `BondConfig`, `VLANConfig`, `DHCPv4Config` and `Layer2VIPConfig`',
  'v1alpha1.NetworkConfig.nameservers': 'a `ResolverConfig` document',
  'v1alpha1.NetworkConfig.searchDomains': 'a `ResolverConfig` document',
  'v1alpha1.NetworkConfig.disableSearchDomain': 'a `ResolverConfig` document',
  'v1alpha1.NetworkConfig.extraHostEntries': '`StaticHostConfig` documents',
  'v1alpha1.NetworkConfig.kubespan': 'a `KubeSpanConfig` document',
  'v1alpha1.MachineConfig.registries': '`RegistryMirrorConfig`, `RegistryAuthConfig` and `RegistryTLSConfig` documents',
  'v1alpha1.MachineConfig.time': 'a `TimeSyncConfig` document',
  'v1alpha1.MachineConfig.env': 'an `EnvironmentConfig` document',
  'v1alpha1.MachineConfig.kubelet': 'a `KubeletConfig` document',
  'v1alpha1.MachineConfig.nodeLabels': 'a `KubeNodeConfig` document',
  'v1alpha1.MachineConfig.nodeAnnotations': 'a `KubeNodeConfig` document',
  'v1alpha1.MachineConfig.nodeTaints': 'a `KubeNodeConfig` document',
  'v1alpha1.MachineConfig.sysctls': 'a `SysctlConfig` document',
  'v1alpha1.MachineConfig.sysfs': 'a `SysfsConfig` document',
  'v1alpha1.MachineConfig.udev': 'a `UdevRulesConfig` document',
  'v1alpha1.MachineConfig.kernel': '`KernelModuleConfig` documents',
  'v1alpha1.MachineConfig.files': '`EtcFileConfig` or `CRICustomizationConfig` documents',
  'v1alpha1.MachineConfig.pods': '`KubeStaticPodConfig` documents',
  'v1alpha1.MachineConfig.baseRuntimeSpecOverrides': 'a `CRIBaseRuntimeSpecConfig` document',
  'v1alpha1.FeaturesConfig.kubePrism': 'a `KubePrismConfig` document',
  'v1alpha1.FeaturesConfig.hostDNS': '`hostDNS` in a `ResolverConfig` document',
  'v1alpha1.FeaturesConfig.imageCache': 'an `ImageCacheConfig` document',
  'v1alpha1.FeaturesConfig.kubernetesTalosAPIAccess': 'a `KubeTalosAPIAccessConfig` document',
  'v1alpha1.ClusterConfig.apiServer': 'a `KubeAPIServerConfig` document and its companions',
  'v1alpha1.ClusterConfig.controllerManager': 'a `KubeControllerManagerConfig` document',
  'v1alpha1.ClusterConfig.scheduler': 'a `KubeSchedulerConfig` document',
  'v1alpha1.ClusterConfig.proxy': 'a `KubeProxyConfig` document',
  'v1alpha1.ClusterConfig.coreDNS': 'a `KubeCoreDNSConfig` document',
  'v1alpha1.ClusterConfig.discovery': 'a `DiscoveryServiceConfig` document',
  'v1alpha1.ClusterConfig.network': '`KubeNetworkConfig` and `KubeFlannelCNIConfig` documents',
  'v1alpha1.ClusterConfig.inlineManifests': '`KubeInlineManifestConfig` documents',
  'v1alpha1.ClusterConfig.extraManifests': '`KubeExternalManifestConfig` documents',
  'v1alpha1.ClusterConfig.extraManifestHeaders': '`KubeExternalManifestConfig` documents',
  'v1alpha1.ClusterConfig.allowSchedulingOnControlPlanes': 'a `KubeNodeConfig` document',
  'v1alpha1.ClusterConfig.allowSchedulingOnMasters': '`allowSchedulingOnControlPlanes`',
  'v1alpha1.EtcdConfig.subnet': '`advertisedSubnets`',
  'v1alpha1.Device.cidr': '`addresses`',
  'v1alpha1.Vlan.cidr': '`addresses`',
};

/** One line on the most used fields, for hover and completion. */
export const docs: Readonly<Record<string, string>> = {};
