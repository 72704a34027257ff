// Generated from the rule files by `npm run generate`.
import { annotation as argocdAnnotation } from './argocd/annotation.ts';
import { appProject as argocdAppProject } from './argocd/app-project.ts';
import { applicationNamespace as argocdApplicationNamespace } from './argocd/application-namespace.ts';
import { applicationOrder as argocdApplicationOrder } from './argocd/application-order.ts';
import { applicationSet as argocdApplicationSet } from './argocd/application-set.ts';
import { automated as argocdAutomated } from './argocd/automated.ts';
import { chartRange as argocdChartRange } from './argocd/chart-range.ts';
import { crdOrder as argocdCrdOrder } from './argocd/crd-order.ts';
import { destination as argocdDestination } from './argocd/destination.ts';
import { duplicateName as argocdDuplicateName } from './argocd/duplicate-name.ts';
import { field as argocdField } from './argocd/field.ts';
import { finalizer as argocdFinalizer } from './argocd/finalizer.ts';
import { finalizerMissing as argocdFinalizerMissing } from './argocd/finalizer-missing.ts';
import { hook as argocdHook } from './argocd/hook.ts';
import { hookDeletePolicy as argocdHookDeletePolicy } from './argocd/hook-delete-policy.ts';
import { hookHelm as argocdHookHelm } from './argocd/hook-helm.ts';
import { ignoreDifferences as argocdIgnoreDifferences } from './argocd/ignore-differences.ts';
import { ignoreNotRespected as argocdIgnoreNotRespected } from './argocd/ignore-not-respected.ts';
import { inventory as argocdInventory } from './argocd/inventory.ts';
import { managedNamespace as argocdManagedNamespace } from './argocd/managed-namespace.ts';
import { manifestUnreached as argocdManifestUnreached } from './argocd/manifest-unreached.ts';
import { name as argocdName } from './argocd/name.ts';
import { namespaceCreated as argocdNamespaceCreated } from './argocd/namespace-created.ts';
import { ownedTwice as argocdOwnedTwice } from './argocd/owned-twice.ts';
import { path as argocdPath } from './argocd/path.ts';
import { pathEmpty as argocdPathEmpty } from './argocd/path-empty.ts';
import { pathMissing as argocdPathMissing } from './argocd/path-missing.ts';
import { project as argocdProject } from './argocd/project.ts';
import { projectDenies as argocdProjectDenies } from './argocd/project-denies.ts';
import { projectOpen as argocdProjectOpen } from './argocd/project-open.ts';
import { projectUnknown as argocdProjectUnknown } from './argocd/project-unknown.ts';
import { ref as argocdRef } from './argocd/ref.ts';
import { retry as argocdRetry } from './argocd/retry.ts';
import { revisionFloating as argocdRevisionFloating } from './argocd/revision-floating.ts';
import { revisionType as argocdRevisionType } from './argocd/revision-type.ts';
import { source as argocdSource } from './argocd/source.ts';
import { sourceConflict as argocdSourceConflict } from './argocd/source-conflict.ts';
import { storageDeletion as argocdStorageDeletion } from './argocd/storage-deletion.ts';
import { syncOnce as argocdSyncOnce } from './argocd/sync-once.ts';
import { syncOption as argocdSyncOption } from './argocd/sync-option.ts';
import { syncOptionSince as argocdSyncOptionSince } from './argocd/sync-option-since.ts';
import { syncWave as argocdSyncWave } from './argocd/sync-wave.ts';
import { values as argocdValues } from './argocd/values.ts';
import { valuesFile as argocdValuesFile } from './argocd/values-file.ts';
import { waveComment as argocdWaveComment } from './argocd/wave-comment.ts';
import { waveOrder as argocdWaveOrder } from './argocd/wave-order.ts';
import { waveWithoutOwner as argocdWaveWithoutOwner } from './argocd/wave-without-owner.ts';
import { wavesNotGated as argocdWavesNotGated } from './argocd/waves-not-gated.ts';
import { backupInterval as clusterTemplateBackupInterval } from './cluster-template/backup-interval.ts';
import { bootstrapSpec as clusterTemplateBootstrapSpec } from './cluster-template/bootstrap-spec.ts';
import { capacity as clusterTemplateCapacity } from './cluster-template/capacity.ts';
import { classMissing as clusterTemplateClassMissing } from './cluster-template/class-missing.ts';
import { className as clusterTemplateClassName } from './cluster-template/class-name.ts';
import { cniProxy as clusterTemplateCniProxy } from './cluster-template/cni-proxy.ts';
import { controlPlaneSize as clusterTemplateControlPlaneSize } from './cluster-template/control-plane-size.ts';
import { discovery as clusterTemplateDiscovery } from './cluster-template/discovery.ts';
import { diskEncryption as clusterTemplateDiskEncryption } from './cluster-template/disk-encryption.ts';
import { diskSelector as clusterTemplateDiskSelector } from './cluster-template/disk-selector.ts';
import { documents as clusterTemplateDocuments } from './cluster-template/documents.ts';
import { emptyDocument as clusterTemplateEmptyDocument } from './cluster-template/empty-document.ts';
import { emptyValue as clusterTemplateEmptyValue } from './cluster-template/empty-value.ts';
import { extensionDuplicate as clusterTemplateExtensionDuplicate } from './cluster-template/extension-duplicate.ts';
import { extensionName as clusterTemplateExtensionName } from './cluster-template/extension-name.ts';
import { extensionRedundant as clusterTemplateExtensionRedundant } from './cluster-template/extension-redundant.ts';
import { fieldSince as clusterTemplateFieldSince } from './cluster-template/field-since.ts';
import { fieldType as clusterTemplateFieldType } from './cluster-template/field-type.ts';
import { fileMissing as clusterTemplateFileMissing } from './cluster-template/file-missing.ts';
import { fileOutside as clusterTemplateFileOutside } from './cluster-template/file-outside.ts';
import { healthCheck as clusterTemplateHealthCheck } from './cluster-template/health-check.ts';
import { installDisk as clusterTemplateInstallDisk } from './cluster-template/install-disk.ts';
import { kernelArgs as clusterTemplateKernelArgs } from './cluster-template/kernel-args.ts';
import { kind as clusterTemplateKind } from './cluster-template/kind.ts';
import { labelLimits as clusterTemplateLabelLimits } from './cluster-template/label-limits.ts';
import { machineDuplicate as clusterTemplateMachineDuplicate } from './cluster-template/machine-duplicate.ts';
import { machineId as clusterTemplateMachineId } from './cluster-template/machine-id.ts';
import { machineLocked as clusterTemplateMachineLocked } from './cluster-template/machine-locked.ts';
import { machineOrphan as clusterTemplateMachineOrphan } from './cluster-template/machine-orphan.ts';
import { machinesAndClass as clusterTemplateMachinesAndClass } from './cluster-template/machines-and-class.ts';
import { manifest as clusterTemplateManifest } from './cluster-template/manifest.ts';
import { misplacedField as clusterTemplateMisplacedField } from './cluster-template/misplaced-field.ts';
import { name as clusterTemplateName } from './cluster-template/name.ts';
import { nameDns as clusterTemplateNameDns } from './cluster-template/name-dns.ts';
import { noMachines as clusterTemplateNoMachines } from './cluster-template/no-machines.ts';
import { patchDuplicate as clusterTemplatePatchDuplicate } from './cluster-template/patch-duplicate.ts';
import { patchKind as clusterTemplatePatchKind } from './cluster-template/patch-kind.ts';
import { patchRepeated as clusterTemplatePatchRepeated } from './cluster-template/patch-repeated.ts';
import { patchSource as clusterTemplatePatchSource } from './cluster-template/patch-source.ts';
import { patchUnused as clusterTemplatePatchUnused } from './cluster-template/patch-unused.ts';
import { reservedKey as clusterTemplateReservedKey } from './cluster-template/reserved-key.ts';
import { size as clusterTemplateSize } from './cluster-template/size.ts';
import { strategy as clusterTemplateStrategy } from './cluster-template/strategy.ts';
import { talosRelease as clusterTemplateTalosRelease } from './cluster-template/talos-release.ts';
import { unknownField as clusterTemplateUnknownField } from './cluster-template/unknown-field.ts';
import { version as clusterTemplateVersion } from './cluster-template/version.ts';
import { versionJump as clusterTemplateVersionJump } from './cluster-template/version-jump.ts';
import { versionMatrix as clusterTemplateVersionMatrix } from './cluster-template/version-matrix.ts';
import { workersName as clusterTemplateWorkersName } from './cluster-template/workers-name.ts';
import { dependsOn as composeDependsOn } from './compose/depends-on.ts';
import { envUndefined as composeEnvUndefined } from './compose/env-undefined.ts';
import { networkMode as composeNetworkMode } from './compose/network-mode.ts';
import { schema as conventionsSchema } from './conventions/schema.ts';
import { pathMissing as docsPathMissing } from './docs/path-missing.ts';
import { apiVersion as externalSecretsApiVersion } from './external-secrets/api-version.ts';
import { authNamespace as externalSecretsAuthNamespace } from './external-secrets/auth-namespace.ts';
import { data as externalSecretsData } from './external-secrets/data.ts';
import { drift as externalSecretsDrift } from './external-secrets/drift.ts';
import { duplicateKey as externalSecretsDuplicateKey } from './external-secrets/duplicate-key.ts';
import { field as externalSecretsField } from './external-secrets/field.ts';
import { ignoreIncomplete as externalSecretsIgnoreIncomplete } from './external-secrets/ignore-incomplete.ts';
import { interval as externalSecretsInterval } from './external-secrets/interval.ts';
import { inventory as externalSecretsInventory } from './external-secrets/inventory.ts';
import { keyMissing as externalSecretsKeyMissing } from './external-secrets/key-missing.ts';
import { policy as externalSecretsPolicy } from './external-secrets/policy.ts';
import { provider as externalSecretsProvider } from './external-secrets/provider.ts';
import { secretUnknown as externalSecretsSecretUnknown } from './external-secrets/secret-unknown.ts';
import { store as externalSecretsStore } from './external-secrets/store.ts';
import { storeKind as externalSecretsStoreKind } from './external-secrets/store-kind.ts';
import { storeNamespace as externalSecretsStoreNamespace } from './external-secrets/store-namespace.ts';
import { targetCollision as externalSecretsTargetCollision } from './external-secrets/target-collision.ts';
import { unusedSecret as externalSecretsUnusedSecret } from './external-secrets/unused-secret.ts';
import { floatingTag as helmValuesFloatingTag } from './helm-values/floating-tag.ts';
import { type as helmValuesType } from './helm-values/type.ts';
import { unknownKey as helmValuesUnknownKey } from './helm-values/unknown-key.ts';
import { annotation as ingressAnnotation } from './ingress/annotation.ts';
import { backend as ingressBackend } from './ingress/backend.ts';
import { backendPort as ingressBackendPort } from './ingress/backend-port.ts';
import { ingressClass as ingressIngressClass } from './ingress/class.ts';
import { connector as ingressConnector } from './ingress/connector.ts';
import { duplicateHostname as ingressDuplicateHostname } from './ingress/duplicate-hostname.ts';
import { egress as ingressEgress } from './ingress/egress.ts';
import { egressDrift as ingressEgressDrift } from './ingress/egress-drift.ts';
import { funnel as ingressFunnel } from './ingress/funnel.ts';
import { hostname as ingressHostname } from './ingress/hostname.ts';
import { nameserverAddress as ingressNameserverAddress } from './ingress/nameserver-address.ts';
import { path as ingressPath } from './ingress/path.ts';
import { proxy as ingressProxy } from './ingress/proxy.ts';
import { releaseName as ingressReleaseName } from './ingress/release-name.ts';
import { ruleHost as ingressRuleHost } from './ingress/rule-host.ts';
import { tags as ingressTags } from './ingress/tags.ts';
import { tls as ingressTls } from './ingress/tls.ts';
import { uiNotExposed as ingressUiNotExposed } from './ingress/ui-not-exposed.ts';
import { removedVersion as kubernetesRemovedVersion } from './kubernetes/removed-version.ts';
import { applicationNamespace as liveApplicationNamespace } from './live/application-namespace.ts';
import { backend as liveBackend } from './live/backend.ts';
import { bridge as liveBridge } from './live/bridge.ts';
import { encryptionChanged as liveEncryptionChanged } from './live/encryption-changed.ts';
import { extension as liveExtension } from './live/extension.ts';
import { kubernetesVersion as liveKubernetesVersion } from './live/kubernetes-version.ts';
import { machineClass as liveMachineClass } from './live/machine-class.ts';
import { machineMoved as liveMachineMoved } from './live/machine-moved.ts';
import { node as liveNode } from './live/node.ts';
import { pciMapping as livePciMapping } from './live/pci-mapping.ts';
import { project as liveProject } from './live/project.ts';
import { provider as liveProvider } from './live/provider.ts';
import { proxy as liveProxy } from './live/proxy.ts';
import { secret as liveSecret } from './live/secret.ts';
import { storageSelector as liveStorageSelector } from './live/storage-selector.ts';
import { store as liveStore } from './live/store.ts';
import { talosVersion as liveTalosVersion } from './live/talos-version.ts';
import { versionJump as liveVersionJump } from './live/version-jump.ts';
import { preUpgradeChecker as longhornPreUpgradeChecker } from './longhorn/pre-upgrade-checker.ts';
import { rollingUpdate as longhornRollingUpdate } from './longhorn/rolling-update.ts';
import { autoprovision as machineClassAutoprovision } from './machine-class/autoprovision.ts';
import { balloon as machineClassBalloon } from './machine-class/balloon.ts';
import { bridge as machineClassBridge } from './machine-class/bridge.ts';
import { controlPlaneMemory as machineClassControlPlaneMemory } from './machine-class/control-plane-memory.ts';
import { deviceCount as machineClassDeviceCount } from './machine-class/device-count.ts';
import { diskAio as machineClassDiskAio } from './machine-class/disk-aio.ts';
import { diskCache as machineClassDiskCache } from './machine-class/disk-cache.ts';
import { duplicateId as machineClassDuplicateId } from './machine-class/duplicate-id.ts';
import { emptyDocument as machineClassEmptyDocument } from './machine-class/empty-document.ts';
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
import { metadataValue as machineClassMetadataValue } from './machine-class/metadata-value.ts';
import { mode as machineClassMode } from './machine-class/mode.ts';
import { noEffect as machineClassNoEffect } from './machine-class/no-effect.ts';
import { nodeName as machineClassNodeName } from './machine-class/node-name.ts';
import { pciMapping as machineClassPciMapping } from './machine-class/pci-mapping.ts';
import { pcieQ35 as machineClassPcieQ35 } from './machine-class/pcie-q35.ts';
import { pinnedControlPlane as machineClassPinnedControlPlane } from './machine-class/pinned-control-plane.ts';
import { providerId as machineClassProviderId } from './machine-class/provider-id.ts';
import { providerUnknown as machineClassProviderUnknown } from './machine-class/provider-unknown.ts';
import { providerdataMissing as machineClassProviderdataMissing } from './machine-class/providerdata-missing.ts';
import { providerdataSchema as machineClassProviderdataSchema } from './machine-class/providerdata-schema.ts';
import { providerdataSyntax as machineClassProviderdataSyntax } from './machine-class/providerdata-syntax.ts';
import { providerdataText as machineClassProviderdataText } from './machine-class/providerdata-text.ts';
import { providerdataUnknown as machineClassProviderdataUnknown } from './machine-class/providerdata-unknown.ts';
import { sharedAddress as machineClassSharedAddress } from './machine-class/shared-address.ts';
import { sockets as machineClassSockets } from './machine-class/sockets.ts';
import { staticNetwork as machineClassStaticNetwork } from './machine-class/static-network.ts';
import { storageConstant as machineClassStorageConstant } from './machine-class/storage-constant.ts';
import { storageName as machineClassStorageName } from './machine-class/storage-name.ts';
import { storageSelector as machineClassStorageSelector } from './machine-class/storage-selector.ts';
import { unknownField as machineClassUnknownField } from './machine-class/unknown-field.ts';
import { unused as machineClassUnused } from './machine-class/unused.ts';
import { vlan as machineClassVlan } from './machine-class/vlan.ts';
import { vmMigration as machineClassVmMigration } from './machine-class/vm-migration.ts';
import { advertisedAddress as omniServerAdvertisedAddress } from './omni-server/advertised-address.ts';
import { auth as omniServerAuth } from './omni-server/auth.ts';
import { authDomain as omniServerAuthDomain } from './omni-server/auth-domain.ts';
import { flagUnknown as omniServerFlagUnknown } from './omni-server/flag-unknown.ts';
import { imagePin as omniServerImagePin } from './omni-server/image-pin.ts';
import { initialUsers as omniServerInitialUsers } from './omni-server/initial-users.ts';
import { omnictlVersion as omniServerOmnictlVersion } from './omni-server/omnictl-version.ts';
import { requiredFlag as omniServerRequiredFlag } from './omni-server/required-flag.ts';
import { tunDevice as omniServerTunDevice } from './omni-server/tun-device.ts';
import { versionSkew as omniServerVersionSkew } from './omni-server/version-skew.ts';
import { conflict as podSecurityConflict } from './pod-security/conflict.ts';
import { label as podSecurityLabel } from './pod-security/label.ts';
import { privileged as podSecurityPrivileged } from './pod-security/privileged.ts';
import { unneeded as podSecurityUnneeded } from './pod-security/unneeded.ts';
import { auth as providerAuth } from './provider/auth.ts';
import { configFile as providerConfigFile } from './provider/config-file.ts';
import { configKey as providerConfigKey } from './provider/config-key.ts';
import { configSecret as providerConfigSecret } from './provider/config-secret.ts';
import { configType as providerConfigType } from './provider/config-type.ts';
import { endpoint as providerEndpoint } from './provider/endpoint.ts';
import { flagUnknown as providerFlagUnknown } from './provider/flag-unknown.ts';
import { idName as providerIdName } from './provider/id-name.ts';
import { imageLocalFix as providerImageLocalFix } from './provider/image-local-fix.ts';
import { imagePin as providerImagePin } from './provider/image-pin.ts';
import { insecure as providerInsecure } from './provider/insecure.ts';
import { realm as providerRealm } from './provider/realm.ts';
import { tokenId as providerTokenId } from './provider/token-id.ts';
import { url as providerUrl } from './provider/url.ts';
import type { Rule } from './rule.ts';
import { ciliumMtu as scriptCiliumMtu } from './script/cilium-mtu.ts';
import { composeDown as scriptComposeDown } from './script/compose-down.ts';
import { omnictl as scriptOmnictl } from './script/omnictl.ts';
import { omnictlEnv as scriptOmnictlEnv } from './script/omnictl-env.ts';
import { omnictlJson as scriptOmnictlJson } from './script/omnictl-json.ts';
import { omnictlOutput as scriptOmnictlOutput } from './script/omnictl-output.ts';
import { omnictlResource as scriptOmnictlResource } from './script/omnictl-resource.ts';
import { envFile as secretEnvFile } from './secret/env-file.ts';
import { literal as secretLiteral } from './secret/literal.ts';
import { manifest as secretManifest } from './secret/manifest.ts';
import { placeholder as secretPlaceholder } from './secret/placeholder.ts';
import { token as secretToken } from './secret/token.ts';
import { completedDate as specCompletedDate } from './spec/completed-date.ts';
import { dependency as specDependency } from './spec/dependency.ts';
import { drift as specDrift } from './spec/drift.ts';
import { field as specField } from './spec/field.ts';
import { pathMissing as specPathMissing } from './spec/path-missing.ts';
import { rationale as specRationale } from './spec/rationale.ts';
import { resolution as specResolution } from './spec/resolution.ts';
import { staleConstraint as specStaleConstraint } from './spec/stale-constraint.ts';
import { status as specStatus } from './spec/status.ts';
import { tasks as specTasks } from './spec/tasks.ts';
import { adminRole as talosPatchAdminRole } from './talos-patch/admin-role.ts';
import { argumentList as talosPatchArgumentList } from './talos-patch/argument-list.ts';
import { controlPlaneOnly as talosPatchControlPlaneOnly } from './talos-patch/control-plane-only.ts';
import { deletion as talosPatchDeletion } from './talos-patch/delete.ts';
import { deprecated as talosPatchDeprecated } from './talos-patch/deprecated.ts';
import { duplicateDocument as talosPatchDuplicateDocument } from './talos-patch/duplicate-document.ts';
import { forbiddenDocument as talosPatchForbiddenDocument } from './talos-patch/forbidden-document.ts';
import { forbiddenField as talosPatchForbiddenField } from './talos-patch/forbidden-field.ts';
import { hostnameConflict as talosPatchHostnameConflict } from './talos-patch/hostname-conflict.ts';
import { hostnameShared as talosPatchHostnameShared } from './talos-patch/hostname-shared.ts';
import { jsonPatch as talosPatchJsonPatch } from './talos-patch/json-patch.ts';
import { kind as talosPatchKind } from './talos-patch/kind.ts';
import { labelSyntax as talosPatchLabelSyntax } from './talos-patch/label-syntax.ts';
import { longhornMount as talosPatchLonghornMount } from './talos-patch/longhorn-mount.ts';
import { longhornNoexec as talosPatchLonghornNoexec } from './talos-patch/longhorn-noexec.ts';
import { nodeLabel as talosPatchNodeLabel } from './talos-patch/node-label.ts';
import { nodeTaint as talosPatchNodeTaint } from './talos-patch/node-taint.ts';
import { secret as talosPatchSecret } from './talos-patch/secret.ts';
import { selector as talosPatchSelector } from './talos-patch/selector.ts';
import { syntax as talosPatchSyntax } from './talos-patch/syntax.ts';
import { sysctlNumber as talosPatchSysctlNumber } from './talos-patch/sysctl-number.ts';
import { tooNew as talosPatchTooNew } from './talos-patch/too-new.ts';
import { type as talosPatchType } from './talos-patch/type.ts';
import { unknownKey as talosPatchUnknownKey } from './talos-patch/unknown-key.ts';
import { value as talosPatchValue } from './talos-patch/value.ts';
import { duplicateKey as yamlDuplicateKey } from './yaml/duplicate-key.ts';
import { keyType as yamlKeyType } from './yaml/key-type.ts';
import { mergeKey as yamlMergeKey } from './yaml/merge-key.ts';
import { syntax as yamlSyntax } from './yaml/syntax.ts';
import { value as yamlValue } from './yaml/value.ts';

/** Every rule, by id. */
export const allRules: readonly Rule[] = [
  argocdAnnotation,
  argocdAppProject,
  argocdApplicationNamespace,
  argocdApplicationOrder,
  argocdApplicationSet,
  argocdAutomated,
  argocdChartRange,
  argocdCrdOrder,
  argocdDestination,
  argocdDuplicateName,
  argocdField,
  argocdFinalizer,
  argocdFinalizerMissing,
  argocdHook,
  argocdHookDeletePolicy,
  argocdHookHelm,
  argocdIgnoreDifferences,
  argocdIgnoreNotRespected,
  argocdInventory,
  argocdManagedNamespace,
  argocdManifestUnreached,
  argocdName,
  argocdNamespaceCreated,
  argocdOwnedTwice,
  argocdPath,
  argocdPathEmpty,
  argocdPathMissing,
  argocdProject,
  argocdProjectDenies,
  argocdProjectOpen,
  argocdProjectUnknown,
  argocdRef,
  argocdRetry,
  argocdRevisionFloating,
  argocdRevisionType,
  argocdSource,
  argocdSourceConflict,
  argocdStorageDeletion,
  argocdSyncOnce,
  argocdSyncOption,
  argocdSyncOptionSince,
  argocdSyncWave,
  argocdValues,
  argocdValuesFile,
  argocdWaveComment,
  argocdWaveOrder,
  argocdWaveWithoutOwner,
  argocdWavesNotGated,
  clusterTemplateBackupInterval,
  clusterTemplateBootstrapSpec,
  clusterTemplateCapacity,
  clusterTemplateClassMissing,
  clusterTemplateClassName,
  clusterTemplateCniProxy,
  clusterTemplateControlPlaneSize,
  clusterTemplateDiscovery,
  clusterTemplateDiskEncryption,
  clusterTemplateDiskSelector,
  clusterTemplateDocuments,
  clusterTemplateEmptyDocument,
  clusterTemplateEmptyValue,
  clusterTemplateExtensionDuplicate,
  clusterTemplateExtensionName,
  clusterTemplateExtensionRedundant,
  clusterTemplateFieldSince,
  clusterTemplateFieldType,
  clusterTemplateFileMissing,
  clusterTemplateFileOutside,
  clusterTemplateHealthCheck,
  clusterTemplateInstallDisk,
  clusterTemplateKernelArgs,
  clusterTemplateKind,
  clusterTemplateLabelLimits,
  clusterTemplateMachineDuplicate,
  clusterTemplateMachineId,
  clusterTemplateMachineLocked,
  clusterTemplateMachineOrphan,
  clusterTemplateMachinesAndClass,
  clusterTemplateManifest,
  clusterTemplateMisplacedField,
  clusterTemplateName,
  clusterTemplateNameDns,
  clusterTemplateNoMachines,
  clusterTemplatePatchDuplicate,
  clusterTemplatePatchKind,
  clusterTemplatePatchRepeated,
  clusterTemplatePatchSource,
  clusterTemplatePatchUnused,
  clusterTemplateReservedKey,
  clusterTemplateSize,
  clusterTemplateStrategy,
  clusterTemplateTalosRelease,
  clusterTemplateUnknownField,
  clusterTemplateVersion,
  clusterTemplateVersionJump,
  clusterTemplateVersionMatrix,
  clusterTemplateWorkersName,
  composeDependsOn,
  composeEnvUndefined,
  composeNetworkMode,
  conventionsSchema,
  docsPathMissing,
  externalSecretsApiVersion,
  externalSecretsAuthNamespace,
  externalSecretsData,
  externalSecretsDrift,
  externalSecretsDuplicateKey,
  externalSecretsField,
  externalSecretsIgnoreIncomplete,
  externalSecretsInterval,
  externalSecretsInventory,
  externalSecretsKeyMissing,
  externalSecretsPolicy,
  externalSecretsProvider,
  externalSecretsSecretUnknown,
  externalSecretsStore,
  externalSecretsStoreKind,
  externalSecretsStoreNamespace,
  externalSecretsTargetCollision,
  externalSecretsUnusedSecret,
  helmValuesFloatingTag,
  helmValuesType,
  helmValuesUnknownKey,
  ingressAnnotation,
  ingressBackend,
  ingressBackendPort,
  ingressIngressClass,
  ingressConnector,
  ingressDuplicateHostname,
  ingressEgress,
  ingressEgressDrift,
  ingressFunnel,
  ingressHostname,
  ingressNameserverAddress,
  ingressPath,
  ingressProxy,
  ingressReleaseName,
  ingressRuleHost,
  ingressTags,
  ingressTls,
  ingressUiNotExposed,
  kubernetesRemovedVersion,
  liveApplicationNamespace,
  liveBackend,
  liveBridge,
  liveEncryptionChanged,
  liveExtension,
  liveKubernetesVersion,
  liveMachineClass,
  liveMachineMoved,
  liveNode,
  livePciMapping,
  liveProject,
  liveProvider,
  liveProxy,
  liveSecret,
  liveStorageSelector,
  liveStore,
  liveTalosVersion,
  liveVersionJump,
  longhornPreUpgradeChecker,
  longhornRollingUpdate,
  machineClassAutoprovision,
  machineClassBalloon,
  machineClassBridge,
  machineClassControlPlaneMemory,
  machineClassDeviceCount,
  machineClassDiskAio,
  machineClassDiskCache,
  machineClassDuplicateId,
  machineClassEmptyDocument,
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
  machineClassMetadataValue,
  machineClassMode,
  machineClassNoEffect,
  machineClassNodeName,
  machineClassPciMapping,
  machineClassPcieQ35,
  machineClassPinnedControlPlane,
  machineClassProviderId,
  machineClassProviderUnknown,
  machineClassProviderdataMissing,
  machineClassProviderdataSchema,
  machineClassProviderdataSyntax,
  machineClassProviderdataText,
  machineClassProviderdataUnknown,
  machineClassSharedAddress,
  machineClassSockets,
  machineClassStaticNetwork,
  machineClassStorageConstant,
  machineClassStorageName,
  machineClassStorageSelector,
  machineClassUnknownField,
  machineClassUnused,
  machineClassVlan,
  machineClassVmMigration,
  omniServerAdvertisedAddress,
  omniServerAuth,
  omniServerAuthDomain,
  omniServerFlagUnknown,
  omniServerImagePin,
  omniServerInitialUsers,
  omniServerOmnictlVersion,
  omniServerRequiredFlag,
  omniServerTunDevice,
  omniServerVersionSkew,
  podSecurityConflict,
  podSecurityLabel,
  podSecurityPrivileged,
  podSecurityUnneeded,
  providerAuth,
  providerConfigFile,
  providerConfigKey,
  providerConfigSecret,
  providerConfigType,
  providerEndpoint,
  providerFlagUnknown,
  providerIdName,
  providerImageLocalFix,
  providerImagePin,
  providerInsecure,
  providerRealm,
  providerTokenId,
  providerUrl,
  scriptCiliumMtu,
  scriptComposeDown,
  scriptOmnictl,
  scriptOmnictlEnv,
  scriptOmnictlJson,
  scriptOmnictlOutput,
  scriptOmnictlResource,
  secretEnvFile,
  secretLiteral,
  secretManifest,
  secretPlaceholder,
  secretToken,
  specCompletedDate,
  specDependency,
  specDrift,
  specField,
  specPathMissing,
  specRationale,
  specResolution,
  specStaleConstraint,
  specStatus,
  specTasks,
  talosPatchAdminRole,
  talosPatchArgumentList,
  talosPatchControlPlaneOnly,
  talosPatchDeletion,
  talosPatchDeprecated,
  talosPatchDuplicateDocument,
  talosPatchForbiddenDocument,
  talosPatchForbiddenField,
  talosPatchHostnameConflict,
  talosPatchHostnameShared,
  talosPatchJsonPatch,
  talosPatchKind,
  talosPatchLabelSyntax,
  talosPatchLonghornMount,
  talosPatchLonghornNoexec,
  talosPatchNodeLabel,
  talosPatchNodeTaint,
  talosPatchSecret,
  talosPatchSelector,
  talosPatchSyntax,
  talosPatchSysctlNumber,
  talosPatchTooNew,
  talosPatchType,
  talosPatchUnknownKey,
  talosPatchValue,
  yamlDuplicateKey,
  yamlKeyType,
  yamlMergeKey,
  yamlSyntax,
  yamlValue,
];
