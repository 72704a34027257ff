// Paths that documentation names: in code, as the target of a link, and as what a command reads.
import { withoutEnclosed } from '../text/enclosed.ts';
import { type Span, shift, sliceSpan, span } from '../text/span.ts';
import { type MarkdownBlock, type MarkdownText, markdownOf } from './markdown.ts';
import { commandsOf, type ShellCommand, type ShellWord } from './shell.ts';

export interface PathReference {
  /** The path, without what else stands with it, such as a line number. */
  readonly path: string;
  readonly at: Span;
  /** `link`: counted from the file; the others from the top of the folder, or from where the reader stands. */
  readonly by: 'code' | 'link' | 'command';
  /** What is said around it, headings above included. */
  readonly context: string;
  /** The last words before it, in its block. */
  readonly before: string;
}

const fileEnding = String.raw`\.(?:ya?ml|json5?|md|sh|toml|py|tf|hcl|nix|jsonnet|cue|j2|tpl|conf|ini|cfg|ts|js|go)`;
const plainPath = new RegExp(
  String.raw`^(?:\./)?([\w.@-]+(?:/[\w.@+-]+)*(?:/[\w.@+-]+${fileEnding}|/))(?::\d+(?:-\d+)?|#[\w-]*)?$`,
);

export interface References {
  readonly all: readonly PathReference[];
  /** Lines of commands by which files come to be or go: what they name need not be there. */
  readonly changes: string;
}

/** @param owner what the reading of its Markdown is kept with */
export function referencesIn(owner: { readonly text: string }): References {
  const markdown = markdownOf(owner);
  const all = [...inBlocks(owner.text, markdown), ...inCommands(owner.text, markdown)];
  return { all, changes: all.length === 0 ? '' : changesIn(owner.text, markdown) };
}

function inBlocks(text: string, { blocks, fences }: MarkdownText): readonly PathReference[] {
  const found: PathReference[] = [];
  const trail = new Trail(text);
  let next = 0;
  for (const block of blocks) {
    trail.enter(block);
    if (block.codes.length === 0 && block.links.length === 0) continue;
    while ((fences[next]?.whole.start ?? text.length) < block.span.end) next++;
    const isShown = text.slice(block.span.end, fences[next]?.whole.start).trim() === '' && next < fences.length;
    const context = `${trail.text}\n${said(text, block)}${isShown ? ' (shown below:)' : ''}`;
    for (const { text: code, span: at } of block.codes) {
      const path = plainPath.exec(code)?.[1];
      // The text of a link names what the link leads to.
      if (path !== undefined && !isLinkText(text, at))
        found.push({
          ...reference(path, code, at),
          by: 'code',
          context,
          before: text.slice(block.span.start, at.start).slice(-20).replace(/`+$/, ''),
        });
    }
    for (const { target, span: at } of block.links) {
      const path = /^[\w./@+-]+$/.test(target.replace(/#.*$/, '')) ? target.replace(/#.*$/, '') : '';
      if (path !== '')
        found.push({ path, at: span(at.start, at.start + path.length), by: 'link', context, before: '' });
    }
  }
  return found;
}

function reference(path: string, written: string, at: Span): { readonly path: string; readonly at: Span } {
  const start = at.start + written.indexOf(path);
  return { path, at: span(start, start + path.length) };
}

function isLinkText(text: string, at: Span): boolean {
  return /^`*\]\(/.test(text.slice(at.end, at.end + 5));
}

/** The text of a block, without its comments. */
function said(text: string, block: MarkdownBlock): string {
  return withoutEnclosed(sliceSpan(text, block.span), '<!--', '-->').trimEnd();
}

/** What a block stands under: headings, the sentence before its list, and the items above it. */
class Trail {
  readonly #source: string;
  #headings: { readonly level: number; readonly text: string }[] = [];
  #items: { readonly indent: number; readonly text: string }[] = [];
  #lead = '';

  constructor(source: string) {
    this.#source = source;
  }

  get text(): string {
    return [...this.#headings, { text: this.#lead }, ...this.#items].map(({ text }) => text).join('\n');
  }

  enter(block: MarkdownBlock | undefined): void {
    if (!block) return;
    const { heading } = block;
    const text = sliceSpan(this.#source, block.span);
    const [, indent] = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]/.exec(text) ?? [];
    if (indent !== undefined) {
      this.#items = this.#items.filter((item) => item.indent < indent.length);
      this.#items.push({ indent: indent.length, text });
      return;
    }
    if (/^[ \t]/.test(text)) return;
    this.#items = [];
    this.#lead = heading === undefined && /:\s*$/.test(text) ? text : '';
    if (heading === undefined) return;
    this.#headings = this.#headings.filter(({ level }) => level < heading);
    this.#headings.push({ level: heading, text });
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
  const trail = new Trail(text);
  let next = 0;
  for (const { language, content, whole } of fences) {
    if (!['sh', 'bash', 'shell', 'zsh'].includes(language)) continue;
    const script = sliceSpan(text, content);
    for (; (blocks[next]?.span.end ?? text.length + 1) <= whole.start; next++) trail.enter(blocks[next]);
    const before = blocks[next - 1];
    const context = `${trail.text}\n${before ? said(text, before) : ''}`;
    for (const command of commandsOf({ text: script })) {
      if (/^(?:cd|pushd|git|ssh|chroot)$/.test(command.words[0]?.text ?? '')) return found;
      for (const word of readBy(command)) {
        const path = plainPath.exec(word.text)?.[1];
        // A word in quotes has other places than its text.
        if (path === undefined || word.span.end - word.span.start !== word.text.length) continue;
        found.push({
          ...reference(path, word.text, shift(word.span, content.start)),
          by: 'command',
          before: '',
          context: `${context}\n${commentsAt(script, word.span)}`,
        });
      }
    }
  }
  return found;
}

/** The comments on the line of a word, and on the line above. */
function commentsAt(text: string, { start, end }: Span): string {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const above = text.slice(text.lastIndexOf('\n', line - 2) + 1, line);
  const newline = text.indexOf('\n', end);
  const behind = text.slice(end, newline < 0 ? text.length : newline);
  return [above, behind].map((part) => /(?:^|\s)#.*/.exec(part)?.[0] ?? '').join('\n');
}

function readBy({ words }: ShellCommand): readonly ShellWord[] {
  const [first, second] = words;
  if (!first?.literal) return [];
  const options = Object.hasOwn(readers, first.text) ? readers[first.text] : undefined;
  if (options) return words.filter((word, i) => word.literal && options.test(words[i - 1]?.text ?? ''));
  if (/^(?:bash|sh|python3?|ansible-playbook)$/.test(first.text)) return second?.literal ? [second] : [];
  return first.text.includes('/') ? [first] : [];
}

const changes =
  /[^<]>|\b(?:tee|cp|mv|rm|ln|touch|mkdir|curl|wget|sops|age|vim?|nano|code|init|gen(?:erate|config)?|render|helm create|git (?:add|rm|mv))\b|\s-o\b|--out/;

function changesIn(text: string, { fences }: MarkdownText): string {
  return fences
    .flatMap(({ content }) => sliceSpan(text, content).split('\n'))
    .filter((line) => changes.test(line))
    .join('\n');
}
