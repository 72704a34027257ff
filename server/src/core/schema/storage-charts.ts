/** Charts whose removal takes people's data with it, or access to it. */
export const storageCharts: ReadonlySet<string> = new Set([
  'longhorn',
  'rook-ceph',
  'rook-ceph-cluster',
  'openebs',
  'democratic-csi',
  'minio',
]);
