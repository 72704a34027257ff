// Examples that differ in a line or two from a healthy document.

/** A machine class of the Proxmox provider with these lines in its data. */
export function classWith(...lines: readonly string[]): string {
  const healthy = ['cores: 4', 'sockets: 1', 'memory: 8192', 'disk_size: 40', 'storage_selector: name == "local-lvm"'];
  const keys = lines.map((line) => line.slice(0, line.indexOf(':') + 1));
  const kept = healthy.filter((line) => !keys.some((key) => line.startsWith(key)));
  const data = [...kept, ...lines].map((line) => `      ${line}`);
  return `${classHead()}${data.join('\n')}\n`;
}

/** A machine class that selects machines by these labels. */
export function classSelecting(...selectors: readonly string[]): string {
  const lines = selectors.map((selector) => `    - ${selector}`);
  return `${metadata('bare-metal')}spec:\n  matchlabels:\n${lines.join('\n')}\n`;
}

function classHead(): string {
  return `${metadata('lab-worker')}spec:\n  autoprovision:\n    providerid: rack-provider\n    providerdata: |\n`;
}

function metadata(id: string): string {
  return `\nmetadata:\n  namespace: default\n  type: MachineClasses.omni.sidero.dev\n  id: ${id}\n`;
}

/**
 * The bad and the good example of a rule from one text, as in a diff: lines with `-` in front are in the bad one only, those
 * with `+` in the good one only, those with a space in both.
 */
export function diff(text: string): { readonly bad: string; readonly good: string } {
  const lines = text.split('\n');
  const without = (mark: '-' | '+') =>
    lines
      .filter((line) => !line.startsWith(mark))
      .map((line) => line.slice(1))
      .join('\n');
  return { bad: without('+'), good: without('-') };
}

/**
 * Both examples of a rule about the connected cluster, whose Argo CD applies the folder `apps` of this workspace.
 * @param known further parts of what is known of it, as lines of YAML
 */
export function inCluster(known: string, text: string): { readonly bad: string; readonly good: string } {
  const root = `=== live
applications:
  - name: root
    namespace: argocd
    destination: https://kubernetes.default.svc
    destinationNamespace: argocd
    sources: [{repoURL: https://git.example.com/gitops.git, path: apps}]
${known}
=== root.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: root, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://git.example.com/gitops.git, path: apps}
  destination: {server: https://kubernetes.default.svc, namespace: argocd}
`;
  const { bad, good } = diff(text);
  return { bad: root + bad.trimStart(), good: root + good.trimStart() };
}
