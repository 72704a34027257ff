// The fake omnictl's program. `index.ts` makes a folder with an executable that starts it; see there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { type CommandLine, readArguments } from './arguments.ts';
import { type Call, offline, online } from './commands.ts';
import { get } from './get.ts';
import { fail, Output } from './output.ts';
import { type Day, Scenario } from './scenario.ts';
import { fieldsOf } from './template.ts';

const placeholder = 'grpc://127.0.0.1:8080';

const scenario = new Scenario(process.env.FAKE_OMNICTL ?? fail('FAKE_OMNICTL names no folder'));
const args = process.argv.slice(2);
const browser = process.env.BROWSER;
const startup = Math.round(performance.now());
scenario.log({ pid: process.pid, at: Date.now(), args, startup, ...(browser === undefined ? {} : { browser }) });
process.on('exit', (code) => scenario.log({ pid: process.pid, at: Date.now(), args, code }));

if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) {
  process.stdout.write(`omnictl version ${scenario.control().version} (API Version: 2)\n`);
} else {
  const line = readArguments(args);
  if (typeof line === 'string') fail(line);
  await answer(line);
}

async function answer(line: CommandLine): Promise<void> {
  const omniconfig =
    line.flags.omniconfig ?? process.env.OMNICONFIG ?? join(process.env.HOME ?? '', '.talos', 'omni', 'config');
  const off = offline[line.command];
  const on = online[line.command];
  const days = daysOf(line, off === undefined);
  const output = new Output(days);
  const call: Call = { line, scenario, output, omniconfig };
  if (!off) checkContext(line, omniconfig);
  for (const day of days) await live(day, output);
  if (off) off(call);
  else if (line.command === 'get') await get(line, scenario, output, days);
  else if (on) await on(call);
  else fail(`the fake has no \`${line.command}\``);
  await output.drained();
}

/** The real one creates a file that is missing, with a context that leads nowhere. */
function checkContext(line: CommandLine, omniconfig: string): void {
  if (process.env.OMNI_SERVICE_ACCOUNT_KEY !== undefined) {
    if (process.env.OMNI_ENDPOINT === undefined) fail('rpc error: code = Unavailable desc = name resolver error');
    return;
  }
  if (!existsSync(omniconfig)) {
    mkdirSync(dirname(omniconfig), { recursive: true });
    writeFileSync(omniconfig, `context: default\ncontexts:\n  default:\n    url: ${placeholder}\n`);
  }
  const { context, contexts } = fieldsOf(parse(readFileSync(omniconfig, 'utf8')));
  const name = line.flags.context ?? String(context);
  const found = fieldsOf(contexts)[name];
  if (found === undefined) fail(`context "${name}" is not defined`);
  if (fieldsOf(found).url === placeholder)
    fail(`context "${name}" has not been configured, you will need to set it manually`);
}

function daysOf(line: CommandLine, isOnline: boolean): readonly Day[] {
  const words = [line.command, ...line.positionals].join(' ');
  return scenario.control().days.filter((day) => {
    const fits = day.on === undefined ? isOnline : words === day.on || words.startsWith(`${day.on} `);
    const watches = line.flags.watch !== undefined;
    if (!fits || (day.watch !== undefined && day.watch !== watches)) return false;
    return day.times === undefined || scenario.claim(day.key, day.times);
  });
}

async function live(day: Day, output: Output): Promise<void> {
  if (day.stubborn) process.on('SIGINT', () => {});
  if (day.late !== undefined) await sleep(day.late);
  for (const text of day.noise ?? []) process.stderr.write(`${text}\n`);
  if (day.signIn) {
    process.stderr.write('Could not authenticate: open /home/ada/.talos/keys/lab-ada.pgp: no such file or directory\n');
    process.stderr.write(
      'Please visit this page to authenticate: https://omni.example.internal/authenticate?flow=cli&public-key-id=1f2e3d\n',
    );
  }
  if (day.hang || day.signIn) await sleep(2 ** 31 - 1);
  if (day.fails !== undefined) fail(day.fails);
  if (day.garbage !== undefined) output.write(day.garbage);
}
