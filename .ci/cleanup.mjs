// Takes back what a script has started or laid down (processes, temporary folders), also when a signal ends the script.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const pending = new Set();
const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
let ending = false;

/** What is to be done at the end, at the latest when a signal comes; call the result to do it now. It is done once. */
export function atEnd(step) {
  let done;
  const once = () => {
    pending.delete(once);
    done ??= Promise.resolve(step());
    return done;
  };
  pending.add(once);
  return once;
}

/** A folder of its own for a script; it goes with the script. */
export function temporaryFolder(name) {
  const path = mkdtempSync(join(tmpdir(), `omni-scale-${name}-`));
  return { path, remove: atEnd(() => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })) };
}

/** Does everything that is still to be done, the latest first. */
export async function cleanUp() {
  for (const step of [...pending].reverse()) await Promise.resolve(step()).catch(() => {});
}

for (const [signal, number] of Object.entries(signals)) {
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    void cleanUp().finally(() => process.exit(128 + number));
  });
}
