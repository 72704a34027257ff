// Splits what `omnictl get -o json` prints: JSON objects one after another, a stream and not an array, in pieces that
// end anywhere. Source: omni client/pkg/omnictl/output/json.go.
import { failed, ok, type Result } from '../fault.ts';

/** Largest text of one object, in UTF-16 units; the largest real ones (config patches) have some hundred thousand. */
const largestObject = 16 * 1024 * 1024;

export class JsonStream {
  /** The text of the object that has begun, in pieces. */
  #begun: string[] = [];
  #size = 0;
  #depth = 0;
  #inString = false;
  /** The last character was a backslash in a string, so the next one stands for itself. */
  #escaped = false;

  /** Takes the next piece and gives the objects that it completes. Fault: `unreadable`, after which nothing is read. */
  push(text: string): Result<readonly unknown[]> {
    const objects: unknown[] = [];
    let start = 0;
    for (let at = 0; at < text.length; ) {
      if (this.#depth === 0) {
        at = skipSpace(text, at);
        if (at === text.length) return ok(objects);
        if (text[at] !== '{') return unreadable(text.slice(at));
        start = at;
      }
      at = this.#scan(text, at);
      this.#keep(text.slice(start, at));
      start = at;
      if (this.#size > largestObject) return unreadable('an object without an end');
      if (this.#depth > 0) break;
      const object = parse(this.#take());
      if (!object.ok) return object;
      objects.push(object.value);
    }
    return ok(objects);
  }

  /** True in the middle of an object. */
  get isInside(): boolean {
    return this.#depth > 0;
  }

  /** Says whether the stream may end here. Fault: `unreadable` in the middle of an object. */
  end(): Result<undefined> {
    return this.#depth === 0 ? ok(undefined) : unreadable('an object without an end');
  }

  /** Goes on to the end of the object or of the text; gives the offset it came to. */
  #scan(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === backslash) this.#escaped = true;
        else if (code === quote) this.#inString = false;
      } else if (code === quote) this.#inString = true;
      else if (code === open) this.#depth++;
      else if (code === close && --this.#depth === 0) return at + 1;
    }
    return text.length;
  }

  #keep(text: string): void {
    this.#begun.push(text);
    this.#size += text.length;
  }

  #take(): string {
    const text = this.#begun.length === 1 ? (this.#begun[0] ?? '') : this.#begun.join('');
    this.#begun = [];
    this.#size = 0;
    return text;
  }
}

const quote = 34;
const backslash = 92;
const open = 123;
const close = 125;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

function parse(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return unreadable(text);
  }
}

function unreadable(text: string): Result<never> {
  return failed('unreadable', '`omnictl` printed something that is not JSON.', {
    next: 'Run the same `omnictl get` in a terminal to see what it prints.',
    details: text.slice(0, 200),
  });
}
