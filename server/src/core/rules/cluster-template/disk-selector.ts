import {
  type CelProblem,
  type CelResult,
  checkCel,
  DISK_TYPE,
  diskFieldNames,
  diskSelectorEnvironment,
  formatType,
} from '../../cel/index.ts';
import { valueSpan } from '../../embedded/embedded.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { type Span, span } from '../../text/span.ts';
import { at, isString, type YamlString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const diskSelector: DocumentRule = {
  id: 'cluster-template/disk-selector',
  title: 'A disk selector that omnictl cannot compile',
  severity: 'error',
  kinds: ['template-machine'],
  needs: 'document',
  why: '`install.diskSelector` is a CEL expression that is true for the disk to install to. It knows `disk` with its fields, `system_disk`, `glob(pattern, text)` and units such as `GiB`, which are unsigned numbers: `disk.size > 100u * GiB`. omnictl compiles it and refuses the template when that fails.',
  ...diff(`
 kind: Machine
 name: 4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11
-install: {diskSelector: disk.transport = "nvme"}
+install: {diskSelector: disk.transport == "nvme"}
`),
  source:
    'talos pkg/machinery/cel/celenv/celenv.go (DiskLocator) and api/resource/definitions/block/block.proto (DiskSpec); omni client/pkg/template/internal/models/machine.go',
  check(context) {
    const selector = at(context.document.yaml.root, 'install', 'diskSelector');
    if (isString(selector) && selector.value !== '' && !hasPlaceholder(selector.value))
      checkSelector(context, selector);
  },
};

function checkSelector({ report }: DocumentContext, selector: YamlString): void {
  const result = checkCel(selector.value, diskSelectorEnvironment);
  const [problem] = result.problems;
  if (problem) {
    report({ at: placeOf(selector, problem), message: `${describe(problem)} omnictl refuses the template.` });
  } else if (isOtherType(result)) {
    const visible = selector.value.trim();
    const start = selector.value.indexOf(visible);
    report({
      at: valueSpan(selector, span(start, start + visible.length)),
      message: `The selector gives a value of type \`${result.type ? nameOf(formatType(result.type)) : ''}\`, not true or false, so omnictl refuses the template.`,
    });
  }
}

function describe({ code, message, name }: CelProblem): string {
  if (code === 'empty') return 'The selector is empty.';
  if (code === 'undeclared') return `${message} A disk selector knows \`disk\`, \`system_disk\` and \`glob\`.`;
  const near = code === 'field' && message.includes(DISK_TYPE) && name ? nearest(name, diskFieldNames) : undefined;
  return nameOf(near ? `${message} Did you mean \`${near}\`?` : message);
}

/** The type of `disk` by the name that people know. */
function nameOf(text: string): string {
  return text.replaceAll(DISK_TYPE, 'disk');
}

function isOtherType({ type, problems }: CelResult): boolean {
  return problems.length === 0 && type !== undefined && (type.kind !== 'bool' || type.wrapper);
}

function placeOf(selector: YamlString, { span: at }: CelProblem): Span {
  const end = Math.min(Math.max(at.end, at.start + 1), selector.value.length);
  return valueSpan(selector, span(Math.min(at.start, end - 1), end));
}
