// `omni-scale status`: how the clusters, applications, secrets, volumes and the provider are, asked once.
import { parseArgs } from 'node:util';
import { DemoSession, eventful } from '../live/demo/session.ts';
import { openSession } from '../live/open-session.ts';
import { redactor } from '../live/redact.ts';
import type { Session } from '../live/session.ts';
import { collect } from '../live/status/collect.ts';
import { exitCodeOf, type Report, reportOf } from '../live/status/report.ts';
import { toMarkdown } from '../live/status/report-markdown.ts';
import { toText } from '../live/status/report-text.ts';
import { listed, sectionTitles } from '../live/status/words.ts';
import type { Command, Terminal } from './command.ts';
import { liveHelp, liveOptions, liveSettings } from './live-settings.ts';

export const status: Command = {
  name: 'status',
  summary: 'Report how clusters, applications, secrets, volumes and the provider are',
  usage: 'omni-scale status [--format text|json|markdown] [--timeout SECONDS] [--demo]',
  help: [
    'Asks Omni, the Kubernetes cluster and the provider’s host once, each as far as it is set up, and reports what is wrong.',
    '',
    'Options',
    '  --format text|json|markdown',
    '                       text for people (default), JSON for programs, Markdown for an issue or a chat',
    '  --timeout SECONDS    how long to wait for answers (default: 20)',
    '  --demo               report on invented clusters; nothing is contacted',
    ...liveHelp,
    '',
    'JSON: {verdict, result: healthy|issues|nothing-known, at,',
    '       issues: [{section, level, kind, name, within, state, message, command, next, since}],',
    '       sections: [{name, title, phase, summary, next, counts: [{kind, total, of}], source, heardAt, ageSeconds}]}.',
    'Fields are added and never changed; those that do not apply are absent.',
    '',
    'Exit: 0 healthy, 1 something is wrong or could not be read, 2 nothing could be asked.',
    '',
    'Example: omni-scale status --format markdown > status.md',
  ],
  run,
};

const formats = ['text', 'json', 'markdown'] as const;

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...liveOptions,
      format: { type: 'string', default: 'text' },
      timeout: { type: 'string', default: '20' },
      demo: { type: 'boolean', default: false },
    },
  });
  const { format: asked, timeout, demo: invented, ...flags } = values;
  const format = formats.find((each) => each === asked);
  if (!format) return terminal.fail(`--format takes ${formats.join(', ')}; not \`${asked}\``);
  const seconds = Number(timeout);
  if (!(seconds > 0 && seconds <= 600)) return terminal.fail(`--timeout takes 1 to 600 seconds; not \`${timeout}\``);
  const { session, close } = invented ? demo() : openSession(liveSettings(flags, terminal), { isOnce: true });
  try {
    const signal = terminal.interrupted();
    const report = await ask(session, seconds * 1000, signal, terminal);
    if (signal.aborted) return terminal.fail('interrupted');
    terminal.print(redactor.redact(print(report, format, terminal)));
    return exitCodeOf(report);
  } finally {
    close();
  }
}

function demo(): { readonly session: Session; close(): void } {
  const session = new DemoSession(eventful);
  return { session, close: () => session.close() };
}

async function ask(session: Session, deadline: number, signal: AbortSignal, terminal: Terminal): Promise<Report> {
  const status = await collect(session, {
    deadline,
    signal,
    onProgress: (waiting) => {
      if (waiting.length > 0) terminal.progress(`Waiting for ${listed(waiting.map((name) => sectionTitles[name]))} …`);
    },
  });
  return reportOf(status);
}

function print(report: Report, format: (typeof formats)[number], { coloured }: Terminal): string {
  if (format === 'json') return JSON.stringify(report);
  if (format === 'markdown') return toMarkdown(report).trimEnd();
  return toText(report, { coloured, width: widthOf(process.stdout.columns) });
}

/** Lines that are neither broken to shreds nor too long to follow. */
function widthOf(columns: number | undefined): number {
  return Math.min(Math.max(columns ?? 100, 60), 120);
}
