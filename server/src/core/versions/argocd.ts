// Which Argo CD a version of its Helm chart brings.

export type Minor = readonly [number, number];

/**
 * The last minor version of Argo CD that a major version of its chart brought: `appVersion` in every commit of argo-helm
 * charts/argo-cd/Chart.yaml until 2026-07, when 10.1.1 brought 3.4. A chart that is not here may bring anything, so the
 * major version that is still released is left out.
 */
export const newestByChart: ReadonlyMap<number, Minor> = new Map<number, Minor>([
  [3, [2, 2]],
  [4, [2, 4]],
  [5, [2, 10]],
  [6, [2, 11]],
  [7, [2, 14]],
  [8, [3, 1]],
  [9, [3, 4]],
]);
