import { isExamplePath } from '../../kinds/example-path.ts';
import { commandsOf, isCommand, type ShellCommand, type ShellWord } from '../../kinds/shell.ts';
import { parseVersion } from '../../versions/version.ts';
import { networkOf } from '../../workspace/template-network.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const ciliumMtu: WorkspaceRule = {
  id: 'script/cilium-mtu',
  title: 'A script that lets Cilium find the MTU of Omni’s machines',
  severity: 'warning',
  kinds: ['script'],
  needs: 'workspace',
  why: 'Every machine of Omni has the link `siderolink`, whose MTU is 1280. Where nobody sets one, Cilium from 1.17 on takes the smallest MTU of all links with an address and a route: everything gets slower, and tunnels in pods, such as Tailscale’s, no longer fit into one packet. `MTU` is that of the network; Cilium takes its tunnel off itself. 1450 leaves 50 bytes for others in networks of 1500. The rule looks at folders with a cluster template that leaves the CNI to somebody else; where `devices` names the links, it is silent.',
  ...diff(`
 === clusters/lab.yaml
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 patches:
   - name: cilium
     inline: {cluster: {network: {cni: {name: none}}, proxy: {disabled: true}}}
 === scripts/bootstrap.sh
 #!/bin/sh
-helm install cilium cilium/cilium -n kube-system --set ipam.mode=kubernetes
+helm install cilium cilium/cilium -n kube-system --set ipam.mode=kubernetes --set MTU=1450
`),
  source:
    'cilium pkg/mtu/manager.go and pkg/datapath/linux/devices_controller.go (since 1.17, pull request 34314); siderolink pkg/wireguard (LinkMTU)',
  check({ document, file, workspace, report }) {
    const commands = commandsOf(document);
    const found = commands.flatMap((command) => targetOf(command) ?? []);
    if (found.length === 0 || isExamplePath(file.path) || commands.some(makesOtherCluster)) return;
    const template = workspace
      .facts('cluster-template')
      .find((record) => record.file.folder === file.folder && networkOf(workspace, record.file.uri)?.cni === 'none');
    if (!template) return;
    for (const { at, end } of found) {
      report({
        at: at.span,
        message:
          'Without `MTU`, Cilium takes that of the link `siderolink`, which every machine of Omni has: 1280. All pods then send smaller packets, and tunnels in them are slowed down most.',
        fixes: [{ title: 'Add `--set MTU=1450`', edits: [{ span: { start: end, end }, newText: ' --set MTU=1450' }] }],
        related: [{ record: template, message: 'This cluster gets its CNI from somebody else.' }],
      });
    }
  },
};

/** The word to report and the end of a command that installs Cilium without an MTU. */
function targetOf(command: ShellCommand): { readonly at: ShellWord; readonly end: number } | undefined {
  const { words } = command;
  const verb = words.slice(1).find(({ text, literal }) => literal && /^(?:install|upgrade)$/.test(text));
  const at = isCommand(command, 'helm') ? words.find(isChart) : isCommand(command, 'cilium') ? verb : undefined;
  const end = words.at(-1)?.span.end;
  if (!verb || !at || end === undefined || words.some((word, i) => saysElsewhere(word, words[i - 1]))) return undefined;
  const flags = words.map(({ text }) => text);
  if (isCommand(command, 'cilium') ? verb.text !== 'install' : keepsValues(verb, flags)) return undefined;
  return findsByRoute(flags) ? undefined : { at, end };
}

function isChart({ text, literal }: ShellWord): boolean {
  return literal && (text === 'cilium/cilium' || /^oci:\/\/\S+\/cilium$/.test(text));
}

/** True for a word that sets the MTU or the links, brings values that are not seen here, or only tells what would be done. */
function saysElsewhere({ text, literal }: ShellWord, before: ShellWord | undefined): boolean {
  if (/mtu/i.test(text) || /(?:^|[,=])devices(?:[[=]|$)/.test(text)) return true;
  if (/^(?:-f|--values|--helm-values|--set-file|--set-json|--config|--dry-run|--list-versions|--help|-h$)/.test(text))
    return true;
  // A variable may hold options; not so as the value of one that takes a single word, or behind a key.
  const isValue = /^(?!-)[\w.\\[\]-]+=/.test(text) || oneWord.test(text) || oneWord.test(`${before?.text}=`);
  return !literal && !isValue;
}

const oneWord = /^(?:--(?:version|namespace|kube-context|context|kubeconfig|repo|timeout)|-n)=/;

/** `helm upgrade` keeps the values of before when it is told so, or when it is given none. */
function keepsValues(verb: ShellWord, flags: readonly string[]): boolean {
  if (verb.text === 'install') return false;
  if (flags.some((text) => /^--(?:reuse-values|reset-then-reuse-values)/.test(text))) return true;
  return !flags.some((text) => /^(?:--set|--install$|-i$|--reset-values)/.test(text));
}

/** Before 1.17 Cilium took the MTU of the link of one route. */
function findsByRoute(flags: readonly string[]): boolean {
  const i = flags.findIndex((text) => /^--version(?:=|$)/.test(text));
  const written = flags[i] === '--version' ? flags[i + 1] : flags[i]?.slice('--version='.length);
  const version = i < 0 ? undefined : parseVersion(written ?? '');
  return version !== undefined && (version.major < 1 || (version.major === 1 && version.minor < 17));
}

/** A cluster for tests on the person's own machine has no such link. */
function makesOtherCluster(command: ShellCommand): boolean {
  return ['kind', 'k3d', 'minikube'].some((name) => isCommand(command, name));
}
