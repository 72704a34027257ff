// Generated from the rule files by `npm run generate`.
import { destination as argocdDestination } from './argocd/destination.ts';
import { hook as argocdHook } from './argocd/hook.ts';
import { source as argocdSource } from './argocd/source.ts';
import { syncOption as argocdSyncOption } from './argocd/sync-option.ts';
import { syncWave as argocdSyncWave } from './argocd/sync-wave.ts';
import { capacity as clusterTemplateCapacity } from './cluster-template/capacity.ts';
import { classMissing as clusterTemplateClassMissing } from './cluster-template/class-missing.ts';
import { emptyDocument as clusterTemplateEmptyDocument } from './cluster-template/empty-document.ts';
import { kind as clusterTemplateKind } from './cluster-template/kind.ts';
import { unknownField as clusterTemplateUnknownField } from './cluster-template/unknown-field.ts';
import { version as clusterTemplateVersion } from './cluster-template/version.ts';
import { versionMatrix as clusterTemplateVersionMatrix } from './cluster-template/version-matrix.ts';
import { schema as conventionsSchema } from './conventions/schema.ts';
import { drift as externalSecretsDrift } from './external-secrets/drift.ts';
import { uiNotExposed as ingressUiNotExposed } from './ingress/ui-not-exposed.ts';
import { autoprovision as machineClassAutoprovision } from './machine-class/autoprovision.ts';
import { balloon as machineClassBalloon } from './machine-class/balloon.ts';
import { bridge as machineClassBridge } from './machine-class/bridge.ts';
import { controlPlaneMemory as machineClassControlPlaneMemory } from './machine-class/control-plane-memory.ts';
import { deviceCount as machineClassDeviceCount } from './machine-class/device-count.ts';
import { diskAio as machineClassDiskAio } from './machine-class/disk-aio.ts';
import { diskCache as machineClassDiskCache } from './machine-class/disk-cache.ts';
import { duplicateId as machineClassDuplicateId } from './machine-class/duplicate-id.ts';
import { envelope as machineClassEnvelope } from './machine-class/envelope.ts';
import { fileName as machineClassFileName } from './machine-class/file-name.ts';
import { hugepagesMemory as machineClassHugepagesMemory } from './machine-class/hugepages-memory.ts';
import { hugepagesNuma as machineClassHugepagesNuma } from './machine-class/hugepages-numa.ts';
import { kernelArgs as machineClassKernelArgs } from './machine-class/kernel-args.ts';
import { machineType as machineClassMachineType } from './machine-class/machine-type.ts';
import { matchlabels as machineClassMatchlabels } from './machine-class/matchlabels.ts';
import { matchlabelsForbidden as machineClassMatchlabelsForbidden } from './machine-class/matchlabels-forbidden.ts';
import { matchlabelsLabel as machineClassMatchlabelsLabel } from './machine-class/matchlabels-label.ts';
import { matchlabelsValue as machineClassMatchlabelsValue } from './machine-class/matchlabels-value.ts';
import { metadata as machineClassMetadata } from './machine-class/metadata.ts';
import { metadataLimits as machineClassMetadataLimits } from './machine-class/metadata-limits.ts';
import { mode as machineClassMode } from './machine-class/mode.ts';
import { noEffect as machineClassNoEffect } from './machine-class/no-effect.ts';
import { nodeName as machineClassNodeName } from './machine-class/node-name.ts';
import { pciMapping as machineClassPciMapping } from './machine-class/pci-mapping.ts';
import { pcieQ35 as machineClassPcieQ35 } from './machine-class/pcie-q35.ts';
import { pinnedControlPlane as machineClassPinnedControlPlane } from './machine-class/pinned-control-plane.ts';
import { providerId as machineClassProviderId } from './machine-class/provider-id.ts';
import { providerUnknown as machineClassProviderUnknown } from './machine-class/provider-unknown.ts';
import { providerdataSchema as machineClassProviderdataSchema } from './machine-class/providerdata-schema.ts';
import { providerdataSyntax as machineClassProviderdataSyntax } from './machine-class/providerdata-syntax.ts';
import { providerdataText as machineClassProviderdataText } from './machine-class/providerdata-text.ts';
import { providerdataUnknown as machineClassProviderdataUnknown } from './machine-class/providerdata-unknown.ts';
import { sockets as machineClassSockets } from './machine-class/sockets.ts';
import { unknownField as machineClassUnknownField } from './machine-class/unknown-field.ts';
import { unused as machineClassUnused } from './machine-class/unused.ts';
import { vlan as machineClassVlan } from './machine-class/vlan.ts';
import { vmMigration as machineClassVmMigration } from './machine-class/vm-migration.ts';
import { imagePin as providerImagePin } from './provider/image-pin.ts';
import { duplicateKey as yamlDuplicateKey } from './yaml/duplicate-key.ts';
import { syntax as yamlSyntax } from './yaml/syntax.ts';
import type { Rule } from './rule.ts';

/** Every rule, by id. */
export const allRules: readonly Rule[] = [
  argocdDestination,
  argocdHook,
  argocdSource,
  argocdSyncOption,
  argocdSyncWave,
  clusterTemplateCapacity,
  clusterTemplateClassMissing,
  clusterTemplateEmptyDocument,
  clusterTemplateKind,
  clusterTemplateUnknownField,
  clusterTemplateVersion,
  clusterTemplateVersionMatrix,
  conventionsSchema,
  externalSecretsDrift,
  ingressUiNotExposed,
  machineClassAutoprovision,
  machineClassBalloon,
  machineClassBridge,
  machineClassControlPlaneMemory,
  machineClassDeviceCount,
  machineClassDiskAio,
  machineClassDiskCache,
  machineClassDuplicateId,
  machineClassEnvelope,
  machineClassFileName,
  machineClassHugepagesMemory,
  machineClassHugepagesNuma,
  machineClassKernelArgs,
  machineClassMachineType,
  machineClassMatchlabels,
  machineClassMatchlabelsForbidden,
  machineClassMatchlabelsLabel,
  machineClassMatchlabelsValue,
  machineClassMetadata,
  machineClassMetadataLimits,
  machineClassMode,
  machineClassNoEffect,
  machineClassNodeName,
  machineClassPciMapping,
  machineClassPcieQ35,
  machineClassPinnedControlPlane,
  machineClassProviderId,
  machineClassProviderUnknown,
  machineClassProviderdataSchema,
  machineClassProviderdataSyntax,
  machineClassProviderdataText,
  machineClassProviderdataUnknown,
  machineClassSockets,
  machineClassUnknownField,
  machineClassUnused,
  machineClassVlan,
  machineClassVmMigration,
  providerImagePin,
  yamlDuplicateKey,
  yamlSyntax,
];
