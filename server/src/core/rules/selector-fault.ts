// What keeps a CEL expression of Talos from being true or false, at the exact place.
import { type CelEnvironment, type CelProblem, type CelResult, checkCel, formatType } from '../cel/index.ts';
import { valueSpan } from '../embedded/embedded.ts';
import { nearest } from '../text/names.ts';
import { type Span, span } from '../text/span.ts';
import type { YamlString } from '../yaml/nodes.ts';

export interface SelectorFault {
  readonly at: Span;
  /** One or two sentences; who refuses what because of it is the rule's to say. */
  readonly message: string;
}

/**
 * The first fault of a selector; undefined for one that compiles and is true or false.
 * @param knows a sentence that tells what a selector of this environment can name
 */
export function selectorFault(
  selector: YamlString,
  environment: CelEnvironment,
  knows: string,
): SelectorFault | undefined {
  const result = checkCel(selector.value, environment);
  const [problem] = result.problems;
  if (problem) return { at: placeOf(selector, problem), message: describe(problem, environment, knows) };
  if (!isOtherType(result)) return undefined;
  const visible = selector.value.trim();
  const start = selector.value.indexOf(visible);
  const type = result.type ? byVariable(formatType(result.type), environment) : '';
  return {
    at: valueSpan(selector, span(start, start + visible.length)),
    message: `The selector gives a value of type \`${type}\`, not true or false.`,
  };
}

function describe({ code, message, name }: CelProblem, environment: CelEnvironment, knows: string): string {
  if (code === 'empty') return 'The selector is empty.';
  if (code === 'undeclared') return `${message} ${knows}`;
  const [, fields] = [...(environment.messages ?? [])].find(([type]) => message.includes(type)) ?? [];
  const near = code === 'field' && name && fields ? nearest(name, [...fields.keys()]) : undefined;
  return byVariable(near ? `${message} Did you mean \`${near}\`?` : message, environment);
}

/** The types of variables by the names of these, which people know. */
function byVariable(text: string, { variables }: CelEnvironment): string {
  const messages = [...variables].filter(([, { kind }]) => kind === 'message');
  return messages.reduce((shown, [variable, type]) => shown.replaceAll(type.name, variable), text);
}

function isOtherType({ type, problems }: CelResult): boolean {
  return problems.length === 0 && type !== undefined && (type.kind !== 'bool' || type.wrapper);
}

function placeOf(selector: YamlString, { span: at }: CelProblem): Span {
  const end = Math.min(Math.max(at.end, at.start + 1), selector.value.length);
  return valueSpan(selector, span(Math.min(at.start, end - 1), end));
}
