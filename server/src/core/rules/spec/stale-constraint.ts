import { entriesIn, textOf } from '../../kinds/spec.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const staleConstraint: DocumentRule = {
  id: 'spec/stale-constraint',
  title: 'A constraint that upstream has lifted, or that never was one',
  severity: 'information',
  kinds: ['initiative-spec'],
  needs: 'document',
  why: 'Workarounds outlive what they work around. Some limits of the Proxmox provider that specs and guides repeat were lifted, and some were misunderstandings; the finding says what is true now, and what to look at before the workaround goes.',
  ...diff(`
 constraints:
   hostname-conflict:
-    description: The provider sets a hostname that Talos 1.12 refuses.
-    workaround: Use the local-fix image.
+    description: The provider set a hostname that Talos 1.12 refuses.
+    resolution: Fixed upstream on 2026-02-02; release v0.1.0 and later.
 initiative: {name: racks}
`),
  source:
    'omni-infra-provider-proxmox: commits da2f853, 5056bf8, 0d9fd58, 559954c and CHANGELOG.md; google/cel-go (type is a function of the language)',
  check({ document, report }) {
    for (const { id, key, node } of entriesIn(document.yaml.root, 'constraints')) {
      const says = `${id.replace(/[-_]+/g, ' ')}\n${textOf(node)}`.slice(0, 4000);
      if (knowsBetter(says, isString(at(node, 'resolution')))) continue;
      const stale = lore.find(({ all }) => all.every((pattern) => pattern.test(says)));
      if (stale) report({ at: key.span, message: stale.now });
    }
  },
};

/** True for a constraint that its own text calls gone. */
function knowsBetter(says: string, resolved: boolean): boolean {
  if (/storageType|\b(?:obsolete|no longer|not needed any ?more|lifted|outdated|was wrong)\b/i.test(says)) return true;
  return resolved && /\b(?:fixed|repaired|solved|resolved|released|merged)\b|\bv?0\.[1-9]\.\d/i.test(says);
}

interface Lore {
  /** Every one is in the text of a constraint that repeats it. */
  readonly all: readonly RegExp[];
  /** What is true now. */
  readonly now: string;
}

const lore: readonly Lore[] = [
  {
    all: [
      /\bcel\b|selector/i,
      /\btype\b/i,
      /\breserve[sd]\b|keyword|(?:not|n[’']t) (?:be )?(?:expose|available|supported|used|filter|select|match|told)|no `?type`? field/i,
      /\bcel\b|storage|\bpools?\b|backend|disk/i,
    ],
    now: 'CEL does not reserve `type`; it is a function of the language. The type of a storage is `storageType`, which the provider offers since its first version.',
  },
  {
    all: [
      /host ?name/i,
      /local-fix|already set|(?:provider|upstream)\S* (?:bug|issue)|provider\S* (?:\w+ )?inject|(?=.*(?:static host|talos (?:v?1\.1[2-9]|refuse)|HostnameConfig))(?=.*(?:conflict|clash|refuse|reject|fail|do not join|br(?:eak|oke)))/is,
    ],
    now: 'The provider sets no hostname since 2026-02-02, and release 0.1.0 and later are without this bug. An image built since then needs no `local-fix`.',
  },
  {
    all: [
      /control.?planes?/i,
      /(?:all|land|same|single|one) (?:\w+ ){0,3}(?:node|host)\b|anti.?affinity|(?:not|never|cannot be) (?:spread|distributed)/i,
      /provider|omni|proxmox|plac|schedul|land/i,
    ],
    now: 'The provider spreads the machines of a set over the nodes by itself since February 2026. What still is not possible is to pin each control plane to a node of its own.',
  },
  {
    all: [
      /provider/i,
      /no (?:releases?|tags?|versions?)\b|(?:only|just) (?:the )?`?:?latest|(?:untagged|unversioned)/i,
    ],
    now: 'The provider has releases since 0.1.0 (2026-05-22): the image can be named by one of them.',
  },
  {
    all: [/qemu.?guest.?agent/i, /\b(?:must|has to|needs?|need to|requir\w*|manual\w*|add|every|each)\b/i],
    now: 'The provider adds the extension `qemu-guest-agent` to every machine that it creates; nobody has to list it.',
  },
  {
    all: [/provider/i, /\bl2\b|layer.?2|broadcast/i, /adjacen|broadcast|need|must|has to|requir|same/i],
    now: 'The provider talks to the APIs of Proxmox and Omni and needs no common network with the machines. They dial Omni themselves: what is needed is that they reach it and resolve its name.',
  },
];
