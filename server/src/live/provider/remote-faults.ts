// What the programs on the provider's host say when they can not do something, as faults a person can act on.
import { failed, type Result } from '../fault.ts';
import type { Output } from '../process.ts';
import { redactor } from '../redact.ts';

/** A program that ended with an exit code other than 0; `host` as people call it. */
export function faultOfProgram(program: string, host: string, { code, stdout, stderr }: Output): Result<never> {
  const said = stderr.trim() || stdout.trim();
  const more = { details: redactor.redact(said.slice(0, 4_000)) };
  for (const { sign, tell } of signs) {
    const match = sign.exec(said);
    if (match) return tell({ host, match, details: more.details });
  }
  if (code === 127) return missing(program, host, more.details);
  if (code === 126)
    return failed('forbidden', `\`${program}\` may not be run on ${host}.`, { ...more, next: 'Connect as root.' });
  const first = more.details.split('\n')[0] ?? '';
  return failed('failed', `\`${program}\` failed on ${host}${first ? `: ${first}` : ` with exit code ${code}`}`, more);
}

interface Told {
  readonly host: string;
  readonly match: RegExpExecArray;
  readonly details: string;
}

const signs: readonly { readonly sign: RegExp; readonly tell: (told: Told) => Result<never> }[] = [
  {
    sign: /permission denied while trying to connect to the docker/i,
    tell: ({ host, details }) =>
      failed('forbidden', `Docker on ${host} lets only its group and root in.`, {
        details,
        next: 'Connect as root, or add the user to the group `docker`.',
      }),
  },
  {
    sign: /cannot connect to the docker daemon|is the docker daemon running/i,
    tell: ({ host, details }) =>
      failed('unreachable', `Docker does not run on ${host}.`, {
        details,
        next: 'Start it: `systemctl start docker`.',
      }),
  },
  {
    sign: /no such (?:container|object)(?:: (\S+))?/i,
    tell: ({ host, match, details }) =>
      failed('not-found', `There is no container ${match[1] ? `\`${match[1]}\` ` : ''}on ${host}.`, { details }),
  },
  {
    sign: /configuration file '[^']*lxc\/(\d+)\.conf' does not exist/i,
    tell: ({ match, details }) =>
      failed('wrong-setting', `There is no LXC ${match[1]} on this Proxmox node.`, {
        details,
        next: 'Check `omniScale.provider.lxc` (`--lxc`), and that the host is the node it runs on.',
      }),
  },
  {
    sign: /container '?(\d+)'? (?:is )?not running/i,
    tell: ({ match, details }) =>
      failed('unreachable', `LXC ${match[1]} does not run.`, { details, next: `Start it: \`pct start ${match[1]}\`.` }),
  },
  {
    sign: /please run as root|unable to access lxc|ipcc_send_rec.*permission denied|proxmox.*permission denied/i,
    tell: ({ host, details }) =>
      failed('forbidden', `Only root may ask Proxmox on ${host}.`, { details, next: 'Connect as root.' }),
  },
  {
    sign: /(?:^|[\s:'"])(pct|pvesh): (?:command )?not found|(pct|pvesh): No such file/i,
    tell: ({ host, match, details }) => missing(match[1] ?? match[2] ?? 'pct', host, details),
  },
];

function missing(program: string, host: string, details: string): Result<never> {
  const proxmox = program === 'pct' || program === 'pvesh';
  const next = proxmox
    ? 'It is part of Proxmox VE: set `omniScale.provider.host` (`--host`) to a Proxmox node, or leave the LXC out.'
    : 'If the containers run inside an LXC, set `omniScale.provider.lxc` (`--lxc`).';
  return failed('program-missing', `There is no \`${program}\` on ${host}.`, { details, next });
}
