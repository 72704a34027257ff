// A double of `pvesh`: answers `get <path> … --output-format json` with what the test has written down.
import { readState } from './state.ts';

const [command, path = ''] = process.argv.slice(2);
const answer = readState(process.env.FAKE ?? '').proxmox?.[path];
if (command !== 'get' || answer === undefined) {
  process.stderr.write(`No 'get' handler defined for '${path}'\n`);
  process.exit(255);
}
process.stdout.write(JSON.stringify(answer));
