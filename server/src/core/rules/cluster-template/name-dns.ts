import { defaultWorkersName, documentSpan, isClusterName, nameSpan } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isProxmoxClass } from '../../workspace/classes.ts';
import { type Template, type TemplateSet, templateOf } from '../../workspace/templates.ts';
import { at, scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

/** The random end that Omni gives a machine's name: `-` and six characters. */
const suffix = 7;
const longest = 63;

export const nameDns: WorkspaceRule = {
  id: 'cluster-template/name-dns',
  title: 'A name that is no host name, on machines that Proxmox creates',
  severity: 'warning',
  kinds: ['template-cluster', 'template-workers'],
  needs: 'workspace',
  why: 'Omni names each virtual machine `<cluster>-<machine set>-<six characters>`. Proxmox takes only host names for it (letters, digits and `-`, not at the ends), and a host name has at most 63 characters. Omni itself accepts `_` and longer names, so the template is synced and no machine is ever created.',
  ...diff(`
 === machine-classes/lab.yaml
 metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab}
 spec: {autoprovision: {providerid: rack, providerdata: 'storage_selector: name == "local-lvm"'}}
 === clusters/lab.yaml
 kind: Cluster
-name: rack_lab
+name: rack-lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 ---
 kind: ControlPlane
 machineClass: {name: lab, size: 1}
`),
  source:
    'omni-infra-provider-proxmox internal/pkg/provider/provision.go; Proxmox pve-common PVE/JSONSchema.pm (dns-name)',
  check(context) {
    const { document, file, workspace } = context;
    const template = templateOf(workspace, file.uri);
    if (!template || hasPlaceholder(template.name)) return;
    const isProxmox = (set: TemplateSet): boolean => isProxmoxClass(workspace, set.machineClass, file.folder);
    if (document.kind === 'template-cluster') checkCluster(context, template, isProxmox);
    else checkWorkers(context, template, isProxmox);
  },
};

type SetTest = (set: TemplateSet) => boolean;

function checkCluster({ document, report }: WorkspaceContext, template: Template, isProxmox: SetTest): void {
  const sets = template.sets.filter(isProxmox);
  // What Omni refuses too is told by `cluster-template/name`.
  if (sets.length === 0 || !isClusterName(template.name)) return;
  const where = nameSpan(document.yaml.root);
  if (/[^A-Za-z0-9-]|^-/.test(template.name)) {
    const repaired = template.name.replaceAll('_', '-').replace(/^-+/, '');
    report({
      at: where,
      message: `Machines are named \`${template.name}-…\`, and Proxmox takes host names only: letters, digits and \`-\`. It creates no machine of this cluster.`,
      fixes: /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(repaired) ? [replaceFix(where, repaired)] : [],
    });
    return;
  }
  const set = sets.find(({ role }) => role === 'control-plane');
  if (set) reportLength(context(where, report), template.name, set.name);
}

function checkWorkers({ document, report }: WorkspaceContext, template: Template, isProxmox: SetTest): void {
  const { root } = document.yaml;
  const name = scalarText(at(root, 'name')) || defaultWorkersName;
  const isOnProxmox = template.sets.some((set) => set.role === 'workers' && set.name === name && isProxmox(set));
  if (hasPlaceholder(name) || !isOnProxmox) return;
  const where = name === defaultWorkersName ? documentSpan(root) : nameSpan(root);
  if (/[^A-Za-z0-9.-]/.test(name)) {
    const repaired = name.replace(/[^A-Za-z0-9.-]+/g, '-');
    report({
      at: where,
      message: `Machines are named \`${template.name}-${name}-…\`, and Proxmox takes host names only: letters, digits and \`-\`. It creates no machine of this set.`,
      fixes: [replaceFix(where, repaired)],
    });
    return;
  }
  reportLength(context(where, report), template.name, name);
}

type Place = Pick<WorkspaceContext, 'report'> & { readonly at: { readonly start: number; readonly end: number } };

function context(at: Place['at'], report: Place['report']): Place {
  return { at, report };
}

function reportLength({ at: where, report }: Place, cluster: string, set: string): void {
  const length = cluster.length + 1 + set.length + suffix;
  if (length <= longest) return;
  report({
    at: where,
    message: `Machines are named \`${cluster}-${set}-\` and six characters: ${length} in all, and a host name has at most ${longest}. Talos does not take the name.`,
  });
}
