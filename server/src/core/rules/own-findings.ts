// Findings about the checking itself: a file that cannot be read, a suppression that does nothing.
import { nearest } from '../text/names.ts';
import { type Span, shift, span } from '../text/span.ts';
import type { SourceFile } from '../workspace/file.ts';
import { at, itemsOf, keyText, pairsOf } from '../yaml/nodes.ts';
import type { Finding } from './finding.ts';
import type { Rule, Severity } from './rule.ts';
import type { Suppression } from './suppressions.ts';

/** Ids that are no rule files of their own, with what they mean. */
export const ownRules: Readonly<
  Record<string, { readonly title: string; readonly severity: Severity; readonly why: string }>
> = {
  'file/unread': {
    title: 'A file, or the rest of it, is not checked',
    severity: 'information',
    why: 'Files above 5 MB, binary files and files with more than 2,000 documents are not read, so that the editor stays quick. Nothing in them is checked.',
  },
  'conventions/unknown-rule': {
    title: 'A rule in `omni-scale.yaml` that does not exist',
    severity: 'warning',
    why: 'A misspelt rule id changes nothing: the rule keeps its own severity.',
  },
  'suppression/unused': {
    title: 'A suppression comment silences nothing',
    severity: 'warning',
    why: 'The mistake it was written for is gone. Left in place, the comment would hide the next one.',
  },
  'suppression/unknown-rule': {
    title: 'A suppression comment names a rule that does not exist',
    severity: 'warning',
    why: 'A misspelt rule id silences nothing.',
  },
  'suppression/reason': {
    title: 'A suppression comment gives no reason',
    severity: 'information',
    why: 'The next reader cannot tell whether the exception still holds.',
  },
};

export function fileFindings(file: SourceFile): readonly Finding[] {
  return file.unread === undefined ? [] : [make('file/unread', span(0, Math.min(1, file.text.length)), file.unread)];
}

/** Rule ids in `omni-scale.yaml` that name no rule. */
export function conventionFindings(file: SourceFile, rules: readonly Rule[]): readonly Finding[] {
  if (!file.documents.some(({ document }) => document.kind === 'conventions')) return [];
  const ids = idsOf(rules);
  return file.documents.flatMap(({ document, start }) => {
    if (document.kind !== 'conventions') return [];
    const { root } = document.yaml;
    const lists = [at(root, 'rules'), ...itemsOf(at(root, 'overrides')).map((item) => at(item, 'rules'))];
    const unknown = lists.flatMap((list) => pairsOf(list).filter((pair) => !ids.has(keyText(pair))));
    return unknown.map((pair) => {
      const id = keyText(pair);
      const message = `There is no rule \`${id}\`, so this has no effect.`;
      return unknownRule('conventions/unknown-rule', id, shift(pair.key.span, start), message, ids);
    });
  });
}

function idsOf(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set([...rules.map((rule) => rule.id), ...Object.keys(ownRules)]);
}

export function suppressionFindings(
  text: string,
  suppressions: readonly Suppression[],
  used: ReadonlySet<Suppression>,
  rules: readonly Rule[],
): readonly Finding[] {
  if (suppressions.length === 0) return [];
  const ids = idsOf(rules);
  return suppressions.flatMap((suppression) => {
    const unknown = suppression.rules.filter(({ id }) => !ids.has(id));
    if (unknown.length > 0) {
      return unknown.map(({ id, span: where }) =>
        unknownRule(
          'suppression/unknown-rule',
          id,
          where,
          `There is no rule \`${id}\`, so this silences nothing.`,
          ids,
        ),
      );
    }
    if (!used.has(suppression)) {
      const message = 'This comment silences nothing here; it can be removed.';
      const fix = {
        title: 'Remove the comment',
        edits: [{ span: commentSpan(text, suppression.comment), newText: '' }],
        elsewhere: [],
      };
      return [
        { ...make('suppression/unused', suppression.comment, message), fixes: [fix], tag: 'unnecessary' as const },
      ];
    }
    if (suppression.reason !== undefined) return [];
    const message =
      'This comment does not say why. Add `: ` and the reason, so that the next reader knows whether it still holds.';
    return [make('suppression/reason', suppression.comment, message)];
  });
}

function unknownRule(rule: string, id: string, where: Span, message: string, ids: ReadonlySet<string>): Finding {
  const near = nearest(id, ids);
  const fixes = near ? [{ title: `Write \`${near}\``, edits: [{ span: where, newText: near }], elsewhere: [] }] : [];
  const hint = near ? ` Did you mean \`${near}\`?` : ' `omni-scale rules` lists them.';
  return { ...make(rule, where, message + hint), fixes };
}

/** The comment, with its whole line when nothing else stands on it. */
function commentSpan(text: string, comment: Span): Span {
  const lineStart = text.lastIndexOf('\n', comment.start - 1) + 1;
  const before = text.slice(lineStart, comment.start);
  if (before.trim() !== '') return span(lineStart + before.trimEnd().length, comment.end);
  const newline = text.indexOf('\n', comment.end);
  if (text.slice(comment.end, newline < 0 ? text.length : newline).trim() !== '') return comment;
  return span(lineStart, newline < 0 ? comment.end : newline + 1);
}

function make(rule: string, at: Span, message: string): Finding {
  return { rule, severity: ownRules[rule]?.severity ?? 'warning', span: at, message, fixes: [], related: [] };
}
