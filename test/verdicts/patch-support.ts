import { allRules } from '../../server/src/core/rules/all.ts';
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { LanguageService } from '../../server/src/core/service.ts';
import { hostWith } from '../../server/src/live/files/host.ts';
import { identify, root } from '../support/fixtures.ts';

/** Minor versions of Talos 1.x, in the order of the letters of the data. */
export const minors = [9, 10, 11, 12, 13, 14] as const;

const template = identify('clusters/lab.yaml');
const patch = identify('clusters/patch.yaml');

/** What tells of patches; of the rules of templates, the one that looks into the files they take. */
const rules = allRules.filter(({ id }) => /^(?:yaml|talos-patch)\/|^cluster-template\/patch-kind$/.test(id));

/** What Omni forbids is nothing that Talos refuses. */
const prohibitions = /^talos-patch\/(?:forbidden-field|forbidden-document|admin-role)$/;

/** A cluster whose machines have this version of Talos, and which takes one patch from a file. */
export class PatchedCluster {
  readonly #service = new LanguageService(
    rules,
    hostWith((message) => {
      throw new Error(message);
    }),
  );

  constructor(minor: number) {
    this.#service.setFolders([{ uri: root, name: 'workspace', remotes: [] }]);
    this.#service.setPaths(root, ['omni-scale.yaml', template.path, patch.path]);
    this.#service.setText(identify('omni-scale.yaml'), 'versions: {omni: 1.10.4}\n');
    this.#service.setText(
      template,
      `kind: Cluster
name: lab
kubernetes: {version: v1.33.4}
talos: {version: v1.${minor}.0}
---
kind: ControlPlane
machineClass: {name: rack, size: 1}
patches:
  - file: patch.yaml
---
kind: Workers
machineClass: {name: rack, size: 1}
`,
    );
  }

  /** The errors that say of a patch that it, or the configuration with it, is refused. */
  refusals(text: string): readonly string[] {
    this.#service.setText(patch, text);
    return [patch, template]
      .flatMap(({ uri }) => this.#service.findings(uri))
      .filter(tellsRefusal)
      .map(({ rule, message }) => `${rule}: ${message}`);
  }
}

function tellsRefusal({ rule, severity, message }: Finding): boolean {
  if (severity !== 'error' || prohibitions.test(rule)) return false;
  return rule.startsWith('yaml/') || /refuse/.test(message);
}
