import { isExamplePath } from '../../kinds/example-path.ts';
import { isOmnictl, toolVersions } from '../../kinds/tool-versions.ts';
import { clientApi } from '../../versions/omni.ts';
import { parseVersion, type Version } from '../../versions/version.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { omniServersOf } from '../../workspace/omni-in-use.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const omnictlVersion: WorkspaceRule = {
  id: 'omni-server/omnictl-version',
  title: 'An omnictl of another minor release than Omni',
  severity: 'warning',
  kinds: ['tool-versions'],
  needs: 'workspace',
  why: 'omnictl compares its own version with the server’s before every command: it warns where the minor releases differ, and gives up where the two speak different versions of the API, in either direction. The server’s release is that of the image in the Compose file, or else `versions.omni` in `omni-scale.yaml`, or else that of the Omni that is connected, where the folder has a class or cluster of it.',
  ...diff(`
 === mise.toml
 [tools]
-omnictl = "1.4.2"
+omnictl = "1.9.1"
 === omni/compose.yml
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
`),
  source: 'omni client/pkg/omnictl/internal/access/client.go (checkVersion), internal/version/api.go at each tag',
  check(context) {
    const { document, file, report } = context;
    if (isExamplePath(file.path)) return;
    for (const { tool, version, at } of toolVersions(file.path, document.text)) {
      const client = isOmnictl(tool) && /^v?\d+\.\d+/.test(version) ? parseVersion(version) : undefined;
      const servers = client ? serversOf(context) : [];
      const [server] = servers;
      if (!client || !server || servers.some(({ release }) => sameMinor(release, client))) continue;
      const refused = isRefused(client, server.release);
      const written = server.text.replace(/^v/, '');
      report({
        at,
        severity: refused ? 'error' : 'warning',
        message: refused
          ? `Omni ${written} ${server.where}, and omnictl ${version} speaks another version of its API: it refuses every command that asks the server.`
          : `Omni ${written} ${server.where}, so omnictl ${version} warns at every command that the versions differ.`,
        ...(server.record ? { related: [{ record: server.record, message: `Omni ${written}` }] } : {}),
        // `1.9` is no release that can be installed everywhere.
        ...(/^\d+\.\d+\.\d+/.test(written)
          ? { fixes: [replaceFix(at, `${version.startsWith('v') ? 'v' : ''}${written}`, `Write \`${written}\``)] }
          : {}),
      });
    }
  },
};

interface Server {
  readonly release: Version;
  readonly text: string;
  /** `runs here` */
  readonly where: string;
  readonly record?: FactRecord;
}

/**
 * The servers that the folder's Compose files run under a tag that names a release; without any, what the team says; else
 * the one that is connected.
 */
function serversOf({ file, workspace, conventions }: WorkspaceContext): readonly Server[] {
  const server = (text: string | undefined, record?: FactRecord): readonly Server[] => {
    const release = parseVersion(text ?? '');
    if (text === undefined || !release) return [];
    return [{ release, text, ...(record ? { where: 'runs here', record } : { where: 'is connected' }) }];
  };
  const run = omniServersOf(workspace, file.folder);
  const known = run.flatMap((record) => server(record.fact.data.release, record));
  if (run.length > 0) return known.length === run.length ? known : [];
  const agreed = workspace
    .facts('conventions')
    .filter((record) => record.file.folder === file.folder && !isExamplePath(record.file.path))
    .flatMap((record) => server(conventions.versions.omni, record));
  if (agreed.length > 0) return agreed;
  const connected = server(workspace.live('omniVersion'));
  return connected.length > 0 && belongsToLiveOmni(workspace, file.folder) ? connected : [];
}

function sameMinor(a: Version, b: Version): boolean {
  return a.major === b.major && a.minor === b.minor;
}

function isRefused(client: Version, server: Version): boolean {
  const [ours, theirs] = [clientApi(client), clientApi(server)];
  return ours !== undefined && theirs !== undefined && ours !== theirs;
}
