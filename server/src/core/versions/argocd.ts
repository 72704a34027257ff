// Which Argo CD a version of its Helm chart brings.

export type Minor = readonly [number, number];

/**
 * The last minor version of Argo CD that a major version of its chart brought (argo-helm charts/argo-cd/Chart.yaml at
 * its tags). A chart that is not here may bring anything.
 */
export const newestByChart: ReadonlyMap<number, Minor> = new Map<number, Minor>([
  [5, [2, 10]],
  [6, [2, 11]],
  [7, [2, 14]],
  [8, [3, 1]],
]);
