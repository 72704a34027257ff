// `omni-scale check`: the findings of files and folders.
import { promises as fs } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allRules } from '../core/rules/all.ts';
import { type Severity, severities } from '../core/rules/rule.ts';
import { LanguageService } from '../core/service.ts';
import { loadCommitted } from '../live/files/committed.ts';
import { hostWith } from '../live/files/host.ts';
import { loadWorkspace } from '../live/files/load.ts';
import { folderRoot } from '../live/files/root.ts';
import type { Command, Terminal } from './command.ts';
import { type DiagnosticJson, summary, toJson, toText } from './output.ts';

export const check: Command = {
  name: 'check',
  summary: 'Report what is wrong in files and folders',
  usage: 'omni-scale check [paths] [--format text|json] [--severity error|warning|information|hint]',
  help: [
    'Checks the given files and folders, or the current folder. Files beside them are read too, so that references resolve.',
    '',
    'Options',
    '  --format text|json   text for people (default) or JSON for programs',
    '  --severity LEVEL     fail on findings of this severity or graver (default: error)',
    '  --quiet              print only findings of that severity or graver',
    '',
    'Exit: 0 nothing found, 1 findings of the given severity or graver, 2 could not run.',
    '',
    'Example: omni-scale check clusters machine-classes --severity warning',
  ],
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      severity: { type: 'string', default: 'error' },
      quiet: { type: 'boolean', default: false },
    },
  });
  const threshold = severities.find((severity) => severity === values.severity);
  if (!threshold) return terminal.fail(`--severity takes ${severities.join(', ')}; not \`${values.severity}\``);
  if (values.format !== 'text' && values.format !== 'json')
    return terminal.fail(`--format takes text or json; not \`${values.format}\``);
  const targets: string[] = [];
  for (const path of positionals.length > 0 ? positionals : ['.']) {
    const absolute = resolve(terminal.cwd, path);
    if (!(await exists(absolute))) return terminal.fail(`${path} does not exist`);
    targets.push(absolute);
  }
  const { diagnostics, files } = await diagnose(targets, terminal);
  if (files === 0) terminal.progress('No YAML files, scripts or documentation there to check.');
  const grave = diagnostics.filter((diagnostic) => rank(diagnostic.severity) <= rank(threshold));
  const shown = values.quiet ? grave : diagnostics;
  if (values.format === 'json') terminal.print(JSON.stringify({ diagnostics: shown, files }));
  else {
    for (const diagnostic of shown) terminal.print(toText(diagnostic, terminal.coloured));
    terminal.progress(summary(shown, files));
  }
  return grave.length > 0 ? 1 : 0;
}

/** What the rules report on the files that lie at or below these absolute paths, and how many files that are. */
export async function diagnose(
  targets: readonly string[],
  terminal: Terminal,
): Promise<{ readonly diagnostics: readonly DiagnosticJson[]; readonly files: number }> {
  const { service, chosen } = await load(targets, terminal);
  const diagnostics = chosen.flatMap((uri) =>
    service.findings(uri).map((finding) => toJson(uri, finding, service, terminal.cwd)),
  );
  return { diagnostics, files: chosen.length };
}

/** The language service with all that lies beside these absolute paths, and the files at or below them. */
export async function load(
  targets: readonly string[],
  terminal: Terminal,
): Promise<{ readonly service: LanguageService; readonly chosen: readonly string[] }> {
  const service = new LanguageService(
    allRules,
    hostWith((message) => terminal.progress(message)),
  );
  const roots = await Promise.all(targets.map(rootOf));
  const folders = await loadWorkspace(service, outermost(roots), { log: (message) => terminal.progress(message) });
  await loadCommitted(service, folders);
  const chosen = service.uris().filter((uri) => targets.some((target) => isWithin(fileURLToPath(uri), target)));
  return { service, chosen };
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

async function exists(path: string): Promise<boolean> {
  return fs.access(path).then(
    () => true,
    () => false,
  );
}

/** The folder that a path belongs to. */
async function rootOf(path: string): Promise<string> {
  return folderRoot((await fs.stat(path)).isDirectory() ? path : dirname(path));
}

/** Drops directories that lie in another one of the list: they are found from there. */
function outermost(directories: readonly string[]): readonly string[] {
  const all = [...new Set(directories)];
  return all.filter((directory) => !all.some((other) => other !== directory && isWithin(directory, other)));
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
