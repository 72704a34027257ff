// Repairs that let privileged pods into a namespace.
import { podSecurityPrefix } from '../kinds/pods.ts';
import type { TextEdit } from '../text/edits.ts';
import { directoryOf } from '../workspace/clusters.ts';
import type { FileIdentity, SourceDocument } from '../workspace/file.ts';
import { isKustomized } from '../workspace/objects.ts';
import { namespaceManifest } from '../workspace/pod-security.ts';
import type { FactRecord, WorkspaceView } from '../workspace/view.ts';
import { at, itemsOf, pairOf, scalarText } from '../yaml/nodes.ts';
import { addItems, addLines } from './edits.ts';
import { addBelow, elsewhereFix, mapAt } from './elsewhere.ts';
import type { Fix } from './rule.ts';

const enforce = `${podSecurityPrefix}enforce`;

export interface PrivilegeNeed {
  readonly workspace: WorkspaceView;
  readonly file: FileIdentity;
  readonly namespace: string;
  /** The Application that could give the namespace its label, where one makes it. */
  readonly application: FactRecord<'application'> | undefined;
  /** True when the finding is in that Application's own document. */
  readonly inApplication: boolean;
}

/** The label in the Namespace manifest, where there is one; else through the Application; else in a new manifest. */
export function privilegeFixes(need: PrivilegeNeed): readonly Fix[] {
  const manifest = namespaceManifest(need.workspace, need.file.folder, need.namespace);
  if (manifest) return inManifest(manifest);
  return [...inApplication(need), ...newManifest(need)];
}

function inManifest(record: FactRecord): readonly Fix[] {
  const { text, yaml } = record.document;
  const labels = mapAt(yaml.root, 'metadata', 'labels');
  const present = pairOf(labels, enforce);
  const edit: TextEdit | undefined = present
    ? { span: present.value.span, newText: 'privileged' }
    : addBelow(text, yaml.root, ['metadata', 'labels'], [`${enforce}: privileged`]);
  return elsewhereFix(`Label Namespace \`${record.fact.name}\` as privileged`, record, [edit]);
}

/** `managedNamespaceMetadata` takes effect only together with `CreateNamespace=true`. */
function inApplication({ application, inApplication: own, namespace }: PrivilegeNeed): readonly Fix[] {
  if (!application) return [];
  const edits = applicationEdits(application.document);
  if (!edits) return [];
  const title = `Let Argo CD label namespace \`${namespace}\` as privileged`;
  return own ? [{ title, edits }] : elsewhereFix(title, application, edits);
}

function applicationEdits({ text, yaml }: SourceDocument): readonly TextEdit[] | undefined {
  const spec = at(yaml.root, 'spec');
  const policy = mapAt(spec, 'syncPolicy');
  const options = at(policy, 'syncOptions');
  const creates = itemsOf(options).some((item) => scalarText(item) === 'CreateNamespace=true');
  const labels = [`${enforce}: privileged`];
  if (!policy) {
    if (spec?.type !== 'map' || pairOf(spec, 'syncPolicy')) return undefined;
    const lines = ['syncPolicy:', '  managedNamespaceMetadata:', '    labels:', `      ${labels[0]}`];
    const edit = addLines(text, spec, [...lines, '  syncOptions:', '    - CreateNamespace=true']);
    return edit && [edit];
  }
  const metadata = ['managedNamespaceMetadata:', '  labels:', `    ${labels[0]}`];
  const listed = options?.type === 'seq' && options.items.length > 0;
  if (!creates && !listed) {
    if (options) return undefined;
    const edit = addLines(text, policy, [...metadata, 'syncOptions:', '  - CreateNamespace=true']);
    return pairOf(policy, 'managedNamespaceMetadata') || !edit ? undefined : [edit];
  }
  const present = pairOf(mapAt(policy, 'managedNamespaceMetadata', 'labels'), enforce);
  const label: TextEdit | undefined = present
    ? { span: present.value.span, newText: 'privileged' }
    : addBelow(text, policy, ['managedNamespaceMetadata', 'labels'], labels);
  const create = creates || options?.type !== 'seq' ? undefined : addItems(text, options, ['CreateNamespace=true']);
  if (!label || (!creates && !create)) return undefined;
  // Two additions at one place would be put in the wrong order.
  if (create && create.span.start === label.span.start)
    return [{ span: label.span, newText: create.newText + label.newText }];
  return create ? [label, create] : [label];
}

/** A Namespace manifest beside the file, where no kustomization would have to list it. */
function newManifest({ workspace, file, namespace, inApplication: own }: PrivilegeNeed): readonly Fix[] {
  if (isKustomized(workspace, file)) return [];
  const path = `${directoryOf(file.path)}${own ? `${namespace}-` : ''}namespace.yaml`;
  if (workspace.exists(file.folder, path) !== false) return [];
  const create = `apiVersion: v1
kind: Namespace
metadata:
  name: ${namespace}
  labels:
    ${enforce}: privileged
`;
  const uri = `${file.uri.slice(0, file.uri.lastIndexOf('/') + 1)}${path.slice(directoryOf(file.path).length)}`;
  return [
    { title: `Write a manifest of Namespace \`${namespace}\``, edits: [], elsewhere: [{ uri, edits: [], create }] },
  ];
}
