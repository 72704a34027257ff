// Examples of the files that Compose takes variables from: `.env.example`, `omni.env.example`. The files themselves hold
// secrets and are never read.
import { span } from '../text/span.ts';
import { type Fact, fact } from '../workspace/facts.ts';

export function isEnvExample(path: string): boolean {
  return /(?:^|[/.])env\.example$/.test(path);
}

/** One `NAME=value` line, or one that is commented out. */
export interface EnvLine {
  readonly name: string;
  readonly at: { readonly start: number; readonly end: number };
  readonly value: string;
  readonly valueAt: { readonly start: number; readonly end: number };
  readonly commented: boolean;
}

export function envLines(text: string): readonly EnvLine[] {
  const lines: EnvLine[] = [];
  for (const match of text.matchAll(/^([ \t]*)(#[ \t]*)?(export[ \t]+)?([A-Za-z_]\w*)([ \t]*=)(.*)$/gm)) {
    const [, lead = '', hash = '', word = '', name = '', equals = '', rest = ''] = match;
    const start = match.index + lead.length + hash.length + word.length;
    const written = rest.trim();
    const valueStart = start + name.length + equals.length + rest.indexOf(written);
    lines.push({
      name,
      at: span(start, start + name.length),
      value: written,
      valueAt: span(valueStart, valueStart + written.length),
      commented: hash !== '',
    });
  }
  return lines;
}

/** The variables an example names, commented out or not. */
export function envFacts(text: string): readonly Fact[] {
  return envLines(text).map(({ name, at }) => fact('env-variable', name, at, {}));
}
