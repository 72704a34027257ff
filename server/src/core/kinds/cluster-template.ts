// A cluster template: the documents that `omnictl cluster template` reads from one file.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, scalarText, type YamlNode, type YamlString } from '../yaml/nodes.ts';
import type { Kind } from './kind.ts';

/** The four kinds that omnictl registers (omni client/pkg/template/internal/models, models.go). */
export const modelKinds = ['Cluster', 'ControlPlane', 'Workers', 'Machine'] as const;

/** The name of the machine class that a machine set takes its machines from. */
export function machineClassNameOf(root: YamlNode | undefined): YamlString | undefined {
  const name = at(root, 'machineClass', 'name');
  return isString(name) ? name : undefined;
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
  return used ? [fact('machine-class-use', used.value, used.span, {})] : [];
}
