// Reads what ~/.ssh/config says about a host, so that a name that works with `ssh` works here. A reader of our own: the
// package for it runs the commands of `Match exec` and follows no Include, and this must never run anything.
import { promises as fs } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** What the configuration says about a host; paths are absolute. */
export interface SshHostConfig {
  /** The name or address to connect to. */
  readonly hostName: string;
  readonly user: string;
  readonly port: number;
  /** Under which known_hosts has it, where that is not its name. */
  readonly hostKeyAlias?: string;
  /** Keys that the configuration names; empty when it names none. */
  readonly identityFiles: readonly string[];
  /** Only these keys, even if an agent holds more. */
  readonly identitiesOnly: boolean;
  /** Socket of the agent; absent for none. */
  readonly agent?: string;
  /** Hosts to go through, first one first, as `[user@]host[:port]`. */
  readonly jumps: readonly string[];
  /** True where another program makes the connection, which is not supported. */
  readonly proxyCommand: boolean;
  readonly knownHostsFiles: readonly string[];
}

export interface SshEnvironment {
  /** Home directory; its `.ssh` holds configuration, keys and known hosts. */
  readonly home: string;
  /** System-wide configuration directory. */
  readonly system: string;
  readonly localUser: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The surroundings of this process. */
export function sshEnvironment(): SshEnvironment {
  // On Windows the agent has a name of its own and no variable.
  const windows = process.platform === 'win32' ? { SSH_AUTH_SOCK: '\\\\.\\pipe\\openssh-ssh-agent' } : {};
  const system = process.env.PROGRAMDATA === undefined ? '/etc/ssh' : join(process.env.PROGRAMDATA, 'ssh');
  return { home: homedir(), system, localUser: localUser(), variables: { ...windows, ...process.env } };
}

function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in some containers.
    return process.env.USER ?? 'root';
  }
}

/** How deep Include may nest; the limit of OpenSSH. */
const deepestInclude = 16;

/** Looks a host up in the user's file and then the system's; what both lack has OpenSSH's defaults. */
export async function lookUpHost(
  name: string,
  given: { readonly user?: string; readonly port?: number },
  environment: SshEnvironment,
): Promise<SshHostConfig> {
  const reading = new Reading(name, given.user, environment);
  await reading.file(join(environment.home, '.ssh', 'config'), join(environment.home, '.ssh'));
  await reading.file(join(environment.system, 'ssh_config'), environment.system);
  return settle(name, given, reading.found, environment);
}

/** One pass over the files: of each keyword the first value counts. */
class Reading {
  /** Values by keyword in lower case. */
  readonly found = new Map<string, string[]>();
  readonly #name: string;
  readonly #user: string | undefined;
  readonly #environment: SshEnvironment;

  constructor(name: string, user: string | undefined, environment: SshEnvironment) {
    this.#name = name;
    this.#user = user;
    this.#environment = environment;
  }

  async file(path: string, base: string, depth = 0, outer = true): Promise<void> {
    const text = await fs.readFile(path, 'utf8').catch(() => '');
    let applies = outer;
    for (const line of text.split(/\r?\n/)) {
      const [keyword = '', ...values] = words(line);
      const key = keyword.toLowerCase();
      if (key === 'host') applies = outer && matchesList(values, this.#name);
      else if (key === 'match') applies = outer && this.#matches(values);
      else if (applies && key === 'include') await this.#include(values, base, depth);
      else if (applies && values.length > 0) this.#keep(key, values);
    }
  }

  async #include(patterns: readonly string[], base: string, depth: number): Promise<void> {
    if (depth >= deepestInclude) return;
    for (const pattern of patterns) {
      const path = expandHome(pattern, this.#environment.home);
      for (const file of await filesOf(isAbsolute(path) ? path : join(base, path)))
        await this.file(file, base, depth + 1);
    }
  }

  #keep(key: string, values: string[]): void {
    if (key === 'identityfile') this.found.set(key, [...(this.found.get(key) ?? []), ...values.slice(0, 1)]);
    else if (!this.found.has(key)) this.found.set(key, values);
  }

  /** Criteria that can be told without running or asking anything; a block with any other one is passed over. */
  #matches(criteria: readonly string[]): boolean {
    const subjects: Readonly<Record<string, string | undefined>> = {
      host: this.found.get('hostname')?.[0] ?? this.#name,
      originalhost: this.#name,
      user: this.#user ?? this.found.get('user')?.[0] ?? this.#environment.localUser,
      localuser: this.#environment.localUser,
    };
    if (criteria.length === 0) return false;
    for (let at = 0; at < criteria.length; at++) {
      const criterion = (criteria[at] ?? '').toLowerCase();
      if (criterion === 'all') continue;
      const subject = subjects[criterion.replace(/^!/, '')];
      const patterns = criteria[++at];
      if (subject === undefined || patterns === undefined) return false;
      if (matchesList(patterns.split(','), subject) === criterion.startsWith('!')) return false;
    }
    return true;
  }
}

/** The words of a line: `Keyword value "quoted value" # comment`, or `Keyword=value`. */
function words(line: string): string[] {
  const [, keyword, rest = ''] = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
  if (keyword === undefined) return [];
  const list: string[] = [];
  for (const match of rest.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) {
    if (match[2]?.startsWith('#')) break;
    list.push(match[1]?.replace(/\\(["\\])/g, '$1') ?? match[2] ?? '');
  }
  return [keyword, ...list];
}

/** OpenSSH's pattern list: one pattern has to match and no pattern with `!` may. */
export function matchesList(patterns: readonly string[], subject: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!') && wildcard(pattern.slice(1)).test(subject)) return false;
    if (!pattern.startsWith('!') && wildcard(pattern).test(subject)) matched = true;
  }
  return matched;
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*+/g, '.*').replaceAll('?', '.')}$`, 'i');
}

/** The files that a path with wildcards in its last part means, in order. */
async function filesOf(path: string): Promise<string[]> {
  const folder = dirname(path);
  const name = path.slice(folder.length).replace(/^[/\\]/, '');
  if (!/[*?]/.test(name)) return [path];
  const entries = await fs.readdir(folder).catch(() => []);
  return entries
    .filter((entry) => wildcard(name).test(entry) && (!entry.startsWith('.') || name.startsWith('.')))
    .sort()
    .map((entry) => join(folder, entry));
}

function settle(
  name: string,
  given: { readonly user?: string; readonly port?: number },
  found: ReadonlyMap<string, readonly string[]>,
  environment: SshEnvironment,
): SshHostConfig {
  const first = (key: string): string | undefined => found.get(key)?.[0];
  const hostName = (first('hostname') ?? name).replaceAll('%h', name).replaceAll('%%', '%');
  const user = given.user ?? first('user') ?? environment.localUser;
  const port = given.port ?? (Number(first('port')) || 22);
  const tokens = {
    '%': '%',
    d: environment.home,
    h: hostName,
    n: name,
    p: `${port}`,
    r: user,
    u: environment.localUser,
  };
  const path = (text: string): string => expand(text, tokens, environment);
  const paths = (texts: readonly string[] | undefined): string[] =>
    (texts ?? []).filter((text) => text.toLowerCase() !== 'none').map(path);
  const agent = agentSocket(first('identityagent'), path, environment);
  const alias = first('hostkeyalias');
  const jumps = (first('proxyjump') ?? 'none')
    .split(',')
    .filter((jump) => jump !== '' && jump.toLowerCase() !== 'none');
  const known = found.get('userknownhostsfile') ?? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'];
  const system = found.get('globalknownhostsfile') ?? [join(environment.system, 'ssh_known_hosts')];
  return {
    hostName,
    user,
    port,
    ...(alias === undefined ? {} : { hostKeyAlias: alias }),
    identityFiles: paths(found.get('identityfile')),
    identitiesOnly: first('identitiesonly')?.toLowerCase() === 'yes',
    ...(agent === undefined ? {} : { agent }),
    jumps,
    proxyCommand: jumps.length === 0 && (first('proxycommand') ?? 'none').toLowerCase() !== 'none',
    knownHostsFiles: [...paths(known), ...paths(system)],
  };
}

function agentSocket(
  told: string | undefined,
  path: (text: string) => string,
  { variables }: SshEnvironment,
): string | undefined {
  if (told === undefined || told === 'SSH_AUTH_SOCK') return variables.SSH_AUTH_SOCK || undefined;
  if (told.toLowerCase() === 'none') return undefined;
  if (/^\$\w+$/.test(told)) return variables[told.slice(1)] || undefined;
  return path(told);
}

function expand(text: string, tokens: Readonly<Record<string, string>>, environment: SshEnvironment): string {
  const filled = expandHome(text, environment.home)
    .replace(/\$\{(\w+)\}/g, (all, name: string) => environment.variables[name] ?? all)
    .replace(/%([%a-zA-Z])/g, (all, token: string) => tokens[token] ?? all);
  return isAbsolute(filled) ? filled : join(environment.home, filled);
}

/** `~/x` as an absolute path. */
export function expandHome(path: string, home: string): string {
  return path === '~' ? home : path.replace(/^~[/\\]/, () => `${home}/`);
}
