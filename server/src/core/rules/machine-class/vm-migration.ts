import { type Span, span } from '../../text/span.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const vmMigration: WorkspaceRule = {
  id: 'machine-class/vm-migration',
  title: 'A script that moves a Talos machine to another Proxmox node',
  severity: 'warning',
  kinds: ['script'],
  needs: 'workspace',
  why: 'A provider before July 2026 remembers the node on which it created a machine and looks for it only there. After a move, by hand or by Proxmox HA, a deleted machine stays behind as a running virtual machine, and a class that pins its node no longer says where its machines run. Let Omni replace the machine: scale the machine set, or use `omnictl cluster machine delete`. Newer providers register machines with HA themselves (`ha` in the provider data); there the rule is silent.',
  ...diff(`
 === machine-classes/lab-worker.yaml
 metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab-worker}
 spec: {autoprovision: {providerid: rack, providerdata: "{cores: 4, sockets: 1, memory: 8192, disk_size: 40, storage_selector: 'true', node: rack-a}"}}
 === scripts/drain.sh
 #!/bin/sh
-qm migrate 104 rack-b --online
+omnictl cluster machine delete "$MACHINE"
`),
  source:
    'omni-infra-provider-proxmox internal/pkg/provider/provision.go (Deprovision asks the node kept in the machine’s state and takes "does not exist" for done)',
  check({ document, file, workspace, report }) {
    const classes = workspace.facts('machine-class').filter((record) => record.fact.data.autoprovision);
    if (!classes.some((record) => record.file.folder === file.folder)) return;
    if (classes.some((record) => record.fact.data.ha)) return;
    const pinned = classes.find((record) => record.fact.data.node !== undefined);
    const consequence = pinned
      ? `class \`${pinned.fact.name}\` pins its machines to node \`${pinned.fact.data.node}\``
      : 'the provider looks for a machine on the node where it created it';
    eachMove(document.text, (at, command) =>
      report({
        at,
        message: `\`${command}\` moves a virtual machine to another Proxmox node: ${consequence}, so a Talos machine moved like this is lost to Omni. Let Omni replace it instead.`,
      }),
    );
  },
};

// The commands of Proxmox that move a guest or let its HA manager do so.
const moves =
  /\b(?:qm[ \t]+(?:migrate|remote-migrate)|ha-manager[ \t]+(?:migrate|relocate|crm-command[ \t]+(?:migrate|relocate)|add[ \t]+vm:)|pvesh[ \t]+create[ \t]+\S*\/qemu\/\S+\/(?:remote_)?migrate)/g;

function eachMove(text: string, found: (at: Span, command: string) => void): void {
  for (const match of text.matchAll(moves)) {
    const lineStart = text.lastIndexOf('\n', match.index) + 1;
    if (
      /^\s*#/.test(text.slice(lineStart, match.index + 1)) ||
      /^\s*(?:echo|printf)\b/.test(text.slice(lineStart, match.index))
    )
      continue;
    const command = match[0].trim();
    found(span(match.index, match.index + command.length), command.replace(/\s+/g, ' '));
  }
}
