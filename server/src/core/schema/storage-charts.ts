/**
 * Charts whose removal takes people's data with it, or access to it, because the volumes are served by what the chart
 * runs: Longhorn, Rook (charts `rook-ceph` and `rook-ceph-cluster`), OpenEBS, democratic-csi and MinIO. Provisioners that
 * only hand out folders or shares (local-path, NFS) are left out, for what they made stays mountable.
 */
export const storageCharts: ReadonlySet<string> = new Set([
  'longhorn',
  'rook-ceph',
  'rook-ceph-cluster',
  'openebs',
  'democratic-csi',
  'minio',
]);
