// Generated from the rule files by `npm run generate`.
import { destination as argocdDestination } from './argocd/destination.ts';
import { hook as argocdHook } from './argocd/hook.ts';
import { source as argocdSource } from './argocd/source.ts';
import { syncOption as argocdSyncOption } from './argocd/sync-option.ts';
import { syncWave as argocdSyncWave } from './argocd/sync-wave.ts';
import { classMissing as clusterTemplateClassMissing } from './cluster-template/class-missing.ts';
import { emptyDocument as clusterTemplateEmptyDocument } from './cluster-template/empty-document.ts';
import { kind as clusterTemplateKind } from './cluster-template/kind.ts';
import { unknownField as clusterTemplateUnknownField } from './cluster-template/unknown-field.ts';
import { version as clusterTemplateVersion } from './cluster-template/version.ts';
import { versionMatrix as clusterTemplateVersionMatrix } from './cluster-template/version-matrix.ts';
import { schema as conventionsSchema } from './conventions/schema.ts';
import { drift as externalSecretsDrift } from './external-secrets/drift.ts';
import { uiNotExposed as ingressUiNotExposed } from './ingress/ui-not-exposed.ts';
import { envelope as machineClassEnvelope } from './machine-class/envelope.ts';
import { machineType as machineClassMachineType } from './machine-class/machine-type.ts';
import { metadata as machineClassMetadata } from './machine-class/metadata.ts';
import { mode as machineClassMode } from './machine-class/mode.ts';
import { providerdataSchema as machineClassProviderdataSchema } from './machine-class/providerdata-schema.ts';
import { providerdataSyntax as machineClassProviderdataSyntax } from './machine-class/providerdata-syntax.ts';
import { providerdataText as machineClassProviderdataText } from './machine-class/providerdata-text.ts';
import { providerdataUnknown as machineClassProviderdataUnknown } from './machine-class/providerdata-unknown.ts';
import { sockets as machineClassSockets } from './machine-class/sockets.ts';
import { unknownField as machineClassUnknownField } from './machine-class/unknown-field.ts';
import { vmMigration as machineClassVmMigration } from './machine-class/vm-migration.ts';
import { imagePin as providerImagePin } from './provider/image-pin.ts';
import type { Rule } from './rule.ts';
import { duplicateKey as yamlDuplicateKey } from './yaml/duplicate-key.ts';
import { syntax as yamlSyntax } from './yaml/syntax.ts';

/** Every rule, by id. */
export const allRules: readonly Rule[] = [
  argocdDestination,
  argocdHook,
  argocdSource,
  argocdSyncOption,
  argocdSyncWave,
  clusterTemplateClassMissing,
  clusterTemplateEmptyDocument,
  clusterTemplateKind,
  clusterTemplateUnknownField,
  clusterTemplateVersion,
  clusterTemplateVersionMatrix,
  conventionsSchema,
  externalSecretsDrift,
  ingressUiNotExposed,
  machineClassEnvelope,
  machineClassMachineType,
  machineClassMetadata,
  machineClassMode,
  machineClassProviderdataSchema,
  machineClassProviderdataSyntax,
  machineClassProviderdataText,
  machineClassProviderdataUnknown,
  machineClassSockets,
  machineClassUnknownField,
  machineClassVmMigration,
  providerImagePin,
  yamlDuplicateKey,
  yamlSyntax,
];
