import { disksOf, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { pairOf, stringOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const diskCache: DocumentRule = {
  id: 'machine-class/disk-cache',
  title: 'A disk whose writes are never flushed',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'With `disk_cache: unsafe` QEMU ignores every flush of the guest. When the host loses power, etcd and every other database on the disk can come back damaged.',
  bad: classWith('disk_cache: unsafe'),
  good: classWith('disk_cache: none'),
  source: 'Proxmox qemu-server PVE/QemuServer/Drive.pm; QEMU documentation, cache modes',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    for (const disk of map ? disksOf(map) : []) {
      const cache = pairOf(disk, 'disk_cache');
      if (!cache || stringOf(cache.value) !== 'unsafe') continue;
      report({
        at: cache.value.span,
        message:
          '`unsafe` drops every flush, so a power loss of the host can damage etcd and the volumes on this disk. `none` is the usual choice.',
      });
    }
  },
};
