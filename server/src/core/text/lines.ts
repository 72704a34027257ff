/** Offsets to lines and columns and back. Both are zero-based; a column counts UTF-16 units, as LSP does. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** The start of every line of one text. A line ends at LF, CRLF or a lone CR. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.#starts = starts;
    this.#length = text.length;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  position(offset: number): Position {
    const at = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.#starts[low] ?? 0) };
  }

  offset(position: Position): number {
    const start = this.lineStart(position.line);
    const next = position.line + 1 < this.#starts.length ? this.lineStart(position.line + 1) : this.#length;
    return Math.min(start + Math.max(position.character, 0), next);
  }

  /** Offset of the first character of a line; past the last line, the length of the text. */
  lineStart(line: number): number {
    if (line < 0) return 0;
    return this.#starts[line] ?? this.#length;
  }
}
