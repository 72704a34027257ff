import { type ComposeFlag, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { imageReleaseOf } from '../../kinds/omni-server.ts';
import { nearest } from '../../text/names.ts';
import { omniFlag, omniFlags } from '../../versions/omni-flags.ts';
import type { Version } from '../../versions/version.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceRule } from '../rule.ts';

export const flagUnknown: WorkspaceRule = {
  id: 'omni-server/flag-unknown',
  title: 'A flag that this Omni does not have',
  severity: 'error',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'Omni prints its usage and ends when it is given a flag it does not know, and Compose starts it again for ever. Flags come and go: SQLite took the place of the secondary storage and of the folders for logs in 1.6. The release is that of the image, else the one in `omni-scale.yaml`, else that of the Omni that is connected.',
  ...diff(`
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
-    command: [--sqlite-path=/_out/omni.db]
+    command: [--sqlite-storage-path=/_out/omni.db]
`),
  source: 'omni cmd/omni/cmd/cmd.go and internal/pkg/config/schema.json at each release',
  check(context) {
    const { document, report } = context;
    for (const service of servicesOf(document.yaml.root)) {
      if (!isOmniServer(service)) continue;
      const release = imageReleaseOf(service) ?? omniInUse(context)?.version;
      for (const flag of service.flags) {
        const found = judge(flag, release);
        if (found) report(found);
      }
    }
  },
};

function judge({ name, at }: ComposeFlag, release: Version | undefined): Report | undefined {
  const { verdict, since, until } = omniFlag(name, release);
  const shown = release && `${release.major}.${release.minor}.${release.patch}`;
  switch (verdict) {
    case 'known':
      return undefined;
    case 'later':
      return { at, message: `\`--${name}\` came with Omni ${since}; ${shown} does not know it and ends at once.` };
    case 'gone': {
      const successor = successors[name];
      const now = successor ? ` Its place was taken by \`--${successor}\`.` : ' It can be left out.';
      return { at, message: `Omni ${until} and later have no flag \`--${name}\` and end at once.${now}` };
    }
    case 'unknown': {
      const near = nearest(name, omniFlags);
      // A release after those that are known here may have brought it.
      const certain = release ? release.major === 1 && release.minor <= newestKnown : near !== undefined;
      const severity = certain ? 'error' : 'warning';
      const hint = near ? ` Did you mean \`--${near}\`?` : '';
      return {
        at,
        severity,
        message: `Omni has no flag \`--${name}\` and ends at once.${hint}`,
        fixes: near ? [replaceFix(at, `--${near}`)] : [],
      };
    }
  }
}

/** The minor of the newest release whose flags are known. */
const newestKnown = 10;

const successors: Readonly<Record<string, string>> = {
  'secondary-storage-path': 'sqlite-storage-path',
  'log-storage-path': 'sqlite-storage-path',
  'machine-log-storage-path': 'sqlite-storage-path',
  'audit-log-dir': 'sqlite-storage-path',
};
