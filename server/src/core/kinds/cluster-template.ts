// A cluster template: the documents that `omnictl cluster template` reads from one file.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isNull, isString, scalarText, type YamlNode, type YamlString } from '../yaml/nodes.ts';
import type { Kind } from './kind.ts';

/** The four kinds that omnictl registers (omni client/pkg/template/internal/models, models.go). */
export const modelKinds = ['Cluster', 'ControlPlane', 'Workers', 'Machine'] as const;

/** The name of the machine class that a machine set takes its machines from. */
export function machineClassNameOf(root: YamlNode | undefined): YamlString | undefined {
  const name = at(root, 'machineClass', 'name');
  return isString(name) ? name : undefined;
}

/** How many machines of its class a set takes; undefined for all there are, and for what omnictl does not read. */
export function machineCountOf(root: YamlNode | undefined): number | undefined {
  const size = at(root, 'machineClass', 'size');
  if (isNull(size)) return 0;
  const text = scalarText(size) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

export function templateFacts(kind: Kind, root: YamlNode | undefined): readonly Fact[] {
  if (kind === 'template-cluster') {
    const name = at(root, 'name');
    const talos = scalarText(at(root, 'talos', 'version'));
    const kubernetes = scalarText(at(root, 'kubernetes', 'version'));
    if (!isString(name)) return [];
    return [
      fact('cluster-template', name.value, name.span, {
        ...(talos ? { talos } : {}),
        ...(kubernetes ? { kubernetes } : {}),
      }),
    ];
  }
  const used = machineClassNameOf(root);
  if (!used) return [];
  const role = kind === 'template-control-plane' ? 'control-plane' : 'workers';
  const machines = machineCountOf(root);
  return [fact('machine-class-use', used.value, used.span, { role, ...(machines === undefined ? {} : { machines }) })];
}
