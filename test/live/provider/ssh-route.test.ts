// From what a person wrote to the hosts to pass.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Patience } from '../../../server/src/live/provider/patience.ts';
import { parseAddress, routeTo } from '../../../server/src/live/provider/ssh-route.ts';
import type { LiveSettings } from '../../../server/src/live/settings.ts';

const home = mkdtempSync(join(tmpdir(), 'omni-scale-ssh-route-'));
after(() => rmSync(home, { recursive: true, force: true }));
mkdirSync(join(home, '.ssh'));
writeFileSync(
  join(home, '.ssh', 'config'),
  `
Host rack-a
  ProxyJump bastion,other@second:2200
Host bastion
  User jumper
Host behind
  ProxyCommand nc %h %p
Host rack-c
  ProxyJump deep,last
Host deep
  ProxyJump bastion
Host last
  ProxyJump never-asked
Host rack-d
  ProxyJump behind
Host round
  ProxyJump about
Host about
  ProxyJump round
`,
);

async function route(settings: LiveSettings['provider']): Promise<string> {
  const hops = await routeTo(settings, { home, system: home, localUser: 'me', variables: {} });
  return hops.ok
    ? hops.value.map(({ user, hostName, port }) => `${user}@${hostName}:${port}`).join(' ')
    : hops.fault.kind;
}

test('addresses are read as ssh reads them, and nothing else is one', () => {
  assert.deepEqual(parseAddress('rack-a'), { name: 'rack-a' });
  assert.deepEqual(parseAddress('root@rack-a.example.internal:2222'), {
    user: 'root',
    name: 'rack-a.example.internal',
    port: 2222,
  });
  assert.deepEqual(parseAddress('ssh://root@192.0.2.1:22/'), { user: 'root', name: '192.0.2.1', port: 22 });
  assert.deepEqual(parseAddress('root@[2001:db8::1]:2222'), { user: 'root', name: '2001:db8::1', port: 2222 });
  assert.deepEqual(parseAddress('2001:db8::1'), { name: '2001:db8::1' });
  for (const wrong of [
    '',
    ' ',
    '-oProxyCommand=id',
    'root@-x',
    'a b',
    'host:0',
    'host:99999',
    'host:port',
    'a@b@c',
    'host/path',
  ])
    assert.equal(parseAddress(wrong), undefined, wrong);
});

test('the way leads through the jump hosts of the configuration, or of the settings instead', async () => {
  assert.equal(await route({ host: 'root@rack-a' }), 'jumper@bastion:22 other@second:2200 root@rack-a:22');
  assert.equal(await route({ host: 'root@rack-a', jumpHost: 'root@gate:2' }), 'root@gate:2 root@rack-a:22');
  assert.equal(await route({ host: 'rack-b' }), 'me@rack-b:22');
});

test('the way to the first jump host is told by its own configuration, as for ssh, and to no other', async () => {
  assert.equal(await route({ host: 'rack-c' }), 'jumper@bastion:22 me@deep:22 me@last:22 me@rack-c:22');
  assert.equal(await route({ host: 'rack-b', jumpHost: 'deep' }), 'jumper@bastion:22 me@deep:22 me@rack-b:22');
});

test('what is missing, wrong or would run a program is told', async () => {
  assert.equal(await route({}), 'not-set-up');
  assert.equal(await route({ host: 'rack-b', jumpHost: '-x' }), 'wrong-setting');
  assert.equal(await route({ host: 'behind' }), 'wrong-setting');
  assert.equal(await route({ host: 'behind', jumpHost: 'gate' }), 'me@gate:22 me@behind:22');
  assert.equal(await route({ host: 'rack-d' }), 'wrong-setting');
  assert.equal(await route({ host: 'rack-b', jumpHost: 'behind' }), 'wrong-setting');
  assert.equal(await route({ host: 'round' }), 'wrong-setting');
});

test('a deadline does not run while a person is asked, and can be made longer', async () => {
  let ended = 0;
  const patience = new Patience(300, () => ended++);
  assert.equal(await patience.pauseFor(sleep(900, 'answer')), 'answer');
  assert.equal(ended, 0);
  patience.extend(1_000);
  await sleep(500);
  assert.equal(ended, 0);
  await sleep(2_000);
  assert.equal(ended, 1);
  const over = new Patience(100, () => ended++);
  over.end();
  over.extend(100);
  await sleep(500);
  assert.equal(ended, 1);
});
