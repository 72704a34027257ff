// Completions and hovers in the protocol's words.
import {
  type CompletionItem,
  CompletionItemKind,
  type Hover,
  InsertTextFormat,
  MarkupKind,
} from 'vscode-languageserver/node';
import type { Completion } from '../core/features/complete.ts';
import type { HoverText } from '../core/features/hover.ts';
import type { LineIndex } from '../core/text/lines.ts';
import { toRange } from './convert.ts';

export function toCompletion(item: Completion, lines: LineIndex): CompletionItem {
  return {
    label: item.label,
    kind: item.kind === 'key' ? CompletionItemKind.Property : CompletionItemKind.EnumMember,
    documentation: { kind: MarkupKind.Markdown, value: item.doc },
    textEdit: { range: toRange(lines, item.span), newText: item.newText },
    insertTextFormat: InsertTextFormat.PlainText,
  };
}

export function toHover(found: HoverText, lines: LineIndex): Hover {
  return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range: toRange(lines, found.span) };
}
