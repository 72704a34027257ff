// Verdicts of the real libraries, recorded as one JSON object a line.
import { readFileSync } from 'node:fs';

export function readRows<T>(file: URL): readonly T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): T => JSON.parse(line));
}
