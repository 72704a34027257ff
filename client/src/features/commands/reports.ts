// The reports: status of everything, and whether all that is needed is there.
import { commands, type Disposable, window } from 'vscode';
import type { Check, Verdict } from '../../../../server/src/live/doctor/check.ts';
import { checkPrerequisites, verdictOf } from '../../../../server/src/live/doctor/doctor.ts';
import { ok } from '../../../../server/src/live/fault.ts';
import { redactor } from '../../../../server/src/live/redact.ts';
import { collect } from '../../../../server/src/live/status/collect.ts';
import { reportOf } from '../../../../server/src/live/status/report.ts';
import { toMarkdown } from '../../../../server/src/live/status/report-markdown.ts';
import { liveSystems, register, type Workbench, withProgress } from './tools.ts';

/** How long a report waits for sections that have not answered yet, in milliseconds. */
const patience = 20_000;

export function registerReports(bench: Workbench): Disposable[] {
  return register({ showStatus: () => showStatus(bench), checkPrerequisites: () => showPrerequisites(bench) });
}

async function showStatus(bench: Workbench): Promise<void> {
  const session = bench.connection.session ?? liveSystems(bench)?.session;
  if (!session) return;
  const status = await withProgress('Collecting the status', async (signal) =>
    ok(await collect(session, { deadline: patience, signal })),
  );
  if (status) await bench.documents.show('Status.md', redactor.redact(toMarkdown(reportOf(status))));
}

async function showPrerequisites(bench: Workbench): Promise<void> {
  const systems = liveSystems(bench);
  if (!systems) return;
  const checks = await withProgress('Checking the prerequisites', async (signal) =>
    ok(await checkPrerequisites(systems, bench.connection.settings, signal)),
  );
  if (!checks) return;
  await bench.documents.show('Prerequisites.md', redactor.redact(prerequisitesMarkdown(checks)));
  if (checks.some(({ signIn }) => signIn === 'omni')) {
    const chosen = await window.showWarningMessage('Omni asks for a sign-in.', 'Sign In');
    if (chosen) await commands.executeCommand('omniScale.signIn');
  }
}

const marks: Readonly<Record<Verdict, string>> = { ok: '✓', warning: '!', problem: '✗', skipped: '–' };

function prerequisitesMarkdown(checks: readonly Check[]): string {
  const rows = checks.map(({ verdict, name, found, repair }) => {
    const cells = [`${marks[verdict]} ${verdict}`, name, found, repair ?? ''];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  });
  return [`# ${verdictOf(checks)}`, '', '| | what | found | repair |', '| --- | --- | --- | --- |', ...rows, ''].join(
    '\n',
  );
}
