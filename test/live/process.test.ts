// Local programs as they behave on good and bad days: real ones, started with node.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, stream } from '../../server/src/live/process.ts';

const node = process.execPath;
const script = (text: string): readonly string[] => ['-e', text];
const long = 60_000;

test('gives what a program prints, and its exit code', async () => {
  const result = await run({
    program: node,
    args: script('console.log("out"); console.error("err"); process.exitCode = 3'),
    deadline: long,
  });
  assert.deepEqual(result, { ok: true, value: { code: 3, stdout: 'out\n', stderr: 'err\n' } });
});

test('an argument arrives as it is', async () => {
  const nasty = `it's "$(id)" \`id\` ; \n * ?`;
  const result = await run({
    program: node,
    args: [...script('process.stdout.write(process.argv[1])'), nasty],
    deadline: long,
  });
  assert.equal(result.ok && result.value.stdout, nasty);
});

test('input arrives on standard input', async () => {
  const result = await run({
    program: node,
    args: script('process.stdin.pipe(process.stdout)'),
    input: 'héllo',
    deadline: long,
  });
  assert.equal(result.ok && result.value.stdout, 'héllo');
});

test('a program that reads no input is no fault', async () => {
  const result = await run({ program: node, args: script(''), input: 'x'.repeat(1_000_000), deadline: long });
  assert.equal(result.ok, true);
});

test('a missing program is told apart', async () => {
  const result = await run({ program: 'no-such-program-here', args: [], deadline: long });
  assert.equal(!result.ok && result.fault.kind, 'program-missing');
});

test('a program that hangs is ended at its deadline', async () => {
  const result = await run({ program: node, args: script('setInterval(() => {}, 1000)'), deadline: 300 });
  assert.deepEqual(!result.ok && [result.fault.kind, result.fault.message.includes('300 ms')], ['timeout', true]);
});

test('a program that ignores SIGINT is killed', async () => {
  const text = 'process.on("SIGINT", () => {}); console.log(process.pid); setInterval(() => {}, 1000)';
  let pid = 0;
  const cancel = new AbortController();
  const result = await stream(
    { program: node, args: script(text), deadline: undefined, signal: cancel.signal },
    {
      stdout: (line) => {
        pid = Number(line);
        cancel.abort();
      },
      stderr: () => {},
    },
  );
  assert.equal(!result.ok && result.fault.kind, 'cancelled');
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

test('a program that leaves another one behind, which holds its output, is not waited for', async () => {
  const left = `setTimeout(() => {}, 20_000)`;
  const text = `console.log(require('child_process').spawn(process.execPath, ['-e', '${left}'], { stdio: 'inherit' }).pid); setInterval(() => {}, 1000)`;
  let pid = 0;
  const cancel = new AbortController();
  const result = await stream(
    { program: node, args: script(text), deadline: undefined, signal: cancel.signal },
    {
      stdout: (line) => {
        pid = Number(line);
        cancel.abort();
      },
      stderr: () => {},
    },
  );
  assert.equal(!result.ok && result.fault.kind, 'cancelled');
  assert.ok(process.kill(pid, 'SIGKILL'), 'it is still there');
});

test('nothing starts for a signal that has already ended', async () => {
  const result = await run({ program: 'no-such-program-here', args: [], deadline: long, signal: AbortSignal.abort() });
  assert.equal(!result.ok && result.fault.kind, 'cancelled');
});

test('a character that comes in two pieces stays whole', async () => {
  const text = `
    const bytes = Buffer.from('ü€😀');
    (async () => { for (const byte of bytes) { process.stdout.write(Buffer.from([byte])); await new Promise((r) => setTimeout(r, 5)); } })();
  `;
  const pieces: string[] = [];
  await stream(
    { program: node, args: script(text), deadline: long },
    { stdout: (piece) => pieces.push(piece), stderr: () => {} },
  );
  assert.equal(pieces.join(''), 'ü€😀');
  assert.ok(pieces.every((piece) => !piece.includes('�')));
});

test('a program that prints without end is ended', async () => {
  const text =
    'const x = "x".repeat(1 << 20); const go = () => { while (process.stdout.write(x)); process.stdout.once("drain", go); }; go()';
  const result = await run({ program: node, args: script(text), deadline: long });
  assert.match(!result.ok ? result.fault.message : '', /more than can be read/);
});
