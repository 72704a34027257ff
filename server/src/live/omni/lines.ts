// Output that comes in pieces, as lines without secrets.
import { redactor } from '../redact.ts';

export interface Lines {
  push(text: string): void;
  /** Hands on what came after the last line break. */
  end(): void;
}

/** Longest text that is kept while no line break comes, in UTF-16 units. */
const longestLine = 64 * 1024;

/** Calls for each line, without its line break. */
export function lines(onLine: (line: string) => void): Lines {
  const redact = redactor.lines();
  let rest = '';
  const tell = (line: string) => onLine(redact(line.replace(/\r$/, '')));
  return {
    push(text) {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) tell(part);
      if (rest.length <= longestLine) return;
      tell(rest);
      rest = '';
    },
    end() {
      if (rest !== '') tell(rest);
      rest = '';
    },
  };
}
