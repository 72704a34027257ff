import { providerDataOf } from '../../kinds/machine-class.ts';
import { isString } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const providerdataSyntax: DocumentRule = {
  id: 'machine-class/providerdata-syntax',
  title: '`providerdata` whose text is not a YAML mapping',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni and the provider parse the text of `providerdata`; when it is broken, or holds a key twice, the class is refused or no machine is created. Of several documents they read the first and drop the others without a word.',
  bad: classWith('cores: 4', 'cores: 8'),
  good: classWith('cores: 8'),
  source:
    'omni-infra-provider-proxmox internal/pkg/provider/provision.go; omni internal/pkg/jsonschema; go.yaml.in/yaml/v4 Unmarshal',
  check({ document, report }) {
    const data = providerDataOf(document.yaml.root);
    if (!data || !isString(data.pair.value)) return;
    const at = data.pair.key.span;
    if (data.documents.length > 1) {
      const message = '`providerdata` holds several YAML documents; the provider reads only the first.';
      report({ at, message, severity: 'warning' });
    }
    const problems = data.documents[0]?.problems ?? [];
    for (const problem of problems.slice(0, 3)) report({ at: problem.span, message: problem.message });
    if (problems.length > 0 || data.map || data.pair.value.value.trim() === '') return;
    report({ at, message: '`providerdata` holds no mapping, so the provider cannot read it.' });
  },
};
