// Waves between Applications: whether they wait for each other, and what an Application brings for others.
import { chartName } from '../kinds/chart-pins.ts';
import { chartGroups } from '../schema/charts.ts';
import type { ApplicationSource } from './facts.ts';
import type { WorkspaceView } from './view.ts';

/**
 * Whether a health check for Applications is set, so that a wave of child Applications waits for the one before. One that
 * is set in the cluster only is not seen.
 */
export function applicationsWait(view: WorkspaceView): boolean {
  return view.facts('argocd-setting').some(({ fact }) => isApplicationHealthCheck(fact.name, fact.data.value));
}

/** Whether a setting of `argocd-cm` is a health check for Applications (argo-cd docs/operator-manual/health.md). */
export function isApplicationHealthCheck(name: string, value: string): boolean {
  // The older way: one key with a map of kinds.
  if (name === 'resource.customizations') return value.includes('Application');
  return /^resource\.customizations\.health\.argoproj\.io_(?:Application|\*)$/.test(name);
}

/** Whether a source's chart installs the definitions of a group. By default cert-manager's leaves its own to others. */
export function brings({ chart: written, crds }: ApplicationSource, group: string): boolean {
  const chart = written === undefined ? undefined : chartName(written);
  if (chart === undefined || crds === false || (chart === 'cert-manager' && crds !== true)) return false;
  return Object.hasOwn(chartGroups, chart) && (chartGroups[chart] ?? []).includes(group);
}
