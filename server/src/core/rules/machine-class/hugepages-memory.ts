import { numberAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { at, pairOf, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

const pageSizes: Readonly<Record<string, number>> = { '2MB': 2, '1GB': 1024 };

export const hugepagesMemory: DocumentRule = {
  id: 'machine-class/hugepages-memory',
  title: 'Memory that does not divide into huge pages',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Proxmox splits the memory evenly over the sockets and refuses to start the machine when a socket’s share is not a whole number of huge pages.',
  bad: classWith('memory: 5000', 'numa: true', 'hugepages: 1GB', 'balloon: false'),
  good: classWith('memory: 5120', 'numa: true', 'hugepages: 1GB', 'balloon: false'),
  source: 'Proxmox qemu-server PVE/QemuServer/Memory.pm (hugepages_size)',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    const memory = pairOf(map, 'memory');
    const page = pageSizes[stringOf(at(map, 'hugepages')) ?? ''];
    const amount = map && numberAt(map, 'memory');
    if (!map || !memory || page === undefined || amount === undefined || !Number.isInteger(amount) || amount < 1)
      return;
    const sockets = Math.max(1, Math.trunc(numberAt(map, 'sockets') ?? 1));
    const step = page * sockets;
    if (amount % step === 0) return;
    const share = sockets > 1 ? ` over ${sockets} sockets` : '';
    const larger = Math.ceil(amount / step) * step;
    report({
      at: memory.value.span,
      message: `${amount} MiB${share} do not divide into huge pages of ${page} MiB, so Proxmox refuses to start the machine. The next size that does is ${larger}.`,
      fixes: [replaceFix(memory.value.span, String(larger))],
    });
  },
};
