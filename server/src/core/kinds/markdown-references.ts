// Paths that documentation names: in code, as the target of a link, and as what a command reads.
import { type Span, shift, sliceSpan, span } from '../text/span.ts';
import type { MarkdownBlock, MarkdownText } from './markdown.ts';
import { commandsOf, type ShellCommand, type ShellWord } from './shell.ts';

export interface PathReference {
  /** The path, without what else stands with it, such as a line number. */
  readonly path: string;
  readonly at: Span;
  /** `link`: counted from the file; the others from the top of the folder, or from where the reader stands. */
  readonly by: 'code' | 'link' | 'command';
  /** What is said around it, headings above included. */
  readonly context: string;
}

const fileEnding = String.raw`\.(?:ya?ml|json5?|md|sh|toml|py|tf|hcl|nix|jsonnet|cue|j2|tpl|conf|ini|cfg|ts|js|go)`;
const plainPath = new RegExp(
  String.raw`^(?:\./)?([\w.@-]+(?:/[\w.@+-]+)*(?:/[\w.@+-]+${fileEnding}|/))(?::\d+(?:-\d+)?|#[\w-]*)?$`,
);

export function referencesIn(text: string, markdown: MarkdownText): readonly PathReference[] {
  return [...inBlocks(text, markdown), ...inCommands(text, markdown)];
}

function inBlocks(text: string, { blocks, fences }: MarkdownText): readonly PathReference[] {
  const found: PathReference[] = [];
  const trail = new Trail(text);
  for (const block of blocks) {
    trail.enter(block);
    if (block.codes.length === 0 && block.links.length === 0) continue;
    const shown = fences.some(({ whole }) => isNext(text, block.span.end, whole.start)) ? ' (shown below:)' : '';
    const context = `${trail.text}\n${sliceSpan(text, block.span).trimEnd()}${shown}`;
    for (const { text: code, span: at } of block.codes) {
      const path = plainPath.exec(code)?.[1];
      // The text of a link names what the link leads to.
      if (path !== undefined && !isLinkText(text, at)) found.push({ ...reference(path, code, at), by: 'code', context });
    }
    for (const { target, span: at } of block.links) {
      const path = /^[\w./@+-]+$/.test(target.replace(/#.*$/, '')) ? target.replace(/#.*$/, '') : '';
      if (path !== '') found.push({ path, at: span(at.start, at.start + path.length), by: 'link', context });
    }
  }
  return found;
}

function reference(path: string, written: string, at: Span): { readonly path: string; readonly at: Span } {
  const start = at.start + written.indexOf(path);
  return { path, at: span(start, start + path.length) };
}

function isNext(text: string, from: number, to: number): boolean {
  return from <= to && text.slice(from, to).trim() === '';
}

function isLinkText(text: string, at: Span): boolean {
  return /^`*\]\(/.test(text.slice(at.end, at.end + 5));
}

/** The headings that a block stands under. */
class Trail {
  readonly #source: string;
  #headings: { readonly level: number; readonly text: string }[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  get text(): string {
    return this.#headings.map(({ text }) => text).join('\n');
  }

  enter({ heading, span: where }: MarkdownBlock): void {
    if (heading === undefined) return;
    this.#headings = this.#headings.filter(({ level }) => level < heading);
    this.#headings.push({ level: heading, text: sliceSpan(this.#source, where) });
  }
}

/** Commands that read a file or directory they are given, with the options that take it. */
const readers: Readonly<Record<string, RegExp>> = {
  kubectl: /^(?:-f|-k|--filename|--kustomize)$/,
  omnictl: /^(?:-f|--file)$/,
  helm: /^(?:-f|--values)$/,
  helmfile: /^(?:-f|--file)$/,
  docker: /^(?:-f|--file)$/,
};

/** What commands of fenced shell blocks read; nothing from the first change of directory on. */
function inCommands(text: string, { blocks, fences }: MarkdownText): readonly PathReference[] {
  const found: PathReference[] = [];
  for (const { language, content, whole } of fences) {
    if (!['sh', 'bash', 'shell', 'zsh'].includes(language)) continue;
    const script = sliceSpan(text, content);
    const before = blocks.findLast(({ span: where }) => where.end <= whole.start);
    const above = blocks.findLast(({ span: where, heading }) => heading !== undefined && where.end <= whole.start);
    const context = [above, before].map((block) => (block ? sliceSpan(text, block.span) : '')).join('\n');
    for (const command of commandsOf({ text: script })) {
      if (/^(?:cd|pushd|git|ssh|chroot)$/.test(command.words[0]?.text ?? '')) return found;
      for (const word of readBy(command)) {
        const path = plainPath.exec(word.text)?.[1];
        // A word in quotes has other places than its text.
        if (path === undefined || word.span.end - word.span.start !== word.text.length) continue;
        found.push({ ...reference(path, word.text, shift(word.span, content.start)), by: 'command', context: `${context}\n${lineAt(script, word.span)}` });
      }
    }
  }
  return found;
}

function lineAt(text: string, { start, end }: Span): string {
  const newline = text.indexOf('\n', end);
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, newline < 0 ? text.length : newline);
}

function readBy({ words }: ShellCommand): readonly ShellWord[] {
  const [first, second] = words;
  if (!first?.literal) return [];
  const options = Object.hasOwn(readers, first.text) ? readers[first.text] : undefined;
  if (options) return words.filter((word, i) => word.literal && options.test(words[i - 1]?.text ?? ''));
  if (/^(?:bash|sh|python3?|ansible-playbook)$/.test(first.text)) return second?.literal ? [second] : [];
  return first.text.includes('/') ? [first] : [];
}

/** Lines of fenced blocks in which files come to be or go: what they name need not be there. */
export function changedInShell(text: string, { fences }: MarkdownText): string {
  const changes = /[^<]>|\b(?:tee|cp|mv|rm|ln|touch|mkdir|curl|wget|sops|age|vim?|nano|code|create|init|gen(?:erate|config)?|render|template|build|git (?:add|rm|mv))\b|\s-o\b|--out/;
  return fences
    .flatMap(({ content }) => sliceSpan(text, content).split('\n'))
    .filter((line) => changes.test(line))
    .join('\n');
}

