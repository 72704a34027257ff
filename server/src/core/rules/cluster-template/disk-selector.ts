import { type CelExpr, type CelProblem, type CelResult, checkCel, formatType, walkCel } from '../../cel/index.ts';
import { BOOL, type CelType, DYN, UINT } from '../../cel/types.ts';
import { valueSpan } from '../../embedded/embedded.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
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
  why: '`install.diskSelector` is a CEL expression that is true for the disk to install to. It knows `disk` with its fields, `system_disk`, `glob(pattern, text)` and units such as `GiB`, which are unsigned numbers: `disk.size > 100u * GiB`. omnictl compiles it and refuses the template when that fails. The types of the fields of `disk` are not looked at here.',
  ...diff(`
 kind: Machine
 name: 4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11
-install: {diskSelector: disk.transport = "nvme"}
+install: {diskSelector: disk.transport == "nvme"}
`),
  source: 'talos pkg/machinery/cel/celenv/celenv.go (DiskLocator); omni client/pkg/template/internal/models/machine.go',
  check(context) {
    const selector = at(context.document.yaml.root, 'install', 'diskSelector');
    if (isString(selector) && selector.value !== '' && !hasPlaceholder(selector.value))
      checkSelector(context, selector);
  },
};

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

const environment = {
  variables: new Map<string, CelType>([
    ['disk', DYN],
    ['system_disk', BOOL],
    ...units.map((unit): [string, CelType] => [unit, UINT]),
  ]),
};

function checkSelector({ report }: DocumentContext, selector: YamlString): void {
  const result = checkCel(selector.value, environment);
  // `glob` is a function of this environment alone; what calls it is read but not compiled.
  const unknown = callsGlob(result.expr) ? ['undeclared', 'overload', 'type', 'field'] : [];
  const [problem] = result.problems.filter(({ code }) => !unknown.includes(code));
  if (problem) {
    report({ at: placeOf(selector, problem), message: `${describe(problem)} omnictl refuses the template.` });
  } else if (isOtherType(result)) {
    const visible = selector.value.trim();
    const start = selector.value.indexOf(visible);
    report({
      at: valueSpan(selector, span(start, start + visible.length)),
      message: `The selector gives a value of type \`${result.type ? formatType(result.type) : ''}\`, not true or false, so omnictl refuses the template.`,
    });
  }
}

function describe({ code, message }: CelProblem): string {
  if (code === 'empty') return 'The selector is empty.';
  return code === 'undeclared' ? `${message} A disk selector knows \`disk\`, \`system_disk\` and \`glob\`.` : message;
}

function isOtherType({ type, problems }: CelResult): boolean {
  return problems.length === 0 && type !== undefined && type.kind !== 'bool' && type.kind !== 'dyn';
}

function callsGlob(expr: CelExpr | undefined): boolean {
  let found = false;
  if (expr) {
    walkCel(expr, (node) => {
      if (node.kind === 'call' && node.name === 'glob') found = true;
    });
  }
  return found;
}

function placeOf(selector: YamlString, { span: at }: CelProblem): Span {
  const end = Math.min(Math.max(at.end, at.start + 1), selector.value.length);
  return valueSpan(selector, span(Math.min(at.start, end - 1), end));
}
