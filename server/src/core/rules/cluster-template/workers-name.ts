import { controlPlanesName, defaultWorkersName, nameSpan, textAt } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const workersName: FileRule = {
  id: 'cluster-template/workers-name',
  title: 'Workers whose name is taken',
  severity: 'error',
  kinds: ['template-workers'],
  needs: 'file',
  why: 'The name tells the machine sets of a cluster apart. Without one the set is called `workers`, so only one set can go without, and none beside it can be called so. `control-planes` is the name of the control planes.',
  ...diff(`
 kind: Workers
+name: worker-a
 machineClass: {name: lab-worker-a, size: 1}
 ---
 kind: Workers
+name: worker-b
 machineClass: {name: lab-worker-b, size: 1}
`),
  source: 'omni client/pkg/template/internal/models/workers.go and list.go (Validate, Translate)',
  check({ document, file, report }) {
    const { root } = document.yaml;
    const name = textAt(root, 'name');
    if (hasPlaceholder(name)) return;
    if (name === controlPlanesName) {
      report({
        at: nameSpan(root),
        message: '`control-planes` is the name of the control planes, so omnictl refuses it for workers.',
      });
      return;
    }
    const { workers } = templateFile(file);
    const same = workers.find((other) => nameOf(textAt(other.yaml.root, 'name')) === nameOf(name));
    if (!same || same === document) return;
    const unnamed = name === '';
    const bothUnnamed = unnamed && textAt(same.yaml.root, 'name') === '';
    const message = bothUnnamed
      ? 'These workers and others above have no name, so omnictl refuses the template. Give each set its own `name`.'
      : nameOf(name) === defaultWorkersName && unnamed !== (textAt(same.yaml.root, 'name') === '')
        ? 'A set of workers without a name is called `workers`, as another set here is. Both become one machine set, and omnictl refuses to sync the template.'
        : `Other workers above are called \`${name}\` too, so omnictl refuses the template.`;
    report({ at: nameSpan(root), message });
  },
};

function nameOf(written: string): string {
  return written === '' ? defaultWorkersName : written;
}
