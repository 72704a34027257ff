// Checks run at the same time, end at their deadline, and end at once when a person cancels them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckPlan, ofFault, passed, runChecks } from '../../../server/src/live/doctor/check.ts';
import { verdictOf } from '../../../server/src/live/doctor/doctor.ts';

const plan = (id: string, run: CheckPlan['run'], deadline = 60_000): CheckPlan => ({ id, name: id, deadline, run });
const never = (): Promise<never> => new Promise(() => {});

test('checks do not wait for each other, and keep their order', async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const checks = await runChecks([
    plan('waits', async () => {
      await gate;
      return passed('1.0');
    }),
    plan('opens', async () => {
      release();
      return passed('2.0');
    }),
  ]);
  assert.deepEqual(checks, [
    { id: 'waits', name: 'waits', verdict: 'ok', found: '1.0' },
    { id: 'opens', name: 'opens', verdict: 'ok', found: '2.0' },
  ]);
});

test('a check that never answers is a problem at its deadline, even when it does not heed its signal', async () => {
  const [check] = await runChecks([plan('silent', never, 50)]);
  assert.deepEqual(
    [check?.verdict, check?.fault, check?.found],
    ['problem', 'timeout', 'There was no answer within 1 s.'],
  );
  assert.ok(check?.repair);
});

test('cancelled checks are skipped', async () => {
  const cancel = new AbortController();
  const checks = runChecks([plan('silent', never), plan('quick', async () => passed('1.0'))], cancel.signal);
  setTimeout(() => cancel.abort(), 20);
  assert.deepEqual(
    (await checks).map(({ verdict }) => verdict),
    ['skipped', 'ok'],
  );
  assert.deepEqual(
    (await runChecks([plan('late', async () => passed('1.0'))], cancel.signal)).map(({ found }) => found),
    ['Cancelled.'],
  );
});

test('what is not set up is no problem', () => {
  assert.equal(ofFault({ kind: 'not-set-up', message: 'There is no kubeconfig.' }).verdict, 'skipped');
  assert.deepEqual(ofFault({ kind: 'sign-in', message: 'Omni asks for a sign-in.', next: 'Sign in to Omni.' }), {
    ...{ verdict: 'problem', found: 'Omni asks for a sign-in.', repair: 'Sign in to Omni.', fault: 'sign-in' },
  });
});

test('every kind of fault has a repair: its own, that of the check, or one that helps with any', () => {
  const fault = { kind: 'timeout', message: 'It does not answer.' } as const;
  assert.equal(ofFault({ ...fault, next: 'Wait.' }, { timeout: 'Run it.' }).repair, 'Wait.');
  assert.equal(ofFault(fault, { timeout: 'Run it.' }).repair, 'Run it.');
  assert.match(ofFault(fault).repair ?? '', /^Check that it runs/);
});

test('the verdict counts, problems first', () => {
  const check = (verdict: 'ok' | 'problem' | 'skipped') => ({ id: '', name: '', verdict, found: '' });
  assert.equal(
    verdictOf([check('ok'), check('ok'), check('problem'), check('skipped')]),
    '1 problem, 2 in order, 1 skipped.',
  );
  assert.equal(verdictOf([check('ok')]), '1 in order.');
});
