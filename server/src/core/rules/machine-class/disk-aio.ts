import { disksOf, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { at, pairOf, stringOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

/** Cache modes that go through the host's page cache. */
const buffered = new Set(['writethrough', 'writeback', 'unsafe']);

export const diskAio: DocumentRule = {
  id: 'machine-class/disk-aio',
  title: '`disk_aio: native` on a disk that goes through the host’s cache',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Native asynchronous I/O bypasses the host’s page cache, which the cache modes `writethrough`, `writeback` and `unsafe` use. QEMU refuses such a disk, so the machine is created and never starts. With `io_uring` any cache mode works.',
  bad: classWith('disk_cache: writeback', 'disk_aio: native'),
  good: classWith('disk_cache: none', 'disk_aio: native'),
  source: 'Proxmox qemu-server PVE/QemuServer/Drive.pm; QEMU block/file-posix.c',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    for (const disk of map ? disksOf(map) : []) {
      const aio = pairOf(disk, 'disk_aio');
      const cache = stringOf(at(disk, 'disk_cache')) ?? '';
      if (!aio || stringOf(aio.value) !== 'native' || !buffered.has(cache)) continue;
      report({
        at: aio.value.span,
        message: `\`native\` works only with cache \`none\` or \`directsync\`; with \`${cache}\` QEMU refuses the disk and the machine never starts.`,
      });
    }
  },
};
