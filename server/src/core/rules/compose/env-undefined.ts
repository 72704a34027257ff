import { isOurs } from '../../kinds/compose.ts';
import { isEnvExample } from '../../kinds/env-file.ts';
import { lineBreakOf } from '../../text/edits.ts';
import { type Span, span } from '../../text/span.ts';
import { directoryOf } from '../../workspace/clusters.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { walk, type YamlNode } from '../../yaml/nodes.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const envUndefined: WorkspaceRule = {
  id: 'compose/env-undefined',
  title: 'A variable that no environment file names',
  severity: 'warning',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'Compose puts nothing in the place of a variable that is not set, and only prints a warning. Whoever copies `.env.example` to `.env` learns from it what to fill in; a variable that is missing there is missing on the next host too. The rule speaks only where an example lies beside the file and nothing else could set the variable: with an `.env` there, which is never read, it is silent.',
  bad: `
=== proxmox-provider/compose.yml
services:
  provider:
    image: ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.0
    command: ["--config-file=/config.yaml", "--omni-api-endpoint=\${OMNI_ENDPOINT}"]
=== proxmox-provider/.env.example
OMNI_SERVICE_ACCOUNT_KEY=
`,
  good: `
=== proxmox-provider/compose.yml
services:
  provider:
    image: ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.0
    command: ["--config-file=/config.yaml", "--omni-api-endpoint=\${OMNI_ENDPOINT}"]
=== proxmox-provider/.env.example
OMNI_ENDPOINT=https://omni.example.com
`,
  source: 'compose-spec 12-interpolation.md',
  check(context) {
    const { document, file, workspace, report } = context;
    const { root } = document.yaml;
    if (!root || !isOurs(root)) return;
    const beside = environmentFilesBeside(context);
    if (beside.length === 0 || !beside.every(isEnvExample)) return;
    const named = new Set(
      workspace
        .facts('env-variable')
        .filter((record) => record.file.folder === file.folder)
        .map((record) => record.fact.name),
    );
    const [first = ''] = beside;
    for (const [name, at] of variablesIn(root)) {
      if (named.has(name) || isSetAnyway(name)) continue;
      report({
        at,
        message: `No environment file names \`${name}\`, so Compose puts nothing in its place. Add it to \`${first.slice(directoryOf(first).length)}\`, or write a default as in \`\${${name}:-…}\`.`,
        fixes: addTo(context, first, name),
      });
    }
  },
};

/** `.env`, `.env.example`, `omni.env` and the like in the Compose file's own directory. */
function environmentFilesBeside({ file, workspace }: WorkspaceContext): readonly string[] {
  const directory = directoryOf(file.path);
  return workspace
    .paths(file.folder)
    .filter((path) => directoryOf(path) === directory && /(?:^|[/.])env(?:\.[\w-]+)*$/.test(path));
}

/** Variables without a default or a demand of their own, at their first place. */
function variablesIn(root: YamlNode): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>();
  walk(root, (node) => {
    if (node.type !== 'scalar' || typeof node.value !== 'string' || !node.source.includes('$')) return;
    for (const match of node.source.matchAll(/\$\$|\$\{([A-Za-z_]\w*)(\}|:?[-?+])?|\$([A-Za-z_]\w*)/g)) {
      const name = match[3] ?? (match[2] === '}' ? match[1] : undefined);
      if (name === undefined || found.has(name)) continue;
      const start = node.span.start + match.index + match[0].indexOf(name);
      found.set(name, span(start, start + name.length));
    }
  });
  return found;
}

/** Names that the shell or Compose sets itself. */
function isSetAnyway(name: string): boolean {
  return /^(?:HOME|PWD|USER|LOGNAME|PATH|SHELL|HOSTNAME|UID|GID|TZ|LANG|COMPOSE_\w+|DOCKER_\w+)$/.test(name);
}

function addTo({ file, workspace }: WorkspaceContext, path: string, name: string): readonly Fix[] {
  const known = (record: FactRecord): boolean => record.file.folder === file.folder && record.file.path === path;
  const target = workspace.facts('env-variable').find(known)?.file;
  if (!target) return [];
  const end = target.text.length;
  const newline = lineBreakOf(target.text);
  const newText = `${target.text.endsWith('\n') ? '' : newline}${name}=${newline}`;
  const elsewhere = [{ uri: target.uri, edits: [{ span: span(end, end), newText }] }];
  return [{ title: `Add \`${name}\` to \`${path.slice(directoryOf(path).length)}\``, edits: [], elsewhere }];
}
