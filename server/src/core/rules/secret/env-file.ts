import { envLines } from '../../kinds/env-file.ts';
import { isSecretName } from '../../kinds/secret-words.ts';
import { directoryOf } from '../../workspace/clusters.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const envFile: WorkspaceRule = {
  id: 'secret/env-file',
  title: 'A file of secret variables that git does not ignore',
  severity: 'warning',
  kinds: ['env-file'],
  needs: 'workspace',
  why: 'Of `.env` and its example only the example is for everybody. The file itself is never read here: that it lies beside an example which names a secret, in a git repository that does not ignore it, is enough to say that the secret goes into the history with the next commit, or is there already. A file that has been committed stays in git when it is ignored afterwards: `git rm --cached` takes it out, and the secret is to be replaced.',
  bad: `
=== .gitignore
kubeconfig
=== proxmox-provider/.env.example
OMNI_SERVICE_ACCOUNT_KEY=
=== proxmox-provider/.env
# not read
`,
  good: `
=== .gitignore
kubeconfig
.env
=== proxmox-provider/.env.example
OMNI_SERVICE_ACCOUNT_KEY=
=== proxmox-provider/.env
# not read
`,
  source: 'git Documentation/gitignore.txt; compose-spec 12-interpolation.md (.env)',
  check(context) {
    const { document, file, workspace, report } = context;
    const path = file.path.replace(/\.example$/, '');
    if (workspace.exists(file.folder, path) !== true || workspace.isIgnored(file.folder, path) !== false) return;
    if (mayBeEncrypted(context)) return;
    const secret = envLines(document.text).find(({ name, commented }) => !commented && isSecretName(name));
    if (!secret) return;
    report({
      at: secret.at,
      message: `Git does not ignore \`${path}\`, so the value that \`${secret.name}\` has there goes into the repository with it, for everybody who can read that. Name the file in \`.gitignore\`; if git keeps it already, take it out (\`git rm --cached\`).`,
    });
  },
};

/** dotenvx and SOPS encrypt such files so that they may be committed. */
function mayBeEncrypted({ file, workspace }: WorkspaceContext): boolean {
  const directory = directoryOf(file.path);
  const marks = [`${directory}.env.keys`, `${directory}.env.vault`, `${directory}.sops.yaml`, '.sops.yaml'];
  return marks.some((mark) => workspace.exists(file.folder, mark));
}
