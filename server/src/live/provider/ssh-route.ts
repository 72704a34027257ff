// The way to the provider's host: from the settings and ~/.ssh/config to the hosts to pass, one after the other.
import { failed, ok, type Result } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';
import { expandHome, lookUpHost, type SshEnvironment, type SshHostConfig } from './ssh-config.ts';

/** One host to connect to. */
export interface Hop extends SshHostConfig {
  /** As the settings or the configuration name it. */
  readonly name: string;
}

/** How many jump hosts may lead to one another; more is a circle. */
const mostJumps = 8;

/** Jump hosts first, the host itself last. Faults: `not-set-up`, `wrong-setting`. */
export async function routeTo(
  settings: LiveSettings['provider'],
  environment: SshEnvironment,
): Promise<Result<readonly Hop[]>> {
  if (!settings.host)
    return failed('not-set-up', 'No host is set up for the provider.', {
      next: 'Set `omniScale.provider.host` (`--host`).',
    });
  const host = await hop(settings.host, environment);
  if (!host.ok) return host;
  const target: Hop = settings.identityFile
    ? { ...host.value, identityFiles: [expandHome(settings.identityFile, environment.home)] }
    : host.value;
  return wayTo(target, settings.jumpHost ? settings.jumpHost.split(',') : target.jumps, environment, mostJumps);
}

/**
 * The way to a host through others. As for `ssh`, how to get to the first of them is told by its own configuration; from
 * there on the list is the way.
 */
async function wayTo(
  target: Hop,
  jumps: readonly string[],
  environment: SshEnvironment,
  left: number,
): Promise<Result<readonly Hop[]>> {
  const [first, ...others] = jumps;
  if (first === undefined) return target.proxyCommand ? needsProxyCommand(target) : ok([target]);
  if (left === 0)
    return failed('wrong-setting', `The jump hosts of the SSH configuration lead to \`${first.trim()}\` in a circle.`, {
      next: 'Give the first of them `ProxyJump none`.',
    });
  const entry = await hop(first.trim(), environment);
  if (!entry.ok) return entry;
  const way = await wayTo(entry.value, entry.value.jumps, environment, left - 1);
  if (!way.ok) return way;
  const route = [...way.value];
  for (const jump of others) {
    const passed = await hop(jump.trim(), environment);
    if (!passed.ok) return passed;
    route.push(passed.value);
  }
  return ok([...route, target]);
}

function needsProxyCommand({ name }: Hop): Result<never> {
  return failed('wrong-setting', `\`${name}\` has a ProxyCommand in the SSH configuration, which is not run.`, {
    next: 'Set `omniScale.provider.jumpHost` (`--jump-host`) to the host to go through.',
  });
}

async function hop(text: string, environment: SshEnvironment): Promise<Result<Hop>> {
  const address = parseAddress(text);
  if (!address)
    return failed('wrong-setting', `\`${text}\` is not an SSH host.`, {
      next: 'Write it as `user@host` or `user@host:port`.',
    });
  const { name, ...given } = address;
  return ok({ name, ...(await lookUpHost(name, given, environment)) });
}

interface Address {
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
}

/** Reads `[user@]host[:port]`, `[user@][v6-address]:port` and `ssh://…`; nothing else. */
export function parseAddress(text: string): Address | undefined {
  const match =
    /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([0-9A-Fa-f:.%]+)\]|([^@\s:[\]/]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))(?::(\d{1,5}))?\/?$/.exec(
      text,
    );
  const name = match?.[2] ?? match?.[3];
  const port = match?.[4] === undefined ? undefined : Number(match[4]);
  if (name === undefined || name.startsWith('-') || (port !== undefined && (port < 1 || port > 65_535)))
    return undefined;
  return { name, ...(match?.[1] ? { user: match[1] } : {}), ...(port === undefined ? {} : { port }) };
}
