import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { filesOf } from '../../kinds/template-entries.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { countsFromTemplate, isAllowed, pathBelow } from '../../workspace/template-paths.ts';
import { scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const fileOutside: WorkspaceRule = {
  id: 'cluster-template/file-outside',
  title: 'A file outside of the template’s folder',
  severity: 'error',
  kinds: templateKinds,
  needs: 'workspace',
  why: 'Since Omni 1.8, omnictl reads files only from the template’s own folder and below, unless `--allowed-dir` names another one. A path that leaves it looks right and fails in the pipeline. Where your scripts pass `--allowed-dir ..`, say so in `omni-scale.yaml` with `conventions.allowedDir: ..`.',
  ...diff(`
 === clusters/lab.yaml
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
 patches:
-  - file: ../patches/longhorn.yaml
-=== patches/longhorn.yaml
+  - file: patches/longhorn.yaml
+=== clusters/patches/longhorn.yaml
 machine: {sysctls: {vm.nr_hugepages: "1024"}}
`),
  source: 'omni client/pkg/omnictl/cluster/template/template.go (--allowed-dir)',
  check(context) {
    const { document, file, conventions, report } = context;
    if (!countsFromTemplate(omniInUse(context))) return;
    for (const { node } of filesOf(document.yaml.root)) {
      const written = scalarText(node);
      if (!written || hasPlaceholder(written)) continue;
      if (isAllowed(file, pathBelow(file, written), conventions.allowedDir)) continue;
      report({
        at: node.span,
        message: `\`${written}\` lies outside of what omnictl may read for this template, so it refuses the template unless it is run with \`--allowed-dir\`.`,
      });
    }
  },
};
