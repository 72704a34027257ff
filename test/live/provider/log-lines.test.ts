// The provider's log lines as people read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesFilter, readLogLine, renderLogEntry, splitStamp } from '../../../server/src/live/provider/log-lines.ts';

const ts = Date.UTC(2026, 7, 1, 10, 0, 5) / 1000 + 0.25;
const schematic = 'ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515';
const zap = (fields: Readonly<Record<string, unknown>>) => JSON.stringify({ level: 'info', ts, ...fields });
const shown = (line: string, at?: string) => renderLogEntry(readLogLine(line, at));

test('a line tells time, level, request, step, job, message and error', () => {
  const line = zap({
    level: 'error',
    id: 'prod-01-workers-x7k2p9',
    step: 'syncVM',
    job: 'provision',
    msg: 'failed',
    error: 'no space',
  });
  assert.equal(
    shown(line),
    '2026-08-01 10:00:05Z ERROR prod-01-workers-x7k2p9 | syncVM | provision | failed: no space',
  );
});

test('what a line does not have is left out, and an error is not told twice', () => {
  assert.equal(shown(zap({ msg: 'starting', caller: 'main.go:1' })), '2026-08-01 10:00:05Z INFO  starting');
  assert.equal(
    shown(zap({ level: 'warn', msg: 'failed: no space', error: 'no space' })),
    '2026-08-01 10:00:05Z WARN  failed: no space',
  );
});

test('the schematic is shown where it is what the line is about, and where something failed', () => {
  assert.match(shown(zap({ msg: 'schematic ensured', schematic })), /\| schematic ce4c98/);
  assert.match(shown(zap({ level: 'error', msg: 'failed', schematic })), /\| schematic ce4c98/);
  assert.doesNotMatch(shown(zap({ msg: 'machine created', schematic })), /ce4c98/);
});

test('what is no JSON of the program stays as it is, with the time of Docker', () => {
  for (const line of ['panic: runtime error', 'goroutine 1 [running]:', '{"broken": ', '{"other":"json"}', '[]', ''])
    assert.equal(shown(line, '2026-08-01T10:00:05.123456789Z'), `2026-08-01 10:00:05Z ${line}`);
  assert.equal(shown('panic: x'), 'panic: x');
});

test('odd fields do not break a line', () => {
  assert.equal(shown(zap({ msg: 'x', ts: 1e300, id: 12, step: { a: 1 } })), 'INFO  12 | {"a":1} | x');
  assert.match(shown(zap({ msg: 'x', ts: '2026-08-01T12:00:05+02:00' })), /^2026-08-01 10:00:05Z/);
  assert.match(shown(zap({ msg: 'x', level: 'dpanic' })), / FATAL x/);
});

test('Docker’s time stamp is taken off', () => {
  const split = (line: string) => {
    const { at, text, line: whole } = splitStamp(line);
    assert.equal(whole, line);
    return [at, text];
  };
  const at = '2026-08-01T10:00:05.123456789Z';
  assert.deepEqual(split(`${at} {"a":1}`), [at, '{"a":1}']);
  assert.deepEqual(split('2026-08-01T10:00:05.1Z '), ['2026-08-01T10:00:05.1Z', '']);
  assert.deepEqual(split('plain'), [undefined, 'plain']);
});

test('a filter takes graver lines, one request, and what has no level', () => {
  const warn = readLogLine(zap({ level: 'warn', msg: 'x', id: 'a-1' }));
  assert.ok(matchesFilter(warn, { level: 'warn' }) && matchesFilter(warn, { level: 'info' }));
  assert.ok(!matchesFilter(warn, { level: 'error' }));
  assert.ok(matchesFilter(warn, { request: 'a-1' }) && !matchesFilter(warn, { request: 'a-2' }));
  assert.ok(matchesFilter(readLogLine('panic: x'), { level: 'error' }));
  assert.ok(!matchesFilter(readLogLine('panic: x'), { request: 'a-1' }));
});
