// Simple commands of a shell script, as far as they can be read without running it. What is computed stays unknown: a word
// with an expansion is marked, and nothing is concluded from it.
import { type Span, span } from '../text/span.ts';

export interface ShellWord {
  /** Without its quotes. */
  readonly text: string;
  readonly span: Span;
  /** False when the shell puts something in: a variable, the output of a command, names of files. */
  readonly literal: boolean;
}

export interface ShellCommand {
  /** Name and arguments; assignments, keywords and wrappers such as `sudo` in front are left out. */
  readonly words: readonly ShellWord[];
  /** Where output goes instead of the terminal: `>` or `>>`, but not of errors. */
  readonly redirect: Span | undefined;
  /** The command that reads this one's output. */
  readonly next: ShellCommand | undefined;
}

const known = new WeakMap<object, readonly ShellCommand[]>();

/** The commands of a script, those inside `$(…)` too. @param owner what the answer is kept with */
export function commandsOf(owner: { readonly text: string }): readonly ShellCommand[] {
  const found = known.get(owner);
  if (found) return found;
  const made: ShellCommand[] = [];
  // A script that nests deeper than people write is not followed to its end.
  new Reader(owner.text, 0, owner.text.length, made, 0).read();
  known.set(owner, made);
  return made;
}

/** The command with this name, whatever its path. */
export function isCommand({ words }: ShellCommand, name: string): boolean {
  const [first] = words;
  return first?.literal === true && (first.text === name || first.text.endsWith(`/${name}`));
}

interface Draft {
  readonly words: ShellWord[];
  redirect: Span | undefined;
}

const deepest = 20;

const ordinary = /[^\s;|&()<>'"$`\\*?[]+/y;

/** Commands and functions that run what they are given, as against those that print it. */
const runners =
  /^(?:\S*\/)?(?:ba|z|da)?sh$|^(?:eval|watch|ssh)$|^(?:wait|retry|poll|until|repeat|try|run|check|assert|require)(?:[_-]\w+)*$/i;

class Reader {
  readonly #text: string;
  readonly #end: number;
  readonly #out: ShellCommand[];
  readonly #depth: number;
  /** Commands of the present pipeline. */
  #pipeline: Draft[] = [];
  #draft: Draft = { words: [], redirect: undefined };
  #heredocs: { readonly word: string; readonly tabs: boolean }[] = [];
  #at: number;

  constructor(text: string, start: number, end: number, out: ShellCommand[], depth: number) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
    this.#out = out;
    this.#depth = depth;
  }

  read(): void {
    while (this.#at < this.#end) this.#step();
    this.#endPipeline();
  }

  #step(): void {
    const text = this.#text;
    const char = text[this.#at] ?? '';
    if (char === '\n') {
      // After `|` the pipeline goes on in the next line.
      if (this.#pipeline.length === 0 || this.#draft.words.length > 0) this.#endPipeline();
      this.#at++;
      this.#skipHeredocs();
    } else if (/[ \t\r]/.test(char)) {
      this.#at++;
    } else if (char === '\\' && /^\\\r?\n/.test(text.slice(this.#at, this.#at + 3))) {
      this.#at = text.indexOf('\n', this.#at) + 1;
    } else if (char === '#') {
      const end = text.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#end : end;
    } else if (text.startsWith('||', this.#at) || text.startsWith('&&', this.#at)) {
      this.#endPipeline();
      this.#at += 2;
    } else if (char === '|') {
      this.#pipeline.push(this.#draft);
      this.#draft = { words: [], redirect: undefined };
      this.#at += text[this.#at + 1] === '&' ? 2 : 1;
    } else if (/[;()]/.test(char) || (char === '&' && text[this.#at + 1] !== '>')) {
      this.#endPipeline();
      this.#at++;
    } else if (this.#redirection()) {
      // Taken.
    } else {
      this.#draft.words.push(this.#word());
    }
  }

  /** `> file`, `2>&1`, `<<EOF` and the like, with the word they take. */
  #redirection(): boolean {
    const [match, number = '', operator = ''] =
      /^(\d*)(<<<|<<-?|<>|[<>]&|&>>?|>>|>\||[<>])/.exec(this.#text.slice(this.#at, this.#at + 8)) ?? [];
    if (match === undefined) return false;
    const start = this.#at;
    this.#at += match.length;
    while (/[ \t]/.test(this.#text[this.#at] ?? '')) this.#at++;
    if (/[\n;|()]/.test(this.#text[this.#at] ?? '\n')) return true;
    const target = this.#word();
    if (operator.startsWith('<<') && operator !== '<<<') {
      this.#heredocs.push({ word: target.text, tabs: operator === '<<-' });
    } else if (
      /^(?:>>?|>\||&>>?)$/.test(operator) &&
      (number === '' || number === '1') &&
      target.text !== '/dev/null'
    ) {
      this.#draft.redirect = span(start, target.span.end);
    }
    return true;
  }

  #skipHeredocs(): void {
    for (const { word, tabs } of this.#heredocs) {
      while (this.#at < this.#end) {
        const newline = this.#text.indexOf('\n', this.#at);
        const end = newline < 0 ? this.#end : newline;
        const line = this.#text.slice(this.#at, end).replace(/\r$/, '');
        this.#at = Math.min(end + 1, this.#end);
        if ((tabs ? line.replace(/^\t+/, '') : line) === word) break;
      }
    }
    this.#heredocs = [];
  }

  #word(): ShellWord {
    const start = this.#at;
    let result = '';
    let literal = true;
    while (this.#at < this.#end) {
      const char = this.#text[this.#at] ?? '';
      if (/[\s;|&()<>]/.test(char)) break;
      if (char === "'") {
        const end = this.#close(this.#text.indexOf("'", this.#at + 1));
        result += this.#text.slice(this.#at + 1, end);
        this.#at = end + 1;
      } else if (char === '"') {
        const from = this.#at + 1;
        const plain = this.#quoted();
        literal &&= plain;
        result += this.#text.slice(from, this.#at - 1);
      } else if (char === '$' || char === '`') {
        literal = false;
        const from = this.#at;
        this.#expansion();
        result += this.#text.slice(from, this.#at);
      } else if (char === '\\') {
        if (this.#text[this.#at + 1] !== '\n') result += this.#text[this.#at + 1] ?? '';
        this.#at += 2;
      } else if (/[*?[]/.test(char)) {
        literal = false;
        result += char;
        this.#at++;
      } else result += this.#ordinary();
    }
    // A character that begins no word would otherwise be read for ever.
    if (this.#at === start) this.#at++;
    return { text: result, span: span(start, Math.min(this.#at, this.#end)), literal };
  }

  /** Takes the letters that mean themselves, up to the next one that may not. */
  #ordinary(): string {
    const start = this.#at;
    ordinary.lastIndex = start;
    ordinary.test(this.#text);
    this.#at = Math.min(ordinary.lastIndex, this.#end);
    return this.#text.slice(start, this.#at);
  }

  #close(found: number): number {
    return found < 0 || found >= this.#end ? this.#end : found;
  }

  /** Skips a text in double quotes; false when something is put in. */
  #quoted(): boolean {
    let plain = true;
    this.#at++;
    while (this.#at < this.#end && this.#text[this.#at] !== '"') {
      const char = this.#text[this.#at];
      if (char === '\\') this.#at += 2;
      else if (char === '$' || char === '`') {
        plain = false;
        this.#expansion();
      } else this.#at++;
    }
    this.#at++;
    return plain;
  }

  /** Skips `$name`, `${…}`, `$((…))`, and reads the commands of `$(…)` and of backquotes. */
  #expansion(): void {
    const text = this.#text;
    const start = this.#at;
    if (text[start] === '`') {
      const end = this.#close(text.indexOf('`', start + 1));
      this.#inner(start + 1, end);
      this.#at = end + 1;
    } else if (text.startsWith('$((', start)) {
      const end = text.indexOf('))', start);
      this.#at = end < 0 ? this.#end : end + 2;
    } else if (text.startsWith('$(', start) || text.startsWith('${', start)) {
      const command = text[start + 1] === '(';
      const end = this.#matching(start + 1, command ? '(' : '{', command ? ')' : '}');
      if (command) this.#inner(start + 2, end);
      this.#at = end + 1;
    } else {
      this.#at += 1 + (/^(?:\w+|[@*#?$!-])/.exec(text.slice(start + 1, start + 100))?.[0].length ?? 0);
    }
  }

  #matching(from: number, open: string, close: string): number {
    let depth = 0;
    for (let i = from; i < this.#end; i++) {
      const char = this.#text[i];
      if (char === '\\') i++;
      else if (char === "'") i = this.#close(this.#text.indexOf("'", i + 1));
      else if (char === open) depth++;
      else if (char === close && --depth === 0) return i;
    }
    return this.#end;
  }

  #inner(start: number, end: number): void {
    if (this.#depth < deepest) new Reader(this.#text, start, end, this.#out, this.#depth + 1).read();
  }

  /** Commands that are given to another as text: `wait_for 'omnictl get … | jq …'`, `bash -c '…'`. */
  #readArguments([name, ...rest]: readonly ShellWord[]): void {
    if (!name || !runners.test(name.text)) return;
    for (const { text, span: at } of rest) {
      const quoted = this.#text[at.start] === "'" && at.end - at.start === text.length + 2;
      if (quoted && /^\s*\w[\w./-]* .*(?: -|[|;&>])/s.test(text)) this.#inner(at.start + 1, at.end - 1);
    }
  }

  #endPipeline(): void {
    this.#pipeline.push(this.#draft);
    let next: ShellCommand | undefined;
    const made: ShellCommand[] = [];
    for (const draft of this.#pipeline.reverse()) {
      const words = unwrapped(draft.words);
      this.#readArguments(words);
      next = { words, redirect: draft.redirect, next };
      if (words.length > 0) made.unshift(next);
    }
    this.#out.push(...made);
    this.#pipeline = [];
    this.#draft = { words: [], redirect: undefined };
  }
}

const keywords = new Set([
  'if',
  'then',
  'elif',
  'else',
  'while',
  'until',
  'do',
  '!',
  '{',
  '}',
  'time',
  'exec',
  'nohup',
]);

/** The words from the command's own name on. */
function unwrapped(words: readonly ShellWord[]): readonly ShellWord[] {
  let i = 0;
  for (let word = words[i]; word; word = words[i]) {
    const { text } = word;
    if (keywords.has(text) || /^[A-Za-z_]\w*\+?=/.test(text)) i++;
    else if (text === 'sudo' || text === 'env' || text === 'nice') i = afterOptions(words, i + 1);
    else if (text === 'timeout') i = afterOptions(words, i + 1) + 1;
    else break;
  }
  return words.slice(i);
}

function afterOptions(words: readonly ShellWord[], from: number): number {
  let i = from;
  // `-k 5` of timeout, `-u name` of sudo and env, `-n 5` of nice.
  while (words[i]?.text.startsWith('-')) i += /^-[ksugn]$/.test(words[i]?.text ?? '') ? 2 : 1;
  return i;
}
