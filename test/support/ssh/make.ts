// A provider's host for a test in another process: `make.ts FOLDER` prints its settings as JSON, and ends with SIGTERM.
import { join } from 'node:path';
import { FakePrograms } from './programs/state.ts';
import { startSshd } from './sshd.ts';

const folder = process.argv[2] ?? '';
const programs = new FakePrograms(folder);
for (const level of ['info', 'error']) programs.log(JSON.stringify({ level, ts: 1_785_578_400, msg: `an ${level}` }));
const sshd = await startSshd({ programs: programs.bin });
console.log(JSON.stringify({ host: sshd.address, identityFile: sshd.key, home: join(folder, 'home') }));
process.once('SIGTERM', () => sshd.stop().finally(() => process.exit()));
