import { commandsOf, isCommand, type ShellCommand } from '../../kinds/shell.ts';
import type { Span } from '../../text/span.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule, Fix } from '../rule.ts';

export const omnictlOutput: DocumentRule = {
  id: 'script/omnictl-output',
  title: 'The output of an omnictl command that prints nothing',
  severity: 'error',
  kinds: ['script'],
  needs: 'document',
  why: '`omnictl kubeconfig`, `talosconfig` and `config new` write a file themselves: the one named as argument, else the usual one, into which they merge. Nothing goes to the terminal, so a redirection leaves an empty file, and where it is the file in use, it is emptied first.',
  ...diff(`
 === scripts/access.sh
 #!/bin/sh
-omnictl kubeconfig -c lab > kubeconfig.yaml
+omnictl kubeconfig -c lab --force --merge=false kubeconfig.yaml
`),
  source: 'omni client/pkg/omnictl/kubeconfig.go, talosconfig.go, config.go',
  check({ document, report }) {
    for (const command of commandsOf(document)) {
      if (!isCommand(command, 'omnictl') || !command.redirect) continue;
      const [first, second] = command.words
        .slice(1)
        .filter(({ text }, i) => !text.startsWith('-') && !globalFlags.test(command.words[i]?.text ?? ''))
        .map(({ text }) => text);
      const name = first === 'config' && second === 'new' ? 'config new' : first;
      if (name !== 'kubeconfig' && name !== 'talosconfig' && name !== 'config new') continue;
      report({
        at: command.redirect,
        message: `\`omnictl ${name}\` prints nothing; it writes a file itself, so this one stays empty. Give the path as an argument.`,
        fixes: name === 'config new' ? [] : argumentFixes(document.text, command, command.redirect),
      });
    }
  },
};

/** The file as argument, written anew as the redirection would; not where something else is told already. */
function argumentFixes(text: string, { words }: ShellCommand, redirect: Span): readonly Fix[] {
  const [, path] = /^>\|?[ \t]*(\S.*)$/.exec(text.slice(redirect.start, redirect.end)) ?? [];
  const told = words.some(({ text: word }) => /^(?:--(?:force|merge)\b|-[a-zA-Z]*[fm])/.test(word));
  const operands = words
    .slice(2)
    .filter(({ text: word }, i) => !word.startsWith('-') && !ownValue.test(words[i + 1]?.text ?? ''));
  if (path === undefined || told || operands.length > 0) return [];
  return [replaceFix(redirect, `--force --merge=false ${path}`, 'Give the path as an argument')];
}

/** Flags with a value that a command line with one of these commands has most often. */
const ownValue = /^(?:-c|--cluster|--user|--groups|--ttl|--grant-type|--force-context-name|--oidc-cache-base-dir)$/;

/** Flags with a value that stand before the command. */
const globalFlags = /^--(?:context|omniconfig|siderov1-keys-dir)$/;
