import { valueSpan } from '../../embedded/embedded.ts';
import { type ComposeService, environmentOf, servicesOf } from '../../kinds/compose.ts';
import { envLines } from '../../kinds/env-file.ts';
import { environmentIn } from '../../kinds/tool-versions.ts';
import { type Span, span } from '../../text/span.ts';
import type { SourceDocument } from '../../workspace/file.ts';
import { isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

/** The names that omnictl does not read, with those that it does. */
const names: Readonly<Record<string, string>> = {
  OMNICTL_ENDPOINT: 'OMNI_ENDPOINT',
  OMNICTL_URL: 'OMNI_ENDPOINT',
  OMNICTL_SERVICE_ACCOUNT_KEY: 'OMNI_SERVICE_ACCOUNT_KEY',
  OMNICTL_CONFIG: 'OMNICONFIG',
};

export const omnictlEnv: WorkspaceRule = {
  id: 'script/omnictl-env',
  title: 'A variable for omnictl that it does not read',
  severity: 'warning',
  kinds: ['script', 'env-file', 'tool-versions', 'compose'],
  needs: 'workspace',
  why: 'omnictl reads `OMNI_ENDPOINT`, `OMNI_SERVICE_ACCOUNT_KEY` and `OMNICONFIG`. A variable of another name changes nothing: omnictl takes the context of its configuration file and asks a person to sign in, for which a script waits in vain. The rule says nothing where some file reads the variable itself, or where the right one is named beside it.',
  ...diff(`
 === scripts/rebuild.sh
 #!/bin/sh
-export OMNICTL_ENDPOINT=https://omni.example.com
+export OMNI_ENDPOINT=https://omni.example.com
 omnictl get clusters
`),
  source: 'omni client/pkg/constants, client/pkg/omnictl/config/config.go; go-api-signature pkg/serviceaccount',
  check({ document, file, workspace, report }) {
    if (!document.text.includes('OMNICTL_')) return;
    for (const { name, at } of variablesSet(document)) {
      const right = Object.hasOwn(names, name) ? names[name] : undefined;
      if (right === undefined || isRead(workspace, file, name) || isNamed(document.text, right)) continue;
      report({
        at,
        message: `omnictl does not read \`${name}\`, so for omnictl it is not set. Call it \`${right}\`.`,
        fixes: [replaceFix(at, right)],
      });
    }
  },
};

interface Variable {
  readonly name: string;
  readonly at: Span;
}

/** What the document puts into the environment of programs. */
function variablesSet({ kind, text, yaml }: SourceDocument): readonly Variable[] {
  if (kind === 'env-file') return envLines(text);
  if (kind === 'tool-versions') return environmentIn(text);
  if (kind === 'compose') return servicesOf(yaml.root).filter(runsOmnictl).flatMap(variablesOf);
  return exportsIn(text);
}

function runsOmnictl({ image, words }: ComposeService): boolean {
  return [image?.value ?? '', ...words.map(({ text }) => text)].some((text) => /\bomnictl\b/.test(text));
}

function variablesOf(service: ComposeService): readonly Variable[] {
  return environmentOf(service).map(({ name, value, at }) => {
    const isListed = isString(value) && value.span.start === at.start;
    return { name, at: isListed ? valueSpan(value, span(0, name.length)) : at };
  });
}

/** `export NAME=…`, and `NAME=…` before omnictl; what is not exported is the script's own. */
function exportsIn(text: string): readonly Variable[] {
  const exported = /^([ \t]*(?:export|declare -x)[ \t]+(?:\w+=\S*[ \t]+)*)(OMNICTL_\w+)=/gm;
  const before =
    /(^|[ \t;(])(OMNICTL_\w+)=(?:"[^"\n]*"|'[^'\n]*'|[^\s"';])*[ \t]+(?:\\\r?\n[ \t]*)?(?:\w+=\S*[ \t]+)*omnictl\b/gm;
  return [...text.matchAll(exported), ...text.matchAll(before)].map(({ index, 1: lead = '', 2: name = '' }) => {
    const start = index + lead.length;
    return { name, at: span(start, start + name.length) };
  });
}

function isRead(workspace: WorkspaceContext['workspace'], { folder }: WorkspaceContext['file'], name: string): boolean {
  return workspace.facts('variable-read').some(({ file, fact }) => file.folder === folder && fact.name === name);
}

function isNamed(text: string, name: string): boolean {
  return new RegExp(`(?<!\\w)${name}\\b`).test(text);
}
