// The sync windows of an AppProject as Argo CD reads them (types.go, InlineSyncWindow.Validate and HashIdentity).
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { byteLength } from '../text/bytes.ts';
import { scheduleFault } from '../text/cron.ts';
import { parseGoDuration } from '../text/go-duration.ts';
import type { Span } from '../text/span.ts';
import {
  at,
  isNull,
  isString,
  itemsOf,
  scalarText,
  type YamlMap,
  type YamlNode,
  type YamlString,
} from '../yaml/nodes.ts';
import type { DocumentContext } from './rule.ts';

const aims = ['applications', 'namespaces', 'clusters'];
const needed = ['kind', 'schedule', 'duration'];
const invalid = 'so Argo CD takes the project for invalid.';

/** Says what Argo CD refuses in the windows of a project. */
export function checkWindows(context: DocumentContext, windows: YamlNode | undefined): void {
  const seen = new Set<string>();
  for (const window of itemsOf(windows)) {
    if (window.type !== 'map') continue;
    checkValues(context, window);
    checkAbsent(context, window);
    const identity = identityOf(window);
    if (identity !== undefined && seen.has(identity)) {
      context.report({ at: placeOf(window), message: `The same window stands here twice, ${invalid}` });
    }
    if (identity !== undefined) seen.add(identity);
  }
}

function checkValues({ report }: DocumentContext, window: YamlMap): void {
  const of = (key: string): YamlString | undefined => {
    const node = at(window, key);
    return isString(node) && !hasPlaceholder(node.value) ? node : undefined;
  };
  const kind = of('kind');
  if (kind && kind.value !== 'allow' && kind.value !== 'deny')
    report({ at: kind.span, message: `\`${kind.value}\` is neither \`allow\` nor \`deny\`, ${invalid}` });
  const schedule = of('schedule');
  const fault = schedule && scheduleFault(schedule.value);
  if (fault) report({ at: schedule.span, message: `${fault} Argo CD takes the project for invalid.` });
  const duration = of('duration');
  if (duration && parseGoDuration(duration.value) === undefined) {
    report({
      at: duration.span,
      message: `\`${duration.value}\` is no duration such as \`90m\` or \`2h\` (days are not known), ${invalid}`,
    });
  }
  const description = of('description');
  if (description && byteLength(description.value) > 255)
    report({ at: description.span, message: `A description has at most 255 bytes, ${invalid}` });
}

/** A window that is only begun says nothing yet. */
function checkAbsent({ report }: DocumentContext, window: YamlMap): void {
  if (window.pairs.filter(({ value }) => !isNull(value)).length < 2) return;
  if (window.pairs.some(({ key }) => key.value === '<<')) return;
  const keys = window.pairs.map(({ key }) => key.value);
  const absent = needed.filter((key) => !keys.includes(key));
  if (absent.length > 0) {
    const names = absent.map((key) => `\`${key}\``).join(' and ');
    report({ at: placeOf(window), message: `This window has no ${names}, ${invalid}` });
    return;
  }
  const lists = aims.map((key) => at(window, key));
  if (lists.some((list) => list && (list.type !== 'seq' || list.items.length > 0))) return;
  report({
    at: placeOf(window),
    message: `This window names no \`applications\`, \`namespaces\` or \`clusters\`, so it applies to nothing and Argo CD takes the project for invalid.`,
  });
}

function placeOf(window: YamlMap): Span {
  const kind = at(window, 'kind');
  return kind?.type === 'scalar' && !isNull(kind) ? kind.span : (window.pairs[0]?.key.span ?? window.span);
}

/** What tells a window from others; undefined where that is not known. */
function identityOf(window: YamlMap): string | undefined {
  const words = [...needed, 'timeZone', 'andOperator'].map((key) => scalarText(at(window, key)) ?? '');
  const lists = aims.map((key) => itemsOf(at(window, key)).map((item) => scalarText(item) ?? ''));
  const identity = JSON.stringify([words, lists]);
  return hasPlaceholder(identity) || words[0] === '' ? undefined : identity;
}
