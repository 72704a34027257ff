// A finding as the doors see it: in the coordinates of its file, with its severity settled.
import type { TextEdit } from '../text/edits.ts';
import type { Span } from '../text/span.ts';
import type { OtherFileEdit, Severity } from './rule.ts';
import type { WrittenSecrets } from './written-secrets.ts';

export interface ResolvedFix {
  readonly title: string;
  /** Changes in the finding's file. */
  readonly edits: readonly TextEdit[];
  readonly elsewhere: readonly OtherFileEdit[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly ResolvedFix[];
  readonly related: readonly { readonly uri: string; readonly span: Span; readonly message: string }[];
  readonly tag?: 'unnecessary' | 'deprecated';
  /** What the finding found written out; it gives hashes and no values. */
  readonly secrets?: WrittenSecrets;
}
