// Files in which a team pins the versions of its command line tools: `mise.toml` and its other names, `.tool-versions`.
// Only what is written on one line is read; that is how people and mise itself write it.
import { type Span, span } from '../text/span.ts';

/** Names of files that mise reads (mise documentation, Configuration). */
export function isToolVersions(path: string): boolean {
  return /(?:^|\/)(?:\.?mise(?:\.[\w-]+)*\.toml|\.?mise\/config(?:\.[\w-]+)*\.toml|\.tool-versions)$/.test(path);
}

export interface ToolVersion {
  /** As it is written, such as `omnictl` or `aqua:siderolabs/omni/omnictl`. */
  readonly tool: string;
  readonly version: string;
  /** The version without its quotes. */
  readonly at: Span;
}

/** @param path tells which of the two formats the text has */
export function toolVersions(path: string, text: string): readonly ToolVersion[] {
  return path.endsWith('.tool-versions') ? ofLines(text) : ofToml(text);
}

function ofLines(text: string): readonly ToolVersion[] {
  return [...text.matchAll(/^[ \t]*([^\s#]+)[ \t]+([^\s#]+)/gm)].map(([whole, tool = '', version = ''], i, all) => {
    const end = (all[i]?.index ?? 0) + whole.length;
    return { tool, version, at: span(end - version.length, end) };
  });
}

/** A key of one or more parts, and what stands behind its `=`. */
const assignment = /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*)$/;

function ofToml(text: string): readonly ToolVersion[] {
  return assignmentsIn(text).flatMap(({ keys, value, valueStart }) => {
    const tool = toolOf(keys);
    const version = tool === undefined ? undefined : versionIn(value);
    if (tool === undefined || !version) return [];
    const start = valueStart + version.offset;
    return [{ tool, version: version.text, at: span(start, start + version.text.length) }];
  });
}

/** The variables that `[env]` of a `mise.toml` sets, each where its name stands. */
export function environmentIn(text: string): readonly { readonly name: string; readonly at: Span }[] {
  return assignmentsIn(text).flatMap(({ keys: [table, name, ...more], key, keyStart }) => {
    if (table !== 'env' || name === undefined || more.length > 0) return [];
    const start = keyStart + key.lastIndexOf(name);
    return [{ name, at: span(start, start + name.length) }];
  });
}

interface Assignment {
  /** The parts of the table's key and of its own. */
  readonly keys: readonly string[];
  /** Its own key as written. */
  readonly key: string;
  readonly keyStart: number;
  readonly value: string;
  readonly valueStart: number;
}

function assignmentsIn(text: string): readonly Assignment[] {
  const found: Assignment[] = [];
  let table: readonly string[] = [];
  let closing: string | undefined;
  for (const line of linesOf(text)) {
    // Tasks hold scripts in strings of several lines.
    if (closing !== undefined) {
      if (line.text.includes(closing)) closing = undefined;
      continue;
    }
    const heading = /^\s*\[([^[\]]+(?:\[[^\]]*\][^[\]]*)*)\]\s*(?:#.*)?$/.exec(line.text)?.[1];
    if (heading !== undefined) {
      table = keyParts(heading);
      continue;
    }
    if (/^\s*\[/.test(line.text)) table = [];
    const [before, key = '', value = ''] = assignment.exec(line.text) ?? [];
    if (before === undefined) continue;
    const [quotes] = /^(?:"""|''')/.exec(value) ?? [];
    if (quotes !== undefined && !value.slice(3).includes(quotes)) closing = quotes;
    const valueStart = line.start + before.length - value.length;
    const keyStart = line.start + before.length - before.trimStart().length;
    found.push({ keys: [...table, ...keyParts(key)], key, keyStart, value, valueStart });
  }
  return found;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function linesOf(text: string): readonly Line[] {
  return [...text.matchAll(/[^\r\n]+/g)].map((match) => ({ start: match.index, text: match[0] }));
}

/** `tools."aqua:a/b".version` as its parts. */
function keyParts(key: string): readonly string[] {
  return [...key.matchAll(/"([^"]*)"|'([^']*)'|[\w-]+/g)].map(([bare, double, single]) => double ?? single ?? bare);
}

/** `tools.<tool>`, or `tools.<tool>.version`. */
function toolOf([table, tool, field, ...rest]: readonly string[]): string | undefined {
  return table === 'tools' && rest.length === 0 && (field === undefined || field === 'version') ? tool : undefined;
}

/** The version in `"1.9.3"`, `["1.9.3", "1.8"]` (the first is in use) or `{ version = "1.9.3" }`. */
function versionIn(value: string): { readonly text: string; readonly offset: number } | undefined {
  const [whole, lead = '', , text = ''] =
    /^(\[\s*|\{(?:[^{}"']|"[^"]*"|'[^']*')*?\bversion\s*=\s*)?(["'])([^"']+)\2/.exec(value) ?? [];
  return whole === undefined ? undefined : { text, offset: lead.length + 1 };
}

/** True for omnictl under any of the names that mise's backends give it. */
export function isOmnictl(tool: string): boolean {
  const [, place = ''] = /^[a-z]+:([^[]*)/.exec(tool) ?? [];
  return (
    tool === 'omnictl' || /(?:^|\/)siderolabs\/omni(?:\/omnictl)?$/.test(place) || /(?:^|[/-])omnictl$/.test(place)
  );
}
