// Which facts a document of a kind gives to the other files.
import { type Fact, fact } from '../workspace/facts.ts';
import { skipMark } from '../workspace/skipped-files.ts';
import { at, itemsOf, stringOf, type YamlNode } from '../yaml/nodes.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import { admissionFacts, inlineAdmissionFacts, talconfigAdmissionFacts } from './admission.ts';
import { appProjectFacts, madeProjectFacts, templatedProjectFacts } from './app-project.ts';
import { applicationFacts, chartValuesFacts } from './argocd.ts';
import { patchFileSettingFacts } from './argocd-settings.ts';
import { chartFileFacts } from './chart-files.ts';
import { chartPinFacts, listedPinFacts, templatedPinFacts } from './chart-pins.ts';
import { chartReleaseFacts } from './chart-release.ts';
import { templateFacts } from './cluster-template.ts';
import { readConventions } from './conventions.ts';
import { envFacts } from './env-file.ts';
import { externalSecretFacts } from './external-secret.ts';
import { infraProviderFacts } from './infra-provider.ts';
import { goKinds, type Kind } from './kind.ts';
import { manifestFacts } from './kubernetes.ts';
import { encryptedFacts, objectFacts } from './kubernetes-objects.ts';
import { kustomizationFacts } from './kustomization.ts';
import { machineClassFacts } from './machine-class.ts';
import { omniServerFacts } from './omni-server.ts';
import { inlinePatchFacts, patchFileFacts } from './patch-network.ts';
import { projectScopeFacts } from './project-scope.ts';
import { kindOfObject } from './recognise.ts';
import { talosPatchFacts } from './talos-volumes.ts';

/** @param path where its file lies, relative to its folder */
export function factsOf(kind: Kind, document: YamlDocument, path: string): readonly Fact[] {
  const skipped = document.text.includes(skipMark) ? [fact('skipped-file', '', { start: 0, end: 0 }, {})] : [];
  return [
    ...factsOfKind(kind, document),
    ...chartFileFacts(kind, document, path),
    ...skipped,
    ...readIn(document.text),
    ...distributionFacts(kind, document.text, path),
  ];
}

/** omnictl reads none of this name: who takes its value may well hand it on under the right one. */
function readIn(text: string): readonly Fact[] {
  if (!text.includes('OMNICTL_')) return [];
  const names = [...text.matchAll(/(?:\$\{?|\benv\.)(OMNICTL_\w+)/g)].map(([, name = '']) => name);
  return [...new Set(names)].sort().map((name) => fact('variable-read', name, { start: 0, end: 0 }, {}));
}

function distributionFacts(kind: Kind, text: string, path: string): readonly Fact[] {
  const isTalos = goKinds.includes(kind) || /talos/i.test(path) || /\btalos/i.test(text);
  if (!isTalos && !others.test(path) && !others.test(text)) return [];
  return [fact('distribution', isTalos ? 'talos' : 'other', { start: 0, end: 0 }, {})];
}

/** As a word of its own, also in the name of a folder; `eks`, `gke` and `aks` stand in the comments of many charts. */
const others = /(?:^|[^A-Za-z0-9])(?:k3s|k3d|rke2|minikube|microk8s|openshift|kubeadm)(?![A-Za-z0-9])/i;

function factsOfKind(kind: Kind, document: YamlDocument): readonly Fact[] {
  const { root } = document;
  switch (kind) {
    case 'machine-class':
      return machineClassFacts(root);
    case 'template-cluster':
    case 'template-control-plane':
    case 'template-workers':
    case 'template-machine':
      return [...templateFacts(kind, root), ...inlinePatchFacts(root), ...inlineAdmissionFacts(root)];
    case 'talos-patch':
      return [
        ...patchFileFacts(document),
        ...talosPatchFacts(root),
        ...admissionFacts(root),
        ...patchFileSettingFacts(root),
      ];
    case 'env-file':
      return envFacts(document.text);
    case 'compose':
      return [...infraProviderFacts(root), ...omniServerFacts(root)];
    case 'application':
      return [
        ...applicationFacts(root),
        ...chartPinFacts(kind, root),
        ...chartReleaseFacts(root),
        ...manifestFacts(kind, root),
        ...objectFacts(kind, root),
      ];
    case 'conventions':
      return [fact('conventions', 'conventions', { start: 0, end: 0 }, readConventions(root))];
    case 'external-secret':
      return [...externalSecretFacts(root), ...manifestFacts(kind, root), ...objectFacts(kind, root)];
    case 'app-project':
      return [...appProjectFacts(root), ...manifestFacts(kind, root), ...objectFacts(kind, root)];
    case 'application-set':
      return [...chartPinFacts(kind, root), ...manifestFacts(kind, root), ...objectFacts(kind, root)];
    case 'cluster-external-secret':
    case 'secret-store':
    case 'cluster-secret-store':
    case 'ingress':
    case 'service':
    case 'namespace':
    case 'secret':
      return [...manifestFacts(kind, root), ...objectFacts(kind, root)];
    case 'manifest':
      return isList(root)
        ? factsInList(document)
        : [...chartPinFacts(kind, root), ...manifestFacts(kind, root), ...objectFacts(kind, root)];
    case 'kustomization':
      return [...kustomizationFacts(root), ...chartPinFacts(kind, root)];
    case 'chart':
      return chartPinFacts(kind, root);
    case 'opaque':
      return [
        ...encryptedFacts(root),
        ...projectScopeFacts(kind, root),
        ...templatedPinFacts(document),
        ...templatedProjectFacts(document),
      ];
    case 'unknown':
      return [
        ...chartValuesFacts(root),
        ...madeProjectFacts(root),
        ...listedPinFacts(root),
        ...patchFileSettingFacts(root),
        ...talconfigAdmissionFacts(root),
      ];
    default:
      return [];
  }
}

/** Several objects in one, as kubectl prints them; Argo CD and kubectl take it apart. */
function isList(root: YamlNode | undefined): boolean {
  return stringOf(at(root, 'apiVersion')) === 'v1' && stringOf(at(root, 'kind')) === 'List';
}

function factsInList(document: YamlDocument): readonly Fact[] {
  return itemsOf(at(document.root, 'items')).flatMap((root) => {
    const kind = kindOfObject(root);
    return kind ? factsOfKind(kind, { ...document, root }) : [];
  });
}
