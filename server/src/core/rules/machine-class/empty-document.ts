import { reportEmptyDocument } from '../empty-documents.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const emptyDocument: FileRule = {
  id: 'machine-class/empty-document',
  title: 'An empty document in a file of machine classes',
  severity: 'error',
  kinds: ['empty'],
  needs: 'file',
  why: 'A `---` with nothing but comments after it is a document that holds null. `omnictl apply` crashes over it ("resource is not set") before it sends anything of the file. A trailing `---` is the usual cause.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: bare-metal
 spec:
   matchlabels: [omni.sidero.dev/platform = metal]
----
`),
  source: 'omni client/pkg/omnictl/apply.go (applyConfigFromBytes); cosi-project/runtime pkg/resource/protobuf/yaml.go',
  check(context) {
    const { documents } = context.file;
    if (!documents.some(({ document: { kind } }) => kind === 'machine-class' || kind === 'omni-resource')) return;
    reportEmptyDocument(
      context,
      'This `---` begins a document that holds nothing, and `omnictl apply` crashes over it before it sends anything.',
    );
  },
};
