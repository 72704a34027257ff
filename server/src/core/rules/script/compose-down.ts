import { commandsOf, isCommand, type ShellCommand, type ShellWord } from '../../kinds/shell.ts';
import { resolvePath } from '../../workspace/view.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const composeDown: WorkspaceRule = {
  id: 'script/compose-down',
  title: 'A script that deletes the volumes of Omni',
  severity: 'warning',
  kinds: ['script'],
  needs: 'workspace',
  why: '`docker compose down -v` deletes the named volumes of the project. Where Omni keeps its etcd and its database in one, everything that Omni knows is gone with them: clusters, machines, users and the keys that the machines trust. The rule looks at folders in which a Compose file runs Omni with named volumes.',
  ...diff(`
 === omni/compose.yml
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
     volumes: [omni-etcd:/_out/etcd]
 volumes: {omni-etcd: {}}
 === scripts/restart.sh
 #!/bin/sh
-docker compose -f omni/compose.yml down -v
+docker compose -f omni/compose.yml down
`),
  source: 'docker compose down, reference (--volumes); omni deploy/compose/compose.yaml',
  check(context) {
    const { document, file, workspace, report } = context;
    const servers = workspace
      .facts('omni-server')
      .filter((record) => record.file.folder === file.folder && record.fact.data.volumes.length > 0);
    const [server] = servers;
    if (!server) return;
    for (const command of commandsOf(document)) {
      const flag = volumesFlag(command);
      if (
        !flag ||
        !mayMean(
          context,
          command,
          servers.map((record) => record.file.path),
        )
      )
        continue;
      report({
        at: flag.span,
        message: `This deletes the volumes of the project. Omni keeps what it knows in ${list(server.fact.data.volumes)}: without a backup, every cluster is lost to it.`,
        related: [{ record: server, message: 'Omni runs here.' }],
      });
    }
  },
};

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' and ');
}

/** The flag of `docker compose … down` that deletes volumes. */
function volumesFlag(command: ShellCommand): ShellWord | undefined {
  const { words } = command;
  const docker = isCommand(command, 'docker') && words[1]?.text === 'compose';
  if (!docker && !isCommand(command, 'docker-compose')) return undefined;
  const down = words.findIndex(({ text }) => text === 'down');
  return down < 0
    ? undefined
    : words.slice(down + 1).find(({ text }) => text === '--volumes' || /^-[a-z]*v[a-z]*$/.test(text));
}

/** False when the command names a Compose file that is there and is not one of Omni's. */
function mayMean({ file, workspace }: WorkspaceContext, { words }: ShellCommand, servers: readonly string[]): boolean {
  const named = words.flatMap(({ text, literal }, i) => {
    const path =
      /^(?:-f|--file)=(.+)$/.exec(text)?.[1] ?? (/^(?:-f|--file)$/.test(words[i - 1]?.text ?? '') ? text : undefined);
    return path !== undefined && literal ? [path] : [];
  });
  if (named.length === 0) return true;
  return named.some((path) => {
    const places = [path.replace(/^(?:\.\/)+/, ''), resolvePath(file.path, path)];
    const there = places.filter((place) => workspace.exists(file.folder, place));
    return there.length === 0 || there.some((place) => servers.includes(place));
  });
}
