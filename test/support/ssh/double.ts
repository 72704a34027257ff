// An SSH server that has bad days: it refuses credentials, shows another key, hangs, and cuts its connections where a test
// says. A gate in front of it can go silent, as a machine does whose power is gone.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, connect as dial, type Server as NetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2';
import type { SshEnvironment } from '../../../server/src/live/provider/ssh-config.ts';

export interface DoubleOptions {
  /** Decides on a credential; by default `none` is taken, as Tailscale SSH does. */
  readonly authenticate?: (context: AuthContext, connection: Connection) => void;
  /** Shown before anything is asked. */
  readonly banner?: string;
  /** Runs a command; what it writes to the channel is the output. It has to end the channel. */
  readonly exec?: (command: string, channel: ServerChannel, connection: Connection) => void;
}

export interface Double {
  readonly address: string;
  readonly port: number;
  /** A home whose known_hosts has the key of this server. */
  readonly environment: SshEnvironment;
  /** Commands it was given. */
  readonly commands: readonly string[];
  /** How often somebody has connected. */
  connections(): number;
  /** How many of them are open. */
  open(): number;
  /** Ends every connection, without a word. */
  cut(): void;
  /** From now on nothing passes in either direction, and nobody is told. */
  silence(): void;
  stop(): Promise<void>;
}

export function newHostKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
}

export async function startDouble(options: DoubleOptions = {}, hostKey = newHostKey()): Promise<Double> {
  const folder = mkdtempSync(join(tmpdir(), 'omni-scale-ssh-double-'));
  const home = join(folder, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const commands: string[] = [];
  let count = 0;
  let open = 0;
  const banner = options.banner === undefined ? {} : { banner: options.banner };
  const server = new ssh2.Server({ hostKeys: [hostKey], ...banner }, (connection) => {
    count++;
    open++;
    connection.on('close', () => open--);
    connection.on('error', () => {});
    connection.on('authentication', (context) => {
      if (options.authenticate) options.authenticate(context, connection);
      else context.accept();
    });
    connection.on('session', (accept) => {
      const session = accept();
      session.on('exec', (take, _reject, { command }) => {
        commands.push(command);
        const channel = take();
        channel.on('error', () => {});
        channel.resume();
        options.exec?.(command, channel, connection);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate = await startGate(portOf(server.address()));
  const parsed = ssh2.utils.parseKey(hostKey);
  const shown = parsed instanceof Error ? '' : parsed.getPublicSSH().toString('base64');
  writeFileSync(join(home, '.ssh', 'known_hosts'), `[127.0.0.1]:${gate.port} ssh-rsa ${shown}\n`);
  return {
    address: `root@127.0.0.1:${gate.port}`,
    port: gate.port,
    environment: { home, system: join(folder, 'etc'), localUser: 'root', variables: {} },
    commands,
    connections: () => count,
    open: () => open,
    cut: gate.cut,
    silence: gate.silence,
    stop: async () => {
      await gate.stop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Passes bytes on to a port until it is told to be silent or to cut. */
export async function startGate(target: number) {
  const sockets = new Set<Socket>();
  const gate: NetServer = createServer((near) => {
    const far = dial(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far);
    far.pipe(near);
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: portOf(gate.address()),
    cut,
    silence: () => {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    stop: async () => {
      cut();
      await new Promise<void>((resolve) => gate.close(() => resolve()));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}
