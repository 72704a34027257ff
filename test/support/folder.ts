// Folders with files for tests that read the disk; gone when the tests of the file have ended.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Makes a new folder with these files each time it is called; gives its path. */
export function folders(): (files: Files) => string {
  const made: string[] = [];
  after(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  });
  return (files) => {
    const top = mkdtempSync(join(tmpdir(), 'omni-scale-test-'));
    made.push(top);
    writeFiles(top, files);
    return top;
  };
}

/** Writes files below a folder, with the folders they lie in. */
export function writeFiles(top: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  }
}
