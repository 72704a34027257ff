// What Proxmox tells through a real SSH server, with `pvesh` played by a double that answers as Proxmox VE 8 does.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../../server/src/live/fault.ts';
import type { Output } from '../../../server/src/live/process.ts';
import type { ProviderHost, RemoteOptions } from '../../../server/src/live/provider/host.ts';
import { nobody } from '../../../server/src/live/provider/person.ts';
import { SshHost } from '../../../server/src/live/provider/ssh-host.ts';
import { looksLikeTalos, readResources, readUuids, rowsOf } from '../../../server/src/live/proxmox/answers.ts';
import { ProxmoxSource } from '../../../server/src/live/proxmox/source.ts';
import type { ProxmoxFacts } from '../../../server/src/live/status/facts.ts';
import { FakePrograms } from '../../support/ssh/programs/state.ts';
import { type Sshd, startSshd } from '../../support/ssh/sshd.ts';

const uuid = '0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';
const vm = { type: 'qemu', vmid: 110, name: 'prod-01-workers-x7k2p9', node: 'rack-a', status: 'running', template: 0 };
const answers = {
  '/cluster/resources': [
    { type: 'node', node: 'rack-a', id: 'node/rack-a', status: 'online' },
    { type: 'node', node: 'rack-b', id: 'node/rack-b', status: 'offline' },
    {
      type: 'storage',
      storage: 'vm_ssd',
      node: 'rack-a',
      status: 'available',
      plugintype: 'rbd',
      content: 'images,rootdir',
      disk: 400,
      maxdisk: 1000,
      shared: 1,
    },
    { type: 'storage', storage: 'backup', node: 'rack-b', status: 'unknown', plugintype: 'pbs', content: 'backup' },
    { ...vm, tags: 'machine-request.prod-01-workers', hastate: 'started' },
    { ...vm, vmid: 111, name: 'mail', tags: 'a;b' },
    { ...vm, vmid: 112, name: 'template', template: 1 },
    { type: 'lxc', vmid: 200, name: 'docker', node: 'rack-a', status: 'running' },
    { type: 'sdn', sdn: 'localnetwork', node: 'rack-a', status: 'ok' },
  ],
  '/nodes/rack-a/network': [
    { iface: 'vmbr0', type: 'bridge', active: 1 },
    { iface: 'vnet7', type: 'vnet' },
  ],
  '/cluster/mapping/pci': [
    {
      id: 'gpu',
      map: ['id=10de:2231,iommugroup=14,node=rack-a,path=0000:01:00.0', 'node=rack-b,id=10de:2231,path=0000:02:00'],
    },
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'omni-scale-proxmox-'));
const programs = new FakePrograms(folder);
let sshd: Sshd;
let ssh: SshHost;
before(async () => {
  sshd = await startSshd({ programs: programs.bin });
  ssh = new SshHost({ host: sshd.address }, nobody, sshd.environment);
});
after(async () => {
  ssh.close();
  await sshd.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The host, whose `/etc/pve` is told by the test: it is no folder that a test may write. */
class HostWithConfiguration implements ProviderHost {
  readonly name = 'root@rack-a';
  readonly read: string[][] = [];
  run(place: 'node' | 'containers', command: readonly string[], options: RemoteOptions): Promise<Result<Output>> {
    if (command[0] !== 'grep') return ssh.run(place, command, options);
    const files = command.filter((word) => word.startsWith('/etc/pve/'));
    this.read.push(files);
    const stdout = files.map((file) => `${file}:smbios1: base64=1,uuid=${uuid.toUpperCase()}\n`).join('');
    return Promise.resolve({ ok: true, value: { code: 0, stdout, stderr: '' } });
  }
  stream(): Promise<Result<number>> {
    return assert.fail('nothing is streamed');
  }
  close(): void {}
}

test('the inventory tells nodes, storages, bridges, mappings and machines', async () => {
  programs.set({ containers: [], proxmox: answers });
  const host = new HostWithConfiguration();
  const told: ProxmoxFacts[] = [];
  const source = new ProxmoxSource(host, (facts) => told.push(facts), { interval: 50 });
  source.start();
  while (told.filter(({ inventory }) => inventory).length < 3) await sleep(20);
  source.stop();
  assert.deepEqual(source.facts.inventory?.value, {
    nodes: [
      { name: 'rack-a', online: true },
      { name: 'rack-b', online: false },
    ],
    storages: [
      {
        name: 'vm_ssd',
        node: 'rack-a',
        type: 'rbd',
        content: ['images', 'rootdir'],
        active: true,
        totalBytes: 1000,
        availableBytes: 600,
      },
      { name: 'backup', node: 'rack-b', type: 'pbs', content: ['backup'], active: false },
    ],
    bridges: [
      { node: 'rack-a', name: 'vmbr0' },
      { node: 'rack-a', name: 'vnet7' },
    ],
    mappings: [{ name: 'gpu', nodes: ['rack-a', 'rack-b'] }],
    vms: [
      {
        id: 110,
        name: 'prod-01-workers-x7k2p9',
        node: 'rack-a',
        status: 'running',
        tags: ['machine-request.prod-01-workers'],
        ha: 'started',
        uuid,
      },
      { id: 111, name: 'mail', node: 'rack-a', status: 'running', tags: ['a', 'b'] },
    ],
  });
  // Only the machine that may be Omni's is looked up, and only once.
  assert.deepEqual(host.read, [['/etc/pve/nodes/rack-a/qemu-server/110.conf']]);
});

test('a node without bridges or mappings to tell keeps the rest, and a host without Proxmox says so', async () => {
  const read = async (proxmox: Readonly<Record<string, unknown>>) => {
    programs.set({ containers: [], proxmox });
    const source = new ProxmoxSource(ssh, () => {}, { interval: 50 });
    source.start();
    while (!source.facts.inventory && !source.facts.state.fault) await sleep(20);
    source.stop();
    return source.facts;
  };
  const old = await read({ '/cluster/resources': answers['/cluster/resources'] });
  assert.equal(old.inventory?.value.storages.length, 2);
  assert.deepEqual([old.inventory?.value.bridges, old.inventory?.value.mappings], [[], []]);
});

test('answers that can not be read are no inventory', () => {
  assert.equal(rowsOf('not json'), undefined);
  assert.equal(rowsOf('{"data":[]}'), undefined);
  assert.deepEqual(rowsOf('[1,null,{"a":1}]'), [{ a: 1 }]);
  const odd = readResources([
    { type: 'storage', storage: 7, maxdisk: '1000', disk: '1500' },
    { type: 'qemu', vmid: '9' },
  ]);
  assert.deepEqual(odd.storages[0], {
    name: '7',
    node: '',
    type: '',
    content: [],
    active: false,
    totalBytes: 1000,
    availableBytes: 0,
  });
  assert.equal(odd.vms[0]?.id, 9);
});

test('uuids are read from configuration lines, and only Talos machines are asked for', () => {
  const lines = `/etc/pve/nodes/rack-a/qemu-server/100.conf:smbios1: uuid=${uuid},manufacturer=x\n/etc/pve/nodes/rack-a/qemu-server/101.conf:smbios1: serial=1\ngrep: x: No such file`;
  assert.deepEqual([...readUuids(lines)], [[100, uuid]]);
  const named = (name: string, ...tags: string[]) => ({ id: 1, node: 'rack-a', status: 'running', name, tags });
  assert.ok(looksLikeTalos(named('x', 'machine-request.y')) && looksLikeTalos(named('talos-cp-1')));
  assert.ok(!looksLikeTalos(named('mail', 'prod')));
});
