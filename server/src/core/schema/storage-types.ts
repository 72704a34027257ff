// The types of Proxmox storages (pve-storage PVE/Storage/*Plugin.pm). Other vendors' plugins add types of their own, so
// the list is never complete.

export const storageTypes: ReadonlySet<string> = new Set([
  ...['btrfs', 'cephfs', 'cifs', 'dir', 'esxi', 'glusterfs', 'iscsi', 'iscsidirect', 'lvm', 'lvmthin'],
  ...['nfs', 'pbs', 'rbd', 'zfs', 'zfspool'],
]);

/** What people call a type that has another name. */
export const otherTypeNames: Readonly<Record<string, string>> = {
  ceph: 'rbd',
  'ceph-rbd': 'rbd',
  thin: 'lvmthin',
  directory: 'dir',
  smb: 'cifs',
  samba: 'cifs',
  gluster: 'glusterfs',
};
