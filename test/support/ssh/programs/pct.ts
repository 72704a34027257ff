// A double of `pct`: `pct exec <id> -- <command…>` hands its words to the program, without a shell between.
import { spawnSync } from 'node:child_process';
import { readState } from './state.ts';

const [command, id = '', dashes, program = '', ...args] = process.argv.slice(2);
const runs = readState(process.env.FAKE ?? '').lxcs?.[id];
if (command !== 'exec' || dashes !== '--') end('ERROR: unknown command', 255);
if (runs === undefined) end(`Configuration file 'nodes/rack-a/lxc/${id}.conf' does not exist`, 2);
if (!runs) end(`container '${id}' not running!`, 255);
const { status } = spawnSync(program, args, { stdio: 'inherit' });
process.exit(status ?? 255);

function end(says: string, code: number): never {
  process.stderr.write(`${says}\n`);
  process.exit(code);
}
