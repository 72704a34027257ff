// Which release of Omni reads the files of a folder. What the team wrote down comes first, because it is said of these
// files; then the one Omni server that the folder itself runs; then the Omni that is connected, where the folder is its own.
import type { Conventions } from '../kinds/conventions.ts';
import { isExamplePath } from '../kinds/example-path.ts';
import { parseVersion, type Version } from '../versions/version.ts';
import type { FileIdentity } from './file.ts';
import { belongsToLiveOmni } from './live-scope.ts';
import type { FactRecord, WorkspaceView } from './view.ts';

export interface OmniInUse {
  readonly version: Version;
  /** Who says it, as part of a sentence: `` `omni-scale.yaml` names 1.9.3 ``. */
  readonly said: string;
}

interface Place {
  readonly file: FileIdentity;
  readonly workspace: WorkspaceView;
  readonly conventions: Conventions;
}

/** The release in use; undefined where nobody says one. */
export function omniInUse({ file, workspace, conventions }: Place): OmniInUse | undefined {
  const agreed = named(conventions.versions.omni, (text) => `\`omni-scale.yaml\` names ${text}`);
  if (agreed) return agreed;
  const [server, another] = omniServersOf(workspace, file.folder);
  const run = another ? undefined : named(server?.fact.data.release, (text) => `\`${server?.file.path}\` runs ${text}`);
  if (run) return run;
  const connected = named(workspace.live('omniVersion'), (text) => `the Omni that is connected is ${text}`);
  return connected && belongsToLiveOmni(workspace, file.folder) ? connected : undefined;
}

/** The Omni servers that a folder's Compose files run; examples run nothing. */
export function omniServersOf(workspace: WorkspaceView, folder: string): readonly FactRecord<'omni-server'>[] {
  return workspace.facts('omni-server').filter(({ file }) => file.folder === folder && !isExamplePath(file.path));
}

function named(text: string | undefined, said: (text: string) => string): OmniInUse | undefined {
  const version = parseVersion(text ?? '');
  return text === undefined || !version ? undefined : { version, said: said(text.replace(/^v/, '')) };
}
