// `omni-scale rules` and `omni-scale explain`: what is checked, and why.
import { parseArgs } from 'node:util';
import { suppressionComment } from '../core/features/suppress.ts';
import { allRules } from '../core/rules/all.ts';
import { ownRules } from '../core/rules/own-findings.ts';
import { nearest } from '../core/text/names.ts';
import type { Command, Terminal } from './command.ts';

export const rules: Command = {
  name: 'rules',
  summary: 'List the rules',
  usage: 'omni-scale rules [--format text|json]',
  help: ['Lists every rule with its default severity.', '', 'Example: omni-scale rules'],
  async run(args, terminal) {
    const { values } = parseArgs({ args: [...args], options: { format: { type: 'string', default: 'text' } } });
    const list = summaries();
    if (values.format === 'json') terminal.print(JSON.stringify({ rules: list }));
    else {
      const width = Math.max(...list.map(({ rule }) => rule.length));
      for (const { rule, severity, title } of list)
        terminal.print(`${rule.padEnd(width)}  ${severity.padEnd(11)}  ${title}`);
    }
    return 0;
  },
};

export const explain: Command = {
  name: 'explain',
  summary: 'Say why a rule exists, with an example',
  usage: 'omni-scale explain <rule>',
  help: [
    'Prints what a rule reports, why it matters, a mistake and its repair.',
    '',
    'Example: omni-scale explain machine-class/storage-selector',
  ],
  async run(args, terminal) {
    const [id] = args;
    if (id === undefined) return terminal.fail('name a rule; `omni-scale rules` lists them');
    return printRule(id, terminal);
  },
};

function summaries(): readonly { readonly rule: string; readonly severity: string; readonly title: string }[] {
  const own = Object.entries(ownRules).map(([rule, { severity, title }]) => ({ rule, severity, title }));
  return [...allRules.map(({ id, severity, title }) => ({ rule: id, severity, title })), ...own].sort((a, b) =>
    a.rule < b.rule ? -1 : 1,
  );
}

function printRule(id: string, terminal: Terminal): number {
  const rule = allRules.find((candidate) => candidate.id === id);
  const own = ownRules[id];
  if (!rule && !own) {
    const near = nearest(
      id,
      summaries().map((summary) => summary.rule),
    );
    return terminal.fail(`there is no rule \`${id}\`${near ? `; did you mean \`${near}\`?` : ''}`);
  }
  const { title, severity, why } = rule ?? own ?? { title: '', severity: '', why: '' };
  terminal.print(`${id} (${severity})\n${title}.\n\n${why}`);
  if (rule) terminal.print(`\nReported:\n${indent(rule.bad)}\n\nFine:\n${indent(rule.good)}\n\nSource: ${rule.source}`);
  terminal.print(
    `\nSilence it for a line with \`${suppressionComment(id, rule?.kinds)}\`, for a folder with \`rules: {${id}: off}\` in omni-scale.yaml.`,
  );
  return 0;
}

function indent(example: string): string {
  return example
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
