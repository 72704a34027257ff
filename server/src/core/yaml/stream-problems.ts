// What libyaml and go-yaml refuse before they read a word: characters that no file may have, and directives.
import { span } from '../text/span.ts';
import type { SpanMap, YamlProblem } from './nodes.ts';

/** All but tabs, line breaks and what is printed (go-yaml v4 internal/libyaml/reader.go). */
const refused = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

export function streamProblems(text: string, mapSpan: SpanMap): readonly YamlProblem[] {
  return [...characterProblems(text, mapSpan), ...directiveProblems(text, mapSpan)];
}

function characterProblems(text: string, mapSpan: SpanMap): readonly YamlProblem[] {
  const index = text.search(refused);
  if (index < 0) return [];
  const code = text.charCodeAt(index).toString(16).padStart(4, '0').toUpperCase();
  const message = `The character U+${code} stands here, which is not seen, and the file is refused. Take it out, or write it as \`\\u${code}\` in double quotes.`;
  return [{ code: 'syntax', span: mapSpan(span(index, index + 1)), message }];
}

/** go-yaml reads YAML 1.2 and takes only the line that says 1.1; of other directives it knows `%TAG`. */
function directiveProblems(text: string, mapSpan: SpanMap): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text
      .slice(at, end)
      .replace(/^\uFEFF/, '')
      .trimEnd();
    if (!/^(?:[ \t]*(?:#|$)|%)/.test(line)) break;
    if (line.startsWith('%') && !/^%(?:YAML[ \t]+1\.1|TAG[ \t])/.test(line)) {
      const start = text.indexOf('%', at);
      const message = `omnictl and Talos refuse the file with \`${line}\`. Take the line out.`;
      problems.push({ code: 'go-syntax', span: mapSpan(span(start, start + line.length)), message });
    }
    at = end + 1;
  }
  return problems;
}
