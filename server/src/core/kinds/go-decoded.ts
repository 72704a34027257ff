// Which parts of a document go-yaml decodes into typed fields.
import type { Span } from '../text/span.ts';
import type { SourceDocument } from '../workspace/file.ts';
import { pairOf } from '../yaml/nodes.ts';

/**
 * False outside the `spec` of an Omni resource: the rest is read word by word, whatever tag or merge key stands there
 * (cosi-project/runtime pkg/resource/protobuf/yaml.go, pkg/resource/metadata.go).
 */
export function isDecoded({ kind, yaml: { root } }: SourceDocument, { start }: Span): boolean {
  if (kind !== 'machine-class' && kind !== 'omni-resource') return true;
  const spec = pairOf(root, 'spec')?.span;
  return spec !== undefined && spec.start <= start && start < spec.end;
}
