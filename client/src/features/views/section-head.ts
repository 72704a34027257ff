// What a view says about itself beside its rows: where they come from, how old they are, and why there are none.
import type { Section } from '../../../../server/src/live/status/model.ts';
import { duration } from '../../../../server/src/live/status/words.ts';

export interface SectionHead {
  /** Behind the view's title. */
  readonly description: string;
  /** Above the rows, when they are not to be taken as they are. */
  readonly message: string | undefined;
  /** Instead of rows: what is missing, and whether a person is needed. */
  readonly notice: { readonly text: string; readonly icon: 'info' | 'warning' } | undefined;
  readonly badge: { readonly value: number; readonly tooltip: string } | undefined;
}

export function sectionHead(section: Section, isDemo: boolean): SectionHead {
  const { problems, source = '' } = section;
  const message = messageOf(section);
  return {
    description: isDemo ? 'demo' : source,
    message: message && plain(message),
    notice: section.rows.length === 0 ? noticeOf(section) : undefined,
    badge:
      problems > 0 ? { value: problems, tooltip: problems === 1 ? '1 problem' : `${problems} problems` } : undefined,
  };
}

/** Views show text as it is, where names in backquotes would keep them. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

function messageOf({ phase, age, fault, gaps, rows, next, retryAt }: Section): string | undefined {
  if (rows.length === 0) return undefined;
  const reason = fault ? ` ${[fault.message, next].filter(Boolean).join(' ')}` : '';
  if (phase === 'stale') return `Last heard of ${duration(age ?? 0)} ago.${reason}`;
  // Without a next attempt a person has to act first.
  if (fault) return `${retryAt === undefined ? '' : 'Connecting again.'}${reason}`.trim();
  return gaps.length > 0 ? gaps.map(({ message }) => message).join(' ') : undefined;
}

function noticeOf({ name, phase, fault, next, source }: Section): SectionHead['notice'] {
  // The welcome of the empty view says it, with a button.
  if (name === 'clusters' && (fault?.signIn === 'omni' || fault?.kind === 'program-missing')) return undefined;
  switch (phase) {
    case 'connecting':
      return { text: source ? `Asking ${source}` : 'Asking', icon: 'info' };
    case 'unavailable':
      return {
        text: plain([fault?.message ?? 'Nothing was heard for a long time.', next].filter(Boolean).join(' ')),
        icon: 'warning',
      };
    case 'live':
    case 'stale':
      return { text: 'There are none.', icon: 'info' };
    default:
      return undefined;
  }
}
