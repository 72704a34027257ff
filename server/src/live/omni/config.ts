// The configuration file of omnictl, read and never written. omnictl creates a file that is missing, with a context that
// leads nowhere, so it is looked for before omnictl is run. Source: omni client/pkg/omnictl/config/config.go.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { failed, ok, type Result } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';
import { isRecord } from './normalise.ts';

export interface OmniContext {
  readonly name: string;
  /** Address of the API and of the web interface. */
  readonly url: string;
  readonly identity?: string;
}

export interface OmniConfig {
  readonly path: string;
  /** Name of the context that omnictl uses when none is named. */
  readonly current?: string;
  readonly contexts: readonly OmniContext[];
}

/** How calls reach Omni: by a context of the file, or by a service account of the environment. */
export interface OmniAccess {
  /** For people: `context prod`, `service account`. */
  readonly name: string;
  readonly url?: string;
  readonly serviceAccount: boolean;
  /** The file, where one is used. */
  readonly path?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where omnictl looks for the key of a service account, first one first. Source: go-api-signature. */
export const serviceAccountKeys = ['SIDERO_SERVICE_ACCOUNT_KEY', 'OMNI_SERVICE_ACCOUNT_KEY'] as const;

/** What a context has before it is set up. */
const placeholder = 'grpc://127.0.0.1:8080';

const download =
  'Download `omniconfig` from the start page of Omni, or name the file: `omniScale.omni.omniconfig` (`--omniconfig`).';

/** Reads the file omnictl would use. Faults: `not-set-up` (there is none), `wrong-setting` (a file is named), `unreadable`. */
export async function readConfig(
  settings: LiveSettings['omni'],
  environment: Environment = process.env,
): Promise<Result<OmniConfig>> {
  const paths = candidates(settings, environment);
  for (const path of paths) {
    const read = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
    if (typeof read === 'string') return configOf(path, read);
    if (read.code !== 'ENOENT' && read.code !== 'ENOTDIR')
      return failed('unreadable', `\`${path}\` can not be read (${read.code ?? read.message}).`);
  }
  const message = `There is no configuration of omnictl at \`${paths[0]}\`.`;
  // A file that a variable names may still have to be made, by omnictl itself.
  if (settings.omniconfig)
    return failed('wrong-setting', message, {
      next: 'Correct `omniScale.omni.omniconfig` (`--omniconfig`), which names the file.',
    });
  return failed('not-set-up', message, { next: download });
}

/**
 * How a call would reach Omni. Faults: `not-set-up` (no file, nothing in it), `wrong-setting` (no such file or context),
 * `unreadable`.
 */
export async function readAccess(
  settings: LiveSettings['omni'],
  environment: Environment = process.env,
): Promise<Result<OmniAccess>> {
  const endpoint = environment.OMNI_ENDPOINT;
  const serviceAccount = serviceAccountKeys.some((name) => environment[name]);
  if (serviceAccount && endpoint) return ok({ name: 'service account', url: endpoint, serviceAccount });
  const context = await contextIn(settings, environment);
  if (!serviceAccount || (context.ok && context.value.url !== undefined))
    return context.ok ? ok({ ...context.value, serviceAccount }) : context;
  return failed('not-set-up', 'A service account is set, and no Omni that it belongs to.', {
    next: 'Set `OMNI_ENDPOINT` to the address of Omni, or choose a context.',
  });
}

async function contextIn(
  settings: LiveSettings['omni'],
  environment: Environment,
): Promise<Result<Omit<OmniAccess, 'serviceAccount'>>> {
  const config = await readConfig(settings, environment);
  if (!config.ok) return config;
  const { path, current, contexts } = config.value;
  const name = settings.context || current;
  const context = contexts.find((one) => one.name === name);
  if (!context) {
    const known = contexts.map((one) => `\`${one.name}\``).join(', ');
    const next = known
      ? `Set \`omniScale.omni.context\` (\`--context\`) to one that it has: ${known}.`
      : `It has none. ${download}`;
    return name
      ? failed('wrong-setting', `\`${path}\` has no context \`${name}\`.`, { next })
      : failed('not-set-up', `\`${path}\` names no context.`, { next });
  }
  const url = environment.OMNI_ENDPOINT || context.url;
  if (url === '' || url === placeholder)
    return failed('not-set-up', `The context \`${name}\` in \`${path}\` has no address yet.`, { next: download });
  return ok({ name: `context ${context.name}`, url, path });
}

function candidates(settings: LiveSettings['omni'], environment: Environment): readonly string[] {
  const home = environment.HOME || homedir();
  const named = settings.omniconfig || environment.OMNICONFIG;
  if (named) return [absolute(named, home)];
  return [
    join(environment.TALOS_HOME || join(home, '.talos'), 'omni', 'config'),
    join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'omni', 'config'),
  ];
}

/** A path of the settings from where the program runs, `~/` resolved. */
export function absolute(path: string, home: string = homedir()): string {
  return path.startsWith('~/') ? join(home, path.slice(2)) : resolve(path);
}

function configOf(path: string, text: string): Result<OmniConfig> {
  let read: unknown;
  try {
    read = parse(text);
  } catch {
    return failed('unreadable', `\`${path}\` is not YAML.`, { next: download });
  }
  if (!isRecord(read) || !isRecord(read.contexts))
    return failed('unreadable', `\`${path}\` is no configuration of omnictl.`, { next: download });
  const contexts = Object.entries(read.contexts).map(([name, context]) => contextOf(name, context));
  return ok({ path, ...(typeof read.context === 'string' ? { current: read.context } : {}), contexts });
}

function contextOf(name: string, context: unknown): OmniContext {
  const { url, auth } = isRecord(context) ? context : { url: '', auth: undefined };
  const siderov1 = isRecord(auth) && isRecord(auth.siderov1) ? auth.siderov1 : {};
  const { identity } = siderov1;
  return { name, url: String(url ?? ''), ...(typeof identity === 'string' && identity ? { identity } : {}) };
}
