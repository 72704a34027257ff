// What the example of an environment file puts into the flags of an Omni server that a Compose file beside it runs.
import { envLines } from '../kinds/env-file.ts';
import { type Span, span } from '../text/span.ts';
import { directoryOf } from '../workspace/clusters.ts';
import type { WorkspaceContext } from './rule.ts';

export interface EnvSetting {
  readonly flag: string;
  /** The flag's value with the variable filled in. */
  readonly value: string;
  /** The variable's value as it is written, without quotes. */
  readonly written: string;
  readonly at: Span;
}

/** The settings of one document, which is an example of an environment file; commented and empty lines set nothing. */
export function envSettings({ document, file, workspace }: WorkspaceContext): readonly EnvSetting[] {
  if (document.kind !== 'env-file') return [];
  const directory = directoryOf(file.path);
  const uses = workspace
    .facts('omni-server')
    .filter((record) => record.file.folder === file.folder && directoryOf(record.file.path) === directory)
    .flatMap((record) => Object.entries(record.fact.data.variables ?? {}));
  const set = new Map(
    envLines(document.text).flatMap((line) => (line.commented ? [] : [[line.name, bareValue(line)] as const])),
  );
  return uses.flatMap(([flag, text]) => {
    const [use = '', name = ''] = /\$\{?([A-Za-z_]\w*)(?:[:?-][^}]*)?\}?/.exec(text) ?? [];
    const found = set.get(name);
    if (!found || found.text === '') return [];
    return [{ flag, value: text.replace(use, () => found.text), written: found.text, at: found.at }];
  });
}

/** A value without its quotes and without the comment behind it. */
function bareValue({ value, valueAt }: ReturnType<typeof envLines>[number]): { text: string; at: Span } {
  const [, quote, inside] = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(value) ?? [];
  const text = quote === undefined ? value.replace(/(?:^|\s+)#.*$/, '') : (inside ?? '');
  const start = valueAt.start + (quote === undefined ? 0 : 1);
  return { text, at: span(start, start + text.length) };
}
