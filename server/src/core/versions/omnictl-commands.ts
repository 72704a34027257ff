// The commands of omnictl and their flags, read from the command tree of 1.9.3; what came by 1.10.4 is in it too, and
// nothing of 1.0.0 has gone (omni client/pkg/omnictl). `-x` after a comma is the short form, `!` marks a flag that is
// required, `?` one without a value.

export interface OmnictlFlag {
  readonly name: string;
  readonly short: string | undefined;
  readonly required: boolean;
  readonly takesValue: boolean;
}

export interface OmnictlCommand {
  readonly flags: readonly OmnictlFlag[];
  readonly commands: ReadonlyMap<string, OmnictlCommand>;
}

const global = 'context insecure-skip-tls-verify? omniconfig siderov1-keys-dir help,h?';
const media =
  'arch embedded-machine-config-file extensions extra-kernel-args initial-labels secureboot? talos-version use-siderolink-grpc-tunnel?';

/** One line a command: its words (other names after `|`), a colon, its flags. Flags of a group hold below it. */
const lines = `
apply: dry-run,d? file,f! verbose,v?
audit-log: actor cluster-id event-type follow,f? order-by-dir order-by-field resource-id resource-type search since
cluster|c:
cluster delete: destroy-disconnected-machines? dry-run,d? verbose,v?
cluster import: backup-output,O dry-run,d? force? initial-kubernetes-version initial-talos-version kubernetes-version nodes,n! skip-health-check? talos-context talos-endpoints talos-version talosconfig wait-timeout
cluster import abort:
cluster kubernetes|k:
cluster kubernetes manifest-sync: dry-run?
cluster kubernetes upgrade-pre-checks: to!
cluster lock:
cluster machine:
cluster machine delete|rm|destroy: force,f? force-etcd-leave? timeout,t yes-i-am-really-sure,y?
cluster machine lock:
cluster machine unlock:
cluster secret: name,n!
cluster secret rotate: wait,w? wait-timeout,t
cluster secret rotate kubernetes-ca:
cluster secret rotate status:
cluster secret rotate talos-ca:
cluster status: quiet,q? wait,w
cluster template|t: allowed-dir
cluster template delete: destroy-disconnected-machines? dry-run,d? file,f! verbose,v?
cluster template diff: file,f!
cluster template export: cluster,c! force,f? include-kernel-args? output,o
cluster template render: file,f!
cluster template status: file,f! quiet,q? wait,w
cluster template sync: dry-run,d? file,f! verbose,v?
cluster template validate: file,f!
cluster unlock:
config:
config add: identity url
config context|use-context:
config contexts|get-contexts:
config identity:
config info:
config merge:
config new: identity url
config url:
configure|c:
configure machine|m: reset-node-unique-token? siderolink-connection
delete|d: all? namespace,n selector,l
docs:
download: ${media} output pxe?
edit: dry-run? id-match-regexp namespace selector verbose,v?
get|g: id-match-regexp namespace,n output,o selector,l watch,w?
infraprovider|ip:
infraprovider create|c: ttl,t
infraprovider delete|d:
infraprovider list|l:
infraprovider renewkey|r: ttl,t
jointoken|jt:
jointoken create|c: ttl,t
jointoken delete|d: force,f?
jointoken kernel-args|ka: token-id token-name use-grpc-tunnel?
jointoken list|l:
jointoken machine-config|mc: token-id token-name use-grpc-tunnel?
jointoken make-default|md:
jointoken omni-endpoint|oe: token-id token-name
jointoken renew|r: ttl,t!
jointoken revoke: force,f?
jointoken unrevoke|ur:
kubeconfig: break-glass? cluster,c! force,f? force-context-name grant-type groups merge,m? oidc-cache-base-dir oidc-cache-isolation? service-account? ttl user
machine:
machine install: disk version
machine power-on:
machine shutdown:
machine upgrade: version
machine-logs|l: follow,f? log-format tail
media|installation-media|im:
media download: ${media} format join-token output
media preset:
media preset create: ${media} bootloader join-token overlay overlay-options platform
media preset delete:
media preset list|ls: output,o
serviceaccount|sa:
serviceaccount create|c: role,r ttl,t use-user-role,u?
serviceaccount destroy|d:
serviceaccount list|l:
serviceaccount renew|r: ttl,t
support: cluster,c! encryption-no-default-recipients? encryption-recipients no-encryption? output,O verbose,v?
talosconfig: break-glass? cluster,c force,f? merge,m?
user|u:
user create: role,r!
user delete:
user list:
user set-role: role,r!
completion:
completion bash: no-descriptions?
completion fish: no-descriptions?
completion powershell: no-descriptions?
completion zsh: no-descriptions?
help:
`;

interface Draft {
  flags: OmnictlFlag[];
  readonly commands: Map<string, Draft>;
}

/** omnictl itself, with the flags that every command takes. */
export const omnictl: OmnictlCommand = build();

function build(): OmnictlCommand {
  const root: Draft = { flags: readFlags(`${global} version,v?`), commands: new Map() };
  for (const line of lines.trim().split('\n')) {
    const colon = line.indexOf(':');
    const words = line.slice(0, colon).split(' ');
    let owner = root;
    const inherited: OmnictlFlag[] = readFlags(global);
    for (const word of words.slice(0, -1)) {
      owner = owner.commands.get(word.split('|')[0] ?? '') ?? owner;
      // `import` runs itself and keeps its flags to itself; the others only hold commands.
      if (word !== 'import') inherited.push(...owner.flags);
    }
    const command: Draft = { flags: [...readFlags(line.slice(colon + 1)), ...inherited], commands: new Map() };
    for (const name of (words.at(-1) ?? '').split('|')) {
      // A short form that two commands claim says nothing.
      if (owner.commands.has(name)) owner.commands.delete(name);
      else owner.commands.set(name, command);
    }
  }
  return root;
}

function readFlags(text: string): OmnictlFlag[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', short] = part.replace(/[?!]$/, '').split(',');
      return { name, short, required: part.endsWith('!'), takesValue: !part.endsWith('?') };
    });
}
