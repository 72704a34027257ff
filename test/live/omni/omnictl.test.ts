// Calling omnictl through a real process: what it answers, every way it fails, and what is never done.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FaultKind, Result } from '../../../server/src/live/fault.ts';
import { Omnictl } from '../../../server/src/live/omni/omnictl.ts';
import { environmentOf, nameInKey } from '../../../server/src/live/omni/service-account.ts';
import { type Day, errors, fakeOmnictl, noise } from '../../support/omnictl/index.ts';

function setUp(t: TestContext) {
  const fake = fakeOmnictl();
  t.after(() => {
    assert.deepEqual(fake.alive(), [], 'no process is left');
    fake.remove();
  });
  return { fake, omnictl: new Omnictl(fake.settings) };
}

function faultOf(result: Result<unknown>) {
  if (result.ok) assert.fail('a fault was expected');
  return result.fault;
}

test('get gives resources without the quirks of what omnictl prints', async (t) => {
  const { fake, omnictl } = setUp(t);
  fake.set('machinestatuses', [
    {
      id: '20260801',
      labels: { 'omni.sidero.dev/cores': '8', 'omni.sidero.dev/connected': '', rack: 'true' },
      created: '2026-08-01T10:00:00Z',
      updated: '0001-01-01T00:00:00Z',
      spec: { connected: true, note: 'a } in "text", a brace { and a backslash \\' },
    },
    { id: 'leaving', phase: 'tearingDown', namespace: 'default' },
  ]);
  const list = await omnictl.get('machinestatuses');
  assert.ok(list.ok);
  assert.deepEqual(list.value, [
    {
      id: '20260801',
      namespace: 'default',
      type: 'MachineStatuses.omni.sidero.dev',
      version: 1,
      phase: 'running',
      labels: { 'omni.sidero.dev/cores': '8', 'omni.sidero.dev/connected': '', rack: 'true' },
      annotations: {},
      created: Date.parse('2026-08-01T10:00:00Z'),
      spec: { connected: true, note: 'a } in "text", a brace { and a backslash \\' },
    },
    {
      id: 'leaving',
      namespace: 'default',
      type: 'MachineStatuses.omni.sidero.dev',
      version: 1,
      phase: 'tearingDown',
      labels: {},
      annotations: {},
      created: Date.parse('2026-08-01T10:00:00Z'),
      updated: Date.parse('2026-08-01T10:00:00Z'),
      spec: {},
    },
  ]);
});

test('nothing printed is an empty list; one id and a selector narrow', async (t) => {
  const { fake, omnictl } = setUp(t);
  assert.deepEqual(await omnictl.get('clusters'), { ok: true, value: [] });
  fake.set('clusters', [{ id: 'lab', labels: { site: 'north' } }, { id: 'prod-01' }]);
  const ids = async (query: { id?: string; selector?: string }) => {
    const list = await omnictl.get('clusters', query);
    return list.ok ? list.value.map(({ id }) => id) : list.fault.kind;
  };
  assert.deepEqual(await ids({ id: 'prod-01' }), ['prod-01']);
  assert.deepEqual(await ids({ selector: 'site=north' }), ['lab']);
  assert.equal(await ids({ id: 'gone' }), 'not-found');
});

const badDays: readonly {
  readonly day: Day;
  readonly kind: FaultKind;
  readonly says: RegExp;
  readonly next?: RegExp;
}[] = [
  { day: { fails: errors.permissionDenied }, kind: 'forbidden', says: /does not allow `omnictl get clusters`/ },
  { day: { fails: errors.unavailable }, kind: 'unreachable', says: /`omni.example.internal` .*connection refused/ },
  { day: { fails: errors.noSuchHost }, kind: 'unreachable', says: /no such host/, next: /DNS/ },
  {
    day: { noise: ['Could not authenticate: open /home/ada/.talos/keys/lab-ada.pgp'], fails: errors.neverSignedIn },
    kind: 'unreachable',
    says: /reached: name resolver error: produced zero addresses\.$/,
    next: /DNS/,
  },
  { day: { fails: 'json: unsupported value: +Inf' }, kind: 'unreadable', says: /as JSON/, next: /\.inf/ },
  { day: { fails: errors.badCertificate }, kind: 'unreachable', says: /x509/, next: /certificate/ },
  { day: { fails: errors.tooOld }, kind: 'version', says: /too old/, next: /Install/ },
  { day: { fails: errors.tooNew }, kind: 'version', says: /newer/, next: /Install/ },
  { day: { fails: errors.serverError }, kind: 'failed', says: /something broke/ },
  { day: { fails: errors.unavailable, noise }, kind: 'unreachable', says: /connection refused/ },
  { day: { garbage: '<html>502 Bad Gateway</html>\n' }, kind: 'unreadable', says: /not JSON/ },
  { day: { garbage: '{"half": ' }, kind: 'unreadable', says: /not JSON/ },
  { day: { cutAfter: 40 }, kind: 'unreachable', says: /EOF/ },
];

for (const { day, kind, says, next } of badDays)
  test(`a bad day is told as ${kind}: ${JSON.stringify(day).slice(0, 90)}`, async (t) => {
    const { fake, omnictl } = setUp(t);
    fake.set('clusters', [{ id: 'lab' }]);
    const bad = fake.day(day);
    const fault = faultOf(await omnictl.get('clusters'));
    assert.equal(fault.kind, kind);
    assert.match(fault.message, says);
    if (next) assert.match(fault.next ?? '', next);
    bad.over();
    assert.ok((await omnictl.get('clusters')).ok, 'the next call works');
  });

test('noise on standard error and output in torn pieces do no harm', async (t) => {
  const { fake, omnictl } = setUp(t);
  fake.set('clusters', [{ id: 'über-lab', labels: { rack: 'Größe 火' } }]);
  fake.day({ noise, drip: { bytes: 7, every: 1 } });
  const list = await omnictl.get('clusters');
  assert.ok(list.ok);
  assert.deepEqual(
    list.value.map(({ id, labels }) => [id, labels.rack]),
    [['über-lab', 'Größe 火']],
  );
});

test('a hanging call ends at its deadline, also when it ignores the interrupt', async (t) => {
  const { fake, omnictl } = setUp(t);
  fake.day({ hang: true, stubborn: true });
  const fault = faultOf(await omnictl.get('clusters', { deadline: 500 }));
  assert.equal(fault.kind, 'timeout');
  assert.equal(fault.message, 'Omni at `omni.example.internal` did not answer within 0.5 s.');
  assert.match(fault.next ?? '', /https:\/\/omni\.example\.internal/);
});

test('a wish to sign in ends the call at once, and nothing is called until somebody signed in', async (t) => {
  const { fake, omnictl } = setUp(t);
  const bad = fake.day({ signIn: true });
  const fault = faultOf(await omnictl.get('clusters', { deadline: 60_000 }));
  assert.equal(fault.kind, 'sign-in');
  assert.equal(fault.message, 'Omni asks for a sign-in with context `lab`.');
  assert.ok(!JSON.stringify(fault).includes('1f2e3d'), 'the id of the key is not kept');
  const before = fake.calls().length;
  assert.equal(faultOf(await omnictl.get('clusters')).kind, 'sign-in');
  assert.equal(fake.calls().length, before, 'no second call');
  bad.over();
  omnictl.signedIn();
  assert.ok((await omnictl.get('clusters')).ok);
});

test('omnictl gets no browser', async (t) => {
  const { fake, omnictl } = setUp(t);
  await omnictl.get('clusters');
  assert.deepEqual(
    fake.calls('get').map(({ browser }) => browser),
    ['echo'],
  );
});

test('the first call comes alone; then three questions at a time, and changes alone', async (t) => {
  const { fake, omnictl } = setUp(t);
  fake.day({ late: 700 });
  const question = () => omnictl.get('clusters');
  const change = () => omnictl.call(['get', 'machines', '-o', 'json'], { deadline: 20_000 });
  await Promise.all([question(), question(), question(), question(), question(), change(), question()]);
  const running = new Set<number>();
  const beside = fake.log().map(({ pid, code }) => {
    if (code === undefined) running.add(pid);
    else running.delete(pid);
    return running.size;
  });
  assert.deepEqual(beside.slice(0, 2), [1, 0], 'the first call comes alone');
  assert.equal(Math.max(...beside), 3);
  const at = fake.log().findIndex(({ args }) => args.includes('machines'));
  assert.deepEqual(beside.slice(at - 1, at + 2), [0, 1, 0], 'a change comes alone');
});

test('a question that is never answered is asked again beside it; one that is answered late is not lost', async (t) => {
  const { fake, omnictl } = setUp(t);
  fake.set('clusters', [{ id: 'lab' }]);
  const bad = fake.day({ hang: true, times: 1 });
  const answer = await omnictl.get('clusters', { again: 1_000 });
  assert.equal(answer.ok && answer.value.length, 1);
  bad.over();
  const slow = fake.day({ late: 2_500 });
  const late = await omnictl.get('clusters', { again: 1_000 });
  assert.equal(late.ok && late.value.length, 1);
  slow.over();
  for (const end = Date.now() + 20_000; fake.alive().length > 0; ) {
    assert.ok(Date.now() < end, 'the others are ended');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test('a cancelled call ends and says so', async (t) => {
  const { fake, omnictl } = setUp(t);
  fake.day({ hang: true });
  const stop = new AbortController();
  const call = omnictl.get('clusters', { signal: stop.signal });
  setTimeout(() => stop.abort(), 300);
  assert.equal(faultOf(await call).kind, 'cancelled');
});

test('a program that does not exist is told, with the next step', async (t) => {
  const { fake } = setUp(t);
  const fault = faultOf(await new Omnictl({ ...fake.settings, omnictlPath: join(fake.folder, 'nothing') }).version());
  assert.equal(fault.kind, 'program-missing');
  assert.match(fault.next ?? '', /omni\.omnictlPath/);
});

test('the version is read; a program that is not omnictl has none', async (t) => {
  const { fake, omnictl } = setUp(t);
  assert.deepEqual(await omnictl.version(), { ok: true, value: '1.9.3' });
  assert.equal(faultOf(await new Omnictl({ ...fake.settings, omnictlPath: 'true' }).version()).kind, 'unreadable');
});

test('contexts come from the file, which is never made', async (t) => {
  const { fake, omnictl } = setUp(t);
  const config = await omnictl.contexts();
  assert.ok(config.ok);
  assert.equal(config.value.current, 'lab');
  assert.deepEqual(config.value.contexts[1], { name: 'other', url: 'https://other.example.internal:8443' });

  const missing = join(fake.folder, 'missing');
  const lost = new Omnictl({ ...fake.settings, omniconfig: missing });
  assert.equal(faultOf(await lost.contexts()).kind, 'wrong-setting');
  const fault = faultOf(await lost.get('clusters'));
  assert.deepEqual(
    [fault.kind, fault.message, fault.next],
    [
      'wrong-setting',
      `There is no configuration of omnictl at \`${missing}\`.`,
      'Correct `omniScale.omni.omniconfig` (`--omniconfig`), which names the file.',
    ],
  );
  assert.ok(!existsSync(missing));
  assert.ok(!existsSync(join(fake.home, '.talos')));
  assert.equal(fake.calls().length, 0, 'omnictl, which would make the file, was not started');
});

test('an unknown context, one without an address and a broken file are told before omnictl runs', async (t) => {
  const { fake } = setUp(t);
  const unknown = faultOf(await new Omnictl({ ...fake.settings, context: 'gone' }).get('clusters'));
  assert.match(unknown.message, /no context `gone`/);
  assert.equal(unknown.kind, 'wrong-setting');
  assert.match(
    unknown.next ?? '',
    /^Set `omniScale.omni.context` \(`--context`\) to one that it has: `lab`, `other`\.$/,
  );
  const file = join(fake.folder, 'config');
  for (const text of [
    'context: default\ncontexts: {default: {url: "grpc://127.0.0.1:8080"}}\n',
    'nonsense: [',
    '- 1\n',
  ]) {
    writeFileSync(file, text);
    const fault = faultOf(await new Omnictl({ ...fake.settings, omniconfig: file }).get('clusters'));
    assert.match(fault.kind, /not-set-up|unreadable/);
    assert.equal(readFileSync(file, 'utf8'), text);
  }
  assert.equal(fake.calls().length, 0);
});

test('the context of the settings is the one that is used', async (t) => {
  const { fake } = setUp(t);
  await new Omnictl({ ...fake.settings, context: 'other' }).get('clusters');
  assert.deepEqual(fake.calls()[0]?.args.slice(0, 4), ['--omniconfig', fake.omniconfig, '--context', 'other']);
});

test('a service account needs no file; Omni is where the context says, or OMNI_ENDPOINT', async (t) => {
  const { fake } = setUp(t);
  fake.set('clusters', [{ id: 'lab' }]);
  const key = { OMNI_SERVICE_ACCOUNT_KEY: 'c2VjcmV0LWtleS1vZi1hLXNlcnZpY2UtYWNjb3VudA==' };
  const byContext = new Omnictl(fake.settings, async () => key);
  assert.ok((await byContext.get('clusters')).ok);
  const missing = { ...fake.settings, omniconfig: join(fake.folder, 'missing') };
  const byEndpoint = new Omnictl(missing, async () => ({
    ...key,
    OMNI_ENDPOINT: 'https://omni.example.internal',
  }));
  assert.ok((await byEndpoint.get('clusters')).ok);
  const access = await byEndpoint.access();
  assert.equal(access.ok && access.value.name, 'service account');
  assert.match(faultOf(await new Omnictl(missing, async () => key).get('clusters')).next ?? '', /OMNI_ENDPOINT/);
  assert.ok(!existsSync(join(fake.folder, 'missing')));

  fake.day({ fails: `${errors.unauthenticated}: ${key.OMNI_SERVICE_ACCOUNT_KEY}` });
  const fault = faultOf(await byContext.get('clusters'));
  assert.equal(fault.kind, 'sign-in');
  assert.match(fault.next ?? '', /renew/);
  assert.ok(!JSON.stringify(fault).includes(key.OMNI_SERVICE_ACCOUNT_KEY));
});

test('a key of a service account tells its name; nothing else is one', () => {
  const key = Buffer.from('{"name":"ci","pgp_key":"-----BEGIN PGP"}').toString('base64');
  assert.equal(nameInKey(key), 'ci');
  for (const other of ['', 'ci', key.slice(4), Buffer.from('{"name":"ci"}').toString('base64')])
    assert.equal(nameInKey(other), undefined, other);
});

test('a service account that is kept elsewhere comes before one of the environment', async (t) => {
  const { fake } = setUp(t);
  fake.set('clusters', [{ id: 'lab' }]);
  const account = { key: 'a2VwdC1lbHNld2hlcmU=', endpoint: 'https://omni.example.internal' };
  const omnictl = new Omnictl({ omnictlPath: fake.path }, async () => environmentOf(account));
  const access = await omnictl.access();
  assert.deepEqual(access.ok && [access.value.name, access.value.url], ['service account', account.endpoint]);
  assert.ok((await omnictl.get('clusters')).ok);
});

test('nothing that looks like a flag is handed on as a name', async (t) => {
  const { fake, omnictl } = setUp(t);
  assert.equal(faultOf(await omnictl.get('clusters', { id: '--all' })).kind, 'not-found');
  assert.equal(fake.calls().length, 0);
});
